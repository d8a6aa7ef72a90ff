package dev.leat.log;

import dev.leat.log.PendingAppend.Chunk;
import dev.leat.log.keys.Hashes;
import java.util.List;

/**
 * Tells whether events of an append may have been recorded by others since it was looked for duplicates: it never misses one,
 * and where hashes are equal by chance, the append is looked at once more. Used under {@link LogWriter}'s lock.
 */
final class DuplicateGuard {

    /** The identities that the commit that is built has, of all streams: a hash knows its stream. */
    private final Hashes taken = new Hashes();

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
                        || identities.hasAny(taken)
                        || identities.hasSince()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** An append was taken into the commit. */
    void taken(PendingAppend append) {
        for (Chunk chunk : append.encoded.chunks) {
            if (chunk.identities != null) {
                chunk.identities.addTo(taken);
            }
        }
    }

    /** A commit was written, and readers do not know yet. */
    void written(List<PendingAppend> appends, long recordedMicros) {
        for (PendingAppend append : appends) {
            for (Chunk chunk : append.encoded.chunks) {
                if (chunk.identities != null) {
                    chunk.identities.recorded(chunk.partition.number, chunk.firstOffset, recordedMicros);
                }
            }
        }
    }
}
