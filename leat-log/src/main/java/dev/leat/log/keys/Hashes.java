package dev.leat.log.keys;

import java.util.Arrays;

/** A set of hashes that is emptied often: open addressing, at most half of the slots in use. Not thread-safe. */
public final class Hashes {

    private static final int FIRST_SLOTS = 64;

    /** With less than one in so many slots in use, filling all costs more than beginning anew. */
    private static final int SPARSE = 16;

    /** 0: free. */
    private long[] slots = new long[FIRST_SLOTS];

    private int size;

    public void add(long hash) {
        if (size >= slots.length / 2) {
            long[] small = slots;
            slots = new long[2 * small.length];
            size = 0;
            for (long key : small) {
                if (key != 0) {
                    put(key);
                }
            }
        }
        put(IdTable.key(hash));
    }

    private void put(long key) {
        int slot = slotOf(key);
        size += slots[slot] == 0 ? 1 : 0;
        slots[slot] = key;
    }

    public boolean contains(long hash) {
        return size > 0 && slots[slotOf(IdTable.key(hash))] != 0;
    }

    /** Where a key stands, or would. */
    private int slotOf(long key) {
        int slot = KeyHash.slot(key, slots.length);
        while (slots[slot] != 0 && slots[slot] != key) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    /** Costs what the set had: one that was much larger before becomes small again. */
    public void clear() {
        if (size == 0) {
            return;
        }
        if (slots.length > FIRST_SLOTS && size < slots.length / SPARSE) {
            slots = new long[FIRST_SLOTS];
        } else {
            Arrays.fill(slots, 0);
        }
        size = 0;
    }
}
