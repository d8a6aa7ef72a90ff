package dev.leat.core.delivery;

import java.util.Arrays;

/**
 * Which events of a partition are in progress, and how far everything is finished. Not thread-safe: guarded by the group.
 *
 * <p>Events begin in order of offset and finish in any; the cursor stands before the first that has not.
 */
final class Progress {

    private final long[] offsets;
    private final boolean[] finished;
    private int head;
    private int size;
    private long passed;
    private int finishedUncommitted;

    /** @param next the first offset that has not been seen */
    Progress(int capacity, long next) {
        offsets = new long[Integer.highestOneBit(capacity * 2 - 1)];
        finished = new boolean[offsets.length];
        passed = next;
    }

    /** An event is taken. */
    void begin(long offset) {
        int at = index(size);
        offsets[at] = offset;
        finished[at] = false;
        size++;
        passed = Math.max(passed, offset + 1);
    }

    /** Everything before this offset has been taken or passed over. */
    void passed(long next) {
        passed = Math.max(passed, next);
    }

    /** An event is finished. */
    void finish(long offset) {
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (offsets[index(middle)] < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (size == 0 || offsets[index(low)] != offset) {
            throw new IllegalStateException("offset " + offset + " is not in progress");
        }
        finished[index(low)] = true;
        while (size > 0 && finished[head]) {
            head = index(1);
            size--;
            finishedUncommitted++;
        }
    }

    /** Begins anew at this offset: what was in progress no longer counts. */
    void restart(long next) {
        Arrays.fill(finished, false);
        head = 0;
        size = 0;
        passed = next;
        finishedUncommitted = 0;
    }

    /** The first offset that is not finished: everything before it is handled or passed over. */
    long next() {
        return size > 0 ? offsets[head] : passed;
    }

    int inProgress() {
        return size;
    }

    /** Finished events that no committed cursor covers. */
    int finishedUncommitted() {
        return finishedUncommitted;
    }

    /** A committed cursor covers so many of them. */
    void committed(int events) {
        finishedUncommitted -= events;
    }

    private int index(int at) {
        return (head + at) & (offsets.length - 1);
    }
}
