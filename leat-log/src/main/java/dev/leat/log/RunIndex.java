package dev.leat.log;

import dev.leat.log.format.Commit.Run;
import java.util.Arrays;

/**
 * Where the runs of one partition stand in one segment, in order of offset.
 *
 * <p>One thread adds; others see all that was added before {@link #size()} was read.
 */
final class RunIndex extends TimedIndex {

    /** What is kept of a run: longs first offset, first sequence, recorded time; ints count, position, length, crc. */
    private static final int LONGS = 3;

    private static final int INTS = 4;

    private volatile Columns columns;
    private volatile int size;

    private static final class Columns {
        final long[] longs;
        final int[] ints;

        Columns(long[] longs, int[] ints) {
            this.longs = longs;
            this.ints = ints;
        }
    }

    RunIndex(int capacity) {
        columns = new Columns(new long[capacity * LONGS], new int[capacity * INTS]);
    }

    void add(Run run, long firstSequence, long micros) {
        add(run.firstOffset(), firstSequence, micros, run.count(), run.position(), run.length(), run.crc());
    }

    void add(long firstOffset, long firstSequence, long micros, int count, int position, int length, int crc) {
        Columns now = columns;
        int at = size;
        if (now.longs.length < (at + 1) * LONGS) {
            int capacity = Math.max(4, at * 2);
            now = new Columns(Arrays.copyOf(now.longs, capacity * LONGS), Arrays.copyOf(now.ints, capacity * INTS));
            columns = now;
        }
        now.longs[at * LONGS] = firstOffset;
        now.longs[at * LONGS + 1] = firstSequence;
        now.longs[at * LONGS + 2] = micros;
        now.ints[at * INTS] = count;
        now.ints[at * INTS + 1] = position;
        now.ints[at * INTS + 2] = length;
        now.ints[at * INTS + 3] = crc;
        size = at + 1;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    long first(int run) {
        return firstOffset(run);
    }

    long firstOffset(int run) {
        return columns.longs[run * LONGS];
    }

    long firstSequence(int run) {
        return columns.longs[run * LONGS + 1];
    }

    @Override
    long micros(int run) {
        return columns.longs[run * LONGS + 2];
    }

    int count(int run) {
        return columns.ints[run * INTS];
    }

    int position(int run) {
        return columns.ints[run * INTS + 1];
    }

    int length(int run) {
        return columns.ints[run * INTS + 2];
    }

    int crc(int run) {
        return columns.ints[run * INTS + 3];
    }

    long endOffset(int run) {
        return firstOffset(run) + count(run);
    }

    int end(int run) {
        return position(run) + length(run);
    }
}
