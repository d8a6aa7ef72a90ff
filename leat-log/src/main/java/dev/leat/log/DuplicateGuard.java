package dev.leat.log;

import dev.leat.log.PendingAppend.Chunk;
import dev.leat.log.keys.IdTable;
import java.util.List;

/**
 * Tells whether events of an append may have been recorded by others since it was looked for duplicates: it never misses one,
 * and where hashes are equal by chance, the append is looked at once more. Used under {@link LogWriter}'s lock.
 */
final class DuplicateGuard {

    /** What the commit that is built has: forgotten if it is not written. */
    private IdTable taken = new IdTable();

    private boolean anyTaken;

    /** A commit is begun. */
    void begin() {
        if (anyTaken) {
            taken = new IdTable();
            anyTaken = false;
        }
    }

    CommitGuard.Suspicion suspect(PendingAppend append) {
        CommitGuard.Suspicion suspicion = CommitGuard.Suspicion.NONE;
        for (Chunk chunk : append.encoded.chunks) {
            StreamState stream = chunk.partition.stream;
            if (stream.settings.dedupe() != null) {
                Identities identities = chunk.identities;
                if (identities == null || !identities.isOf(stream) || identities.hasSince()) {
                    return CommitGuard.Suspicion.WRITTEN;
                }
                if (anyTaken && isTaken(identities)) {
                    suspicion = CommitGuard.Suspicion.TAKEN;
                }
            }
        }
        return suspicion;
    }

    private boolean isTaken(Identities identities) {
        for (long hash : identities.hashes) {
            if (taken.has(hash)) {
                return true;
            }
        }
        return false;
    }

    /** An append was taken into the commit. */
    void taken(PendingAppend append) {
        for (Chunk chunk : append.encoded.chunks) {
            if (chunk.identities != null) {
                for (long hash : chunk.identities.hashes) {
                    taken.add(hash, 0);
                }
                anyTaken = true;
            }
        }
    }

    /** A commit was written, and readers do not know yet. */
    void written(List<PendingAppend> appends, long recordedMicros) {
        if (anyTaken) {
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
