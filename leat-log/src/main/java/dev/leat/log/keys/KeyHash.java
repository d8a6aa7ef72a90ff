package dev.leat.log.keys;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * 64-bit hashes of keys. Immutable, thread-safe.
 *
 * <p>Texts are hashed by SipHash-1-3 (J.-P. Aumasson, D. J. Bernstein: SipHash, a fast short-input PRF, 2012) with the id
 * of the log as the key, so that nobody who only publishes can aim for collisions. What else belongs to a key is mixed into
 * the hash of its text by the finalizer of MurmurHash3 (A. Appleby, public domain), which loses nothing: a text is hashed once for
 * all partitions, and a dictionary entry once for all its events.
 */
public final class KeyHash {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** 2^64 divided by the golden ratio: odd, and its multiples are far apart. */
    static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** Tell the kinds of keys apart: odd, and else arbitrary. */
    private static final long SUBJECT = GOLDEN;

    private static final long ID = 0xC2B2AE3D27D4EB4FL;

    private final long key0;
    private final long key1;
    private final long mask;

    /**
     * The hash of a log.
     *
     * @param bits how many bits differ, the high ones; 64 but in tests of what collides
     */
    public KeyHash(UUID log, int bits) {
        this.key0 = log.getMostSignificantBits();
        this.key1 = log.getLeastSignificantBits();
        this.mask = -1L << (Long.SIZE - bits);
    }

    /** The key of a subject in a partition. */
    public long subject(int stream, int partition, long text) {
        return mixed(text + ((long) stream << 32 | partition) * SUBJECT);
    }

    /** The key of an event's identity in a stream. */
    public long id(int stream, long source, long id) {
        return mixed(mixed(source + stream * ID) + id);
    }

    private long mixed(long hash) {
        return finalized(hash) & mask;
    }

    static long finalized(long hash) {
        long mixed = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }

    /** Where a hash is looked for first among so many slots, a power of two. */
    public static int slot(long hash, int slots) {
        return (int) (hash ^ hash >>> 32) & slots - 1;
    }

    /** The hash of a text. */
    public long text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return text(bytes, 0, bytes.length);
    }

    /** The hash of a text in UTF-8. */
    public long text(byte[] bytes, int start, int end) {
        State state = new State(key0, key1);
        int at = start;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            state.add((long) LONGS.get(bytes, at));
        }
        long last = (long) (end - start) << 56;
        for (int shift = 0; at < end; at++, shift += 8) {
            last |= (bytes[at] & 0xFFL) << shift;
        }
        state.add(last);
        return state.finished();
    }

    /** What the just-in-time compiler keeps in registers. */
    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long key0, long key1) {
            v0 = key0 ^ 0x736F6D6570736575L;
            v1 = key1 ^ 0x646F72616E646F6DL;
            v2 = key0 ^ 0x6C7967656E657261L;
            v3 = key1 ^ 0x7465646279746573L;
        }

        void add(long word) {
            v3 ^= word;
            round();
            v0 ^= word;
        }

        long finished() {
            v2 ^= 0xFF;
            round();
            round();
            round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
