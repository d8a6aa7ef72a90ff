package dev.leat.log.keys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Tells for most keys that are not in a set that they are not. A key has six bits in one block of 64 bytes, so that a look-up
 * meets one line of the processor's cache: with ten bits for each key one look-up in about 80 is in vain.
 *
 * <pre>
 * blocks of 8 words, u64 each
 * m = murmur finalizer of the key; block = (high 32 bits of m) * blocks >> 32
 * n = m * 0x9E3779B97F4A7C15; bits of the block: bits 10-18, 19-27, 28-36, 37-45, 46-54, 55-63 of n
 * </pre>
 */
final class Bloom {

    private static final int BLOCK_WORDS = 8;
    private static final int BLOCK_BYTES = BLOCK_WORDS * Long.BYTES;
    private static final int KEYS_IN_BLOCK = BLOCK_BYTES * 8 / 10;

    private final long[] words;

    private Bloom(long[] words) {
        this.words = words;
    }

    /** Of some keys, which are distinct. */
    static Bloom of(int[] keys, int count) {
        int blocks = (count + KEYS_IN_BLOCK - 1) / KEYS_IN_BLOCK;
        Bloom bloom = new Bloom(new long[blocks * BLOCK_WORDS]);
        for (int i = 0; i < count; i++) {
            bloom.add(keys[i]);
        }
        return bloom;
    }

    static Bloom read(byte[] bytes) {
        long[] words = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
        return new Bloom(words);
    }

    byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(words);
        return bytes.array();
    }

    private void add(int key) {
        long mixed = KeyHash.finalized(key);
        int block = block(mixed);
        long bits = mixed * KeyHash.GOLDEN;
        for (int shift = 10; shift < Long.SIZE; shift += 9) {
            int bit = (int) (bits >>> shift) & 511;
            words[block + (bit >>> 6)] |= 1L << bit;
        }
    }

    /** Whether the key may be in the set. */
    boolean mayHave(int key) {
        if (words.length == 0) {
            return false;
        }
        long mixed = KeyHash.finalized(key);
        int block = block(mixed);
        long bits = mixed * KeyHash.GOLDEN;
        for (int shift = 10; shift < Long.SIZE; shift += 9) {
            int bit = (int) (bits >>> shift) & 511;
            if ((words[block + (bit >>> 6)] & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    private int block(long mixed) {
        return (int) (((mixed >>> 32) * (words.length / BLOCK_WORDS)) >>> 32) * BLOCK_WORDS;
    }
}
