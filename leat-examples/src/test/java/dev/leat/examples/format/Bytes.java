package dev.leat.examples.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/** The primitives of docs/format.md. */
final class Bytes {

    private final ByteBuffer in;

    Bytes(byte[] bytes) {
        in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int u8() {
        return in.get() & 0xFF;
    }

    int u16() {
        return in.getShort() & 0xFFFF;
    }

    int u32() {
        return in.getInt();
    }

    long u64() {
        return in.getLong();
    }

    long varint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
    }

    int size() {
        return Math.toIntExact(varint());
    }

    byte[] take(int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    byte[] block() {
        return take(size());
    }

    String text() {
        return new String(block(), StandardCharsets.UTF_8);
    }

    byte[] rest() {
        return take(in.remaining());
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    int position() {
        return in.position();
    }

    void position(int at) {
        in.position(at);
    }

    static byte[] slice(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** CRC32C of bytes alone. */
    static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** CRC32C of bytes behind the 24 bytes of their place. */
    static int crc(UUID log, int segment, int position, byte[] bytes) {
        ByteBuffer all = ByteBuffer.allocate(24 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(log.getMostSignificantBits())
                .putLong(log.getLeastSignificantBits())
                .putInt(position)
                .putInt(segment)
                .put(bytes);
        return crc(all.array());
    }
}
