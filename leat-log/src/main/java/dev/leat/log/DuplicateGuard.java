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

    /** Whether one of an append's events may have been written or taken since they were looked for. */
    boolean suspects(PendingAppend append) {
        for (Chunk chunk : append.encoded.chunks) {
            StreamState stream = chunk.partition.stream;
            if (stream.settings.dedupe() != null) {
                Identities identities = chunk.identities;
                if (identities == null
                        || !identities.isOf(stream)
                        || (identities.mayHaveAnySince() && (identities.hasSince() || isTaken(identities)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isTaken(Identities identities) {
        for (Identities others : taken) {
            if (identities.mayShare(others)) {
                return true;
            }
        }
        return false;
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
