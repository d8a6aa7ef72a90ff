package dev.leat.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/** When which of two members last handled an event of which partition. Thread-safe. */
final class Sightings {

    private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final int partitions;

    /** By member and partition; of the nano clock. */
    private final AtomicLongArray last;

    /** What one member tells. */
    interface Of {
        void saw(int partition);
    }

    private interface Found {
        boolean isSo();
    }

    Sightings(int partitions) {
        this.partitions = partitions;
        this.last = new AtomicLongArray(2 * partitions);
        for (int i = 0; i < last.length(); i++) {
            last.set(i, System.nanoTime() - MOST_NANOS);
        }
    }

    Of of(int member) {
        return partition -> last.set(member * partitions + partition, System.nanoTime());
    }

    /** Waits until a member has handled events of all partitions since then; returns how long that took since. */
    long await(long since, int member) {
        return await(since, () -> seen(since, member) == partitions);
    }

    /** Waits until both have handled, the second one first of all, and all partitions were handled since. */
    long awaitShared(long since) {
        await(since, () -> seen(since, 1) > 0);
        long shared = System.nanoTime();
        await(since, () -> seen(shared, 0) > 0 && seen(shared, 0) + seen(shared, 1) >= partitions);
        return System.nanoTime() - since;
    }

    private int seen(long since, int member) {
        int seen = 0;
        for (int i = 0; i < partitions; i++) {
            seen += last.get(member * partitions + i) - since > 0 ? 1 : 0;
        }
        return seen;
    }

    private static long await(long since, Found found) {
        while (!found.isSo()) {
            if (System.nanoTime() - since > MOST_NANOS) {
                throw new IllegalStateException("the members did not share the partitions within a minute");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return System.nanoTime() - since;
    }
}
