package dev.leat.log.keys;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of each key stand in a segment that grows: a hash table of chains, the newest place first, in arrays of
 * 36 bytes an event and 8 of slots.
 *
 * <p>One thread at a time adds, in order of position; any may look up, without a lock, and sees all whose adding happened
 * before.
 */
public final class KeyTable {

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int FIRST_CAPACITY = 16;

    private volatile Columns columns = new Columns(FIRST_CAPACITY);
    private int size;

    private static final class Columns {
        /** The number of the newest place of a key, plus 1; 0: none. Written last, so that who finds a place sees it whole. */
        final int[] slots;

        final long[] hashes;
        final long[] offsets;
        final long[] micros;
        final int[] positions;
        final int[] crcs;

        /** The place before this one of the same key, plus 1; 0: none. */
        final int[] before;

        Columns(int capacity) {
            slots = new int[capacity * 2];
            hashes = new long[capacity];
            offsets = new long[capacity];
            micros = new long[capacity];
            positions = new int[capacity];
            crcs = new int[capacity];
            before = new int[capacity];
        }

        private Columns(Columns small) {
            int capacity = small.hashes.length * 2;
            slots = new int[capacity * 2];
            hashes = Arrays.copyOf(small.hashes, capacity);
            offsets = Arrays.copyOf(small.offsets, capacity);
            micros = Arrays.copyOf(small.micros, capacity);
            positions = Arrays.copyOf(small.positions, capacity);
            crcs = Arrays.copyOf(small.crcs, capacity);
            before = Arrays.copyOf(small.before, capacity);
            for (int newest : small.slots) {
                if (newest > 0) {
                    slots[slot(hashes[newest - 1])] = newest;
                }
            }
        }

        /** The slot that has this key or, where none does, that it would get. */
        int slot(long hash) {
            int slot = KeyHash.slot(hash, slots.length);
            int newest = (int) SLOT.getAcquire(slots, slot);
            while (newest > 0 && hashes[newest - 1] != hash) {
                slot = slot + 1 & slots.length - 1;
                newest = (int) SLOT.getAcquire(slots, slot);
            }
            return slot;
        }

        /** The number of the newest place of a key, plus 1, or 0; the slot of one that is not there may be taken meanwhile. */
        int newest(long hash) {
            int newest = (int) SLOT.getAcquire(slots, slot(hash));
            return newest > 0 && hashes[newest - 1] == hash ? newest : 0;
        }
    }

    /** How many places there are. Of use to the thread that adds. */
    public int size() {
        return size;
    }

    /** Adds a place. */
    public void add(long hash, Place place) {
        Columns now = columns;
        if (size == now.hashes.length) {
            now = new Columns(now);
            columns = now;
        }
        int slot = now.slot(hash);
        now.hashes[size] = hash;
        now.offsets[size] = place.offset();
        now.micros[size] = place.micros();
        now.positions[size] = place.position();
        now.crcs[size] = place.crc();
        now.before[size] = now.slots[slot];
        size++;
        SLOT.setRelease(now.slots, slot, size);
    }

    /** The offset of a key's newest event, or -1. */
    public long lastOffset(long hash) {
        Columns now = columns;
        int newest = now.newest(hash);
        return newest == 0 ? -1 : now.offsets[newest - 1];
    }

    /**
     * The places of a key, in order, from an offset on.
     *
     * @return null if there are more than so many
     */
    public @Nullable List<Place> places(long hash, long from, int most) {
        Columns now = columns;
        List<Place> places = new ArrayList<>();
        for (int at = now.newest(hash); at > 0 && now.offsets[at - 1] >= from; at = now.before[at - 1]) {
            if (places.size() == most) {
                return null;
            }
            int i = at - 1;
            places.add(new Place(now.offsets[i], now.micros[i], now.positions[i], now.crcs[i]));
        }
        Collections.reverse(places);
        return places;
    }
}
