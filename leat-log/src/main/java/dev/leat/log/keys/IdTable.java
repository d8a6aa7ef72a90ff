package dev.leat.log.keys;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongConsumer;

/**
 * Hashes, each with a place: an open-addressing table of 16 bytes a slot, at most two thirds of them in use, behind a Bloom
 * filter of a byte a slot, which spares looking there for what is not in it. A hash may be there several times.
 *
 * <p>One thread at a time adds; any may look up, without a lock, and sees all whose adding happened before.
 */
public final class IdTable {

    private static final int MOST_SLOTS = 1 << 21;

    /** The most places of one table. */
    public static final int MOST = MOST_SLOTS / 3 * 2;

    private static final VarHandle LONG = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int FIRST_SLOTS = 32;
    private static final int SLOTS_PER_WORD = 8;

    private volatile Arrays arrays;
    private int size;

    private static final class Arrays {
        /** By turns a hash, 0 where there is none, and its place, which is written first. */
        final long[] slots;

        /** A hash has four bits in one of these. */
        final long[] words;

        Arrays(int capacity) {
            slots = new long[2 * capacity];
            words = new long[capacity / SLOTS_PER_WORD];
        }

        boolean mayHave(long key) {
            long bits = bits(key);
            return ((long) LONG.getAcquire(words, word(key)) & bits) == bits;
        }

        void mark(long key) {
            int word = word(key);
            LONG.setRelease(words, word, words[word] | bits(key));
        }

        private int word(long key) {
            return (int) (key >>> 40) & words.length - 1;
        }

        private static long bits(long key) {
            return 1L << key | 1L << (key >>> 6) | 1L << (key >>> 12) | 1L << (key >>> 18);
        }

        int slot(long key) {
            return 2 * KeyHash.slot(key, slots.length / 2);
        }

        void put(long key, long place) {
            mark(key);
            int slot = slot(key);
            while (slots[slot] != 0) {
                slot = slot + 2 & slots.length - 1;
            }
            slots[slot + 1] = place;
            LONG.setRelease(slots, slot, key);
        }
    }

    /** A table that grows as it is filled. */
    public IdTable() {
        this(FIRST_SLOTS);
    }

    private IdTable(int slots) {
        arrays = new Arrays(slots);
    }

    /** A table that has room for {@link #MOST} places. */
    public static IdTable large() {
        return new IdTable(MOST_SLOTS);
    }

    /** Whether it has {@link #MOST} places. Of use to the thread that adds. */
    public boolean isFull() {
        return size >= MOST;
    }

    public void add(long hash, long place) {
        Arrays now = arrays;
        if (size >= now.slots.length / 2 / 3 * 2) {
            now = grown(now);
            arrays = now;
        }
        size++;
        now.put(key(hash), place);
    }

    private static Arrays grown(Arrays small) {
        Arrays large = new Arrays(small.slots.length);
        for (int slot = 0; slot < small.slots.length; slot += 2) {
            if (small.slots[slot] != 0) {
                large.put(small.slots[slot], small.slots[slot + 1]);
            }
        }
        return large;
    }

    /** Whether a hash may be there. */
    public boolean mayHave(long hash) {
        return arrays.mayHave(key(hash));
    }

    /** Gives all places of a hash, in no order. */
    public void places(long hash, LongConsumer to) {
        Arrays now = arrays;
        long[] slots = now.slots;
        long key = key(hash);
        int slot = now.slot(key);
        for (long there = (long) LONG.getAcquire(slots, slot);
                there != 0;
                there = (long) LONG.getAcquire(slots, slot)) {
            if (there == key) {
                to.accept(slots[slot + 1]);
            }
            slot = slot + 2 & slots.length - 1;
        }
    }

    static long key(long hash) {
        return hash == 0 ? 1 : hash;
    }
}
