package dev.leat.log;

import dev.leat.log.keys.IdTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The hashes of the identities that a stream has taken within its horizon, each with where the event stands. The writer adds
 * what it has written; look-ups take no lock.
 *
 * <p>A table is given up as a whole once its youngest event is beyond the horizon; what is said of older events is up to who
 * asks: only the event itself tells.
 */
final class StreamIds {

    private static final int OFFSET_BITS = 53;

    /** For which of its stream's settings it was made. */
    final int epoch;

    private final long horizonMicros;

    /** The one that grows first. */
    private volatile Generation[] generations = {new Generation(1, new IdTable())};

    private static final class Generation {
        final int number;
        final IdTable table;
        long youngestMicros;

        Generation(int number, IdTable table) {
            this.number = number;
            this.table = table;
        }
    }

    StreamIds(int epoch, long horizonMicros) {
        this.epoch = epoch;
        this.horizonMicros = horizonMicros;
    }

    /** Whether an event recorded at one time still counts at another. */
    boolean counts(long recordedMicros, long nowMicros) {
        return nowMicros - recordedMicros <= horizonMicros;
    }

    /** Where the events that count begin. */
    long beginMicros(long nowMicros) {
        return Math.max(0, nowMicros - horizonMicros);
    }

    /** Adds an identity. By one thread at a time: who makes it, then the writer under its lock. */
    void add(long hash, int partition, long offset, long recordedMicros) {
        if (generations[0].table.isFull()) {
            begin(recordedMicros);
        }
        Generation growing = generations[0];
        growing.youngestMicros = Math.max(growing.youngestMicros, recordedMicros);
        growing.table.add(hash, (long) partition << OFFSET_BITS | offset);
    }

    private void begin(long nowMicros) {
        List<Generation> kept = new ArrayList<>();
        kept.add(new Generation(tables() + 1, IdTable.large()));
        for (Generation generation : generations) {
            if (counts(generation.youngestMicros, nowMicros)) {
                kept.add(generation);
            }
        }
        generations = kept.toArray(Generation[]::new);
    }

    /** Whether a hash may be there. */
    boolean mayHave(long hash) {
        for (Generation generation : generations) {
            if (generation.table.mayHave(hash)) {
                return true;
            }
        }
        return false;
    }

    /** How many tables were begun. */
    int tables() {
        return generations[0].number;
    }

    /** Whether a hash may have been added since so many tables had been begun. By the writer, under its lock. */
    boolean mayHaveSince(long hash, int tables) {
        for (Generation generation : generations) {
            if (generation.number < tables) {
                return false;
            }
            if (generation.table.mayHave(hash)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a hash is there whose event stands behind these offsets by partition. */
    boolean hasSince(long hash, long[] next) {
        boolean[] since = new boolean[1];
        places(hash, place -> since[0] |= offset(place) >= next[partition(place)]);
        return since[0];
    }

    /** Gives the places of a hash. */
    void places(long hash, LongConsumer to) {
        for (Generation generation : generations) {
            generation.table.places(hash, to);
        }
    }

    static int partition(long place) {
        return (int) (place >>> OFFSET_BITS);
    }

    static long offset(long place) {
        return place & (1L << OFFSET_BITS) - 1;
    }
}
