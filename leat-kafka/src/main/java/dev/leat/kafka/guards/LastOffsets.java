package dev.leat.kafka.guards;

/**
 * The last offset of each key of a partition, by a hash of 64 bit: some 32 bytes for a key, however long it is. Keys of one
 * hash share the larger offset, so that what it says is never too small. Not thread-safe.
 */
final class LastOffsets {

    /** Of a key that has none. */
    static final long NONE = -1;

    private static final int FEWEST = 64;

    /** Hashes, of which 0 marks a free place, and beside each its offset: open addressing, linear probing. */
    private long[] hashes = new long[FEWEST];

    private long[] offsets = new long[FEWEST];
    private int size;

    /** The key has an event there. */
    void put(String key, long offset) {
        if (2 * (size + 1) > hashes.length) {
            grow();
        }
        put(hash(key), offset);
    }

    private void put(long hash, long offset) {
        int place = place(hash);
        if (hashes[place] == 0) {
            hashes[place] = hash;
            offsets[place] = offset;
            size++;
        } else {
            offsets[place] = Math.max(offsets[place], offset);
        }
    }

    /** The last offset at which the key may have an event: at none beyond; {@link #NONE} if it has none at all. */
    long last(String key) {
        int place = place(hash(key));
        return hashes[place] == 0 ? NONE : offsets[place];
    }

    private int place(long hash) {
        int mask = hashes.length - 1;
        int place = (int) hash & mask;
        while (hashes[place] != 0 && hashes[place] != hash) {
            place = place + 1 & mask;
        }
        return place;
    }

    private void grow() {
        long[] oldHashes = hashes;
        long[] oldOffsets = offsets;
        hashes = new long[2 * oldHashes.length];
        offsets = new long[hashes.length];
        size = 0;
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != 0) {
                put(oldHashes[i], oldOffsets[i]);
            }
        }
    }

    /** FNV-1a over the characters, mixed once more for the low bits; never 0. */
    private static long hash(String key) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 32) * 0x9e3779b97f4a7c15L;
        hash ^= hash >>> 29;
        return hash == 0 ? 1 : hash;
    }
}
