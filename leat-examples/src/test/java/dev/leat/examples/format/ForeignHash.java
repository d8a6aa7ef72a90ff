package dev.leat.examples.format;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The hashes of key files, as docs/format.md gives them. */
record ForeignHash(UUID log) {

    static final long GOLDEN = 0x9E3779B97F4A7C15L;

    long subject(ForeignSegment.Stored stored) {
        long place = ((long) stored.stream() << 32) | stored.partition();
        return mix(sip(stored.record().attributes().get("subject")) + place * GOLDEN);
    }

    static long mix(long hash) {
        long h = hash;
        h ^= (h >>> 33);
        h *= 0xFF51AFD7ED558CCDL;
        h ^= (h >>> 33);
        h *= 0xC4CEB9FE1A85EC53L;
        return h ^ (h >>> 33);
    }

    private long sip(String text) {
        return sip(text.getBytes(StandardCharsets.UTF_8));
    }

    /** SipHash-1-3, as its authors' paper has it. */
    private long sip(byte[] bytes) {
        long k0 = log.getMostSignificantBits();
        long k1 = log.getLeastSignificantBits();
        long[] v = {
            k0 ^ 0x736F6D6570736575L, k1 ^ 0x646F72616E646F6DL, k0 ^ 0x6C7967656E657261L, k1 ^ 0x7465646279746573L
        };
        for (int at = 0; at <= bytes.length; at += 8) {
            long word = at + 8 > bytes.length ? (long) bytes.length << 56 : 0;
            for (int i = 0; i < 8 && at + i < bytes.length; i++) {
                word |= (bytes[at + i] & 0xFFL) << (8 * i);
            }
            v[3] ^= word;
            round(v);
            v[0] ^= word;
        }
        v[2] ^= 0xFF;
        round(v);
        round(v);
        round(v);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void round(long[] v) {
        half(v, 0, 1, 13);
        v[0] = Long.rotateLeft(v[0], 32);
        half(v, 2, 3, 16);
        half(v, 0, 3, 21);
        half(v, 2, 1, 17);
        v[2] = Long.rotateLeft(v[2], 32);
    }

    private static void half(long[] v, int one, int other, int bits) {
        v[one] += v[other];
        v[other] = Long.rotateLeft(v[other], bits) ^ v[one];
    }
}
