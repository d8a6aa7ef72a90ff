package dev.leat.log;

import java.util.function.IntToLongFunction;

/** Places in order of a first number and of recorded time, to be searched by either. */
abstract class TimedIndex {

    abstract int size();

    /** The number that a place begins with: an offset or a global sequence. */
    abstract long first(int place);

    /** When it was recorded, microseconds since 1970. */
    abstract long micros(int place);

    /** The last place that begins at or before this number, or 0. */
    final int find(long number) {
        return lastUpTo(number, size(), this::first);
    }

    /** Of so many places in order the last one whose first number is this one or lower, or 0. */
    static int lastUpTo(long number, int size, IntToLongFunction first) {
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (first.applyAsLong(middle) <= number) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The first place recorded at this time or later, or {@link #size()}. */
    final int findTime(long time) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (micros(middle) < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
