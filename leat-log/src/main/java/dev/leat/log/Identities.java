package dev.leat.log;

import dev.leat.log.keys.Hashes;

/** The hashes of the identities of a chunk's events, and up to where their stream was searched for them. */
final class Identities {

    final long[] hashes;
    private final StreamIds ids;

    /** Per partition, the offset up to which the stream was searched. */
    private final long[] next;

    /** How many tables the stream's identities had filled then. */
    private final int tables;

    private Identities(long[] hashes, StreamIds ids, int tables, long[] next) {
        this.hashes = hashes;
        this.ids = ids;
        this.tables = tables;
        this.next = next;
    }

    /** A search for none yet, in all that a stream has now. */
    static Identities of(StreamState stream, StreamIds ids) {
        int tables = ids.tables(); // before the offsets: what is added behind them is in these tables or later ones
        return new Identities(new long[0], ids, tables, stream.written());
    }

    /** Whether they were looked for by what the stream's settings are now. */
    boolean isOf(StreamState stream) {
        return stream.ids == ids && ids.epoch == stream.dedupeEpoch.get();
    }

    /** Whether a hash may be there. */
    boolean mayHave(long hash) {
        return ids.mayHave(hash);
    }

    /** Whether one of them may be there. */
    boolean mayHaveAny() {
        for (long hash : hashes) {
            if (ids.mayHave(hash)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of them is among these. */
    boolean hasAny(Hashes others) {
        for (long hash : hashes) {
            if (others.contains(hash)) {
                return true;
            }
        }
        return false;
    }

    void addTo(Hashes others) {
        for (long hash : hashes) {
            others.add(hash);
        }
    }

    /** Whether an event recorded at one time still counts at another. */
    boolean counts(long recordedMicros, long nowMicros) {
        return ids.counts(recordedMicros, nowMicros);
    }

    /** Gives the places of a hash that were there when it was looked for. */
    void places(long hash, PlaceConsumer to) {
        ids.places(hash, place -> {
            int partition = StreamIds.partition(place);
            if (StreamIds.offset(place) < next[partition]) {
                to.accept(partition, StreamIds.offset(place));
            }
        });
    }

    interface PlaceConsumer {
        void accept(int partition, long offset);
    }

    /** Whether one of them may have been recorded since they were looked for. */
    boolean hasSince() {
        for (long hash : hashes) {
            if (ids.mayHaveSince(hash, tables) && ids.hasSince(hash, next)) {
                return true;
            }
        }
        return false;
    }

    void recorded(int partition, long firstOffset, long recordedMicros) {
        for (int i = 0; i < hashes.length; i++) {
            ids.add(hashes[i], partition, firstOffset + i, recordedMicros);
        }
    }

    /** The hashes of other events, which were looked for at the same time. */
    Identities with(long[] others) {
        return new Identities(others, ids, tables, next);
    }
}
