package dev.leat.log.format;

import java.util.UUID;
import java.util.zip.CRC32C;

/** CRC32C (RFC 3720, appendix B.4), which processors compute. Not thread-safe. */
public final class Checksum {

    private final CRC32C crc = new CRC32C();
    private final byte[] seed = new byte[24];

    /** Of bytes alone. */
    public int of(byte[] bytes, int start, int length) {
        crc.reset();
        crc.update(bytes, start, length);
        return (int) crc.getValue();
    }

    /**
     * Of bytes at a place of a log: seeded with the log's id, the segment's number and the byte in its file, so that bytes
     * which belong elsewhere, as in a block that is used again, never pass.
     */
    public int at(UUID log, int segment, int position, byte[] bytes, int start, int length) {
        put(0, log.getMostSignificantBits());
        put(8, log.getLeastSignificantBits());
        put(16, Lsn.of(segment, position));
        crc.reset();
        crc.update(seed, 0, seed.length);
        crc.update(bytes, start, length);
        return (int) crc.getValue();
    }

    private void put(int at, long value) {
        for (int i = 0; i < 8; i++) {
            seed[at + i] = (byte) (value >>> (8 * i));
        }
    }
}
