package dev.leat.log;

import dev.leat.log.format.Commit.Run;
import java.util.Arrays;

/**
 * Where the runs of one partition stand in one segment, in order of offset.
 *
 * <p>One thread adds; others see all that was added before {@link #size()} was read.
 */
final class RunIndex extends TimedIndex {

    /** What is kept of a run: longs first offset, first sequence, recorded time of the
     * first event; ints count, position, length, crc, offsets covered, 1 if packed. */
    private static final int LONGS = 3;

    private static final int INTS = 6;

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

    /** @param firstSequence of the commit */
    void add(Run run, long firstSequence) {
        Columns now = columns;
        int at = size;
        if (now.longs.length < (at + 1) * LONGS) {
            int capacity = Math.max(4, at * 2);
            now = new Columns(Arrays.copyOf(now.longs, capacity * LONGS), Arrays.copyOf(now.ints, capacity * INTS));
            columns = now;
        }
        now.longs[at * LONGS] = run.firstOffset();
        now.longs[at * LONGS + 1] = firstSequence;
        now.longs[at * LONGS + 2] = run.micros();
        now.ints[at * INTS] = run.count();
        now.ints[at * INTS + 1] = run.position();
        now.ints[at * INTS + 2] = run.length();
        now.ints[at * INTS + 3] = run.crc();
        now.ints[at * INTS + 4] = run.covered();
        now.ints[at * INTS + 5] = run.packed() ? 1 : 0;
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

    boolean isPacked(int run) {
        return columns.ints[run * INTS + 5] != 0;
    }

    int covered(int run) {
        return columns.ints[run * INTS + 4];
    }

    long endOffset(int run) {
        return firstOffset(run) + covered(run);
    }

    int end(int run) {
        return position(run) + length(run);
    }
}
