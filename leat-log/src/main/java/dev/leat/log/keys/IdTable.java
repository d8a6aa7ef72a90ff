package dev.leat.log.keys;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongConsumer;

/**
 * Hashes, each with a place, in an open-addressing table of 16 bytes a slot, at most two thirds of them in use. A hash may be
 * there several times.
 *
 * <p>One thread at a time adds; any may look up, without a lock, and sees all whose adding happened before.
 */
public final class IdTable {

    /** The most places of one table. */
    public static final int MOST = (1 << 21) / 3 * 2;

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int FIRST_SLOTS = 32;

    /** By turns a hash, 0 where there is none, and its place, which is written first. */
    private volatile long[] slots = new long[2 * FIRST_SLOTS];

    private int size;

    /** Whether it has {@link #MOST} places. Of use to the thread that adds. */
    public boolean isFull() {
        return size >= MOST;
    }

    public void add(long hash, long place) {
        long[] now = slots;
        if (size >= now.length / 2 / 3 * 2) {
            now = grown(now);
            slots = now;
        }
        size++;
        put(now, key(hash), place);
    }

    private static long[] grown(long[] small) {
        long[] large = new long[2 * small.length];
        for (int slot = 0; slot < small.length; slot += 2) {
            if (small[slot] != 0) {
                put(large, small[slot], small[slot + 1]);
            }
        }
        return large;
    }

    private static void put(long[] slots, long key, long place) {
        int slot = slot(slots, key);
        while (slots[slot] != 0) {
            slot = slot + 2 & slots.length - 1;
        }
        slots[slot + 1] = place;
        SLOT.setRelease(slots, slot, key);
    }

    /** Whether a hash is there. */
    public boolean has(long hash) {
        long[] now = slots;
        long key = key(hash);
        int slot = slot(now, key);
        long there = (long) SLOT.getAcquire(now, slot);
        while (there != 0 && there != key) {
            slot = slot + 2 & now.length - 1;
            there = (long) SLOT.getAcquire(now, slot);
        }
        return there != 0;
    }

    /** Gives all places of a hash, in no order. */
    public void places(long hash, LongConsumer to) {
        long[] now = slots;
        long key = key(hash);
        int slot = slot(now, key);
        for (long there = (long) SLOT.getAcquire(now, slot); there != 0; there = (long) SLOT.getAcquire(now, slot)) {
            if (there == key) {
                to.accept(now[slot + 1]);
            }
            slot = slot + 2 & now.length - 1;
        }
    }

    private static long key(long hash) {
        return hash == 0 ? 1 : hash;
    }

    private static int slot(long[] slots, long key) {
        return 2 * (int) (key ^ key >>> 32) & slots.length - 1;
    }
}
