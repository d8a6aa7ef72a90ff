package dev.leat.examples.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bytes as a table of docs/format.md has them. */
final class Row {

    private final ByteBuffer out;

    Row(int bytes) {
        out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    Row u64(long value) {
        out.putLong(value);
        return this;
    }

    Row raw(byte[] bytes) {
        out.put(bytes);
        return this;
    }

    Row u32(int value) {
        out.putInt(value);
        return this;
    }

    byte[] bytes() {
        return out.array();
    }
}
