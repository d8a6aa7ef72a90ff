package dev.leat.log.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the format's primitives from an array. Not thread-safe.
 *
 * <p>What it reads has passed its checksum; running over the end all the same is {@link IndexOutOfBoundsException}.
 */
public final class ByteReader {

    private final byte[] bytes;
    private final int limit;
    private int position;

    public ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public ByteReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.limit = end;
    }

    public int position() {
        return position;
    }

    public void position(int to) {
        position = to;
    }

    public boolean hasMore() {
        return position < limit;
    }

    public int u8() {
        return bytes[position++] & 0xFF;
    }

    public int u32() {
        int value = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            value |= (bytes[position++] & 0xFF) << shift;
        }
        return value;
    }

    public long u64() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            value |= (bytes[position++] & 0xFFL) << shift;
        }
        return value;
    }

    public long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes[position++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IndexOutOfBoundsException("a varint of more than ten bytes");
    }

    /** A varint that must be a length or count. */
    public int size() {
        long value = varint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IndexOutOfBoundsException("a size of " + value);
        }
        return (int) value;
    }

    public byte[] block() {
        int length = size();
        int start = position;
        skip(length);
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    public String text() {
        int length = size();
        int start = position;
        skip(length);
        return new String(bytes, start, length, StandardCharsets.UTF_8);
    }

    public void skip(int length) {
        if (length > limit - position) {
            throw new IndexOutOfBoundsException(length + " bytes at " + position + " of " + limit);
        }
        position += length;
    }
}
