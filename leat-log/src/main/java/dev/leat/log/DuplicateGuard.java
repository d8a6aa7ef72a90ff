package dev.leat.log;

import dev.leat.log.PendingAppend.Chunk;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells whether events of an append may have been recorded by others since it was looked for duplicates: it never misses one,
 * and where hashes are equal by chance, the append is looked at once more. Used under {@link LogWriter}'s lock.
 */
final class DuplicateGuard {

    /** What the commit that is built has. */
    private final List<Identities> taken = new ArrayList<>();

    /** A commit is begun. */
    void begin() {
        taken.clear();
    }

    CommitGuard.Suspicion suspect(PendingAppend append) {
        CommitGuard.Suspicion suspicion = CommitGuard.Suspicion.NONE;
        for (Chunk chunk : append.encoded.chunks) {
            StreamState stream = chunk.partition.stream;
            if (stream.settings.dedupe() != null) {
                Identities identities = chunk.identities;
                if (identities == null || !identities.isOf(stream)) {
                    suspicion =
                            suspicion.or(taken.isEmpty() ? CommitGuard.Suspicion.WRITTEN : CommitGuard.Suspicion.TAKEN);
                } else if (identities.mayHaveAnySince()) {
                    suspicion = suspicion.or(suspect(identities));
                }
            }
        }
        return suspicion;
    }

    /** What was taken comes first: of an append that has both, looking now would find only what was written. */
    private CommitGuard.Suspicion suspect(Identities identities) {
        for (Identities others : taken) {
            if (identities.mayShare(others)) {
                return CommitGuard.Suspicion.TAKEN;
            }
        }
        return identities.hasSince() ? CommitGuard.Suspicion.WRITTEN : CommitGuard.Suspicion.NONE;
    }

    /** An append was taken into the commit. */
    void taken(PendingAppend append) {
        for (Chunk chunk : append.encoded.chunks) {
            if (chunk.identities != null) {
                chunk.identities.mark();
                taken.add(chunk.identities);
            }
        }
    }

    /** A commit was written, and readers do not know yet. */
    void written(List<PendingAppend> appends, long recordedMicros) {
        if (!taken.isEmpty()) {
            for (PendingAppend append : appends) {
                for (Chunk chunk : append.encoded.chunks) {
                    if (chunk.identities != null) {
                        chunk.identities.recorded(chunk.partition.number, chunk.firstOffset, recordedMicros);
                    }
                }
            }
        }
    }
}
