package dev.leat.log.keys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The checksum by which a record is known alone: CRC32C over where its event stands in the log, and the record with its
 * length. So the record of another event never passes. Not thread-safe.
 *
 * <pre>
 * u32 stream, u32 partition, u64 offset, then the record
 * </pre>
 */
public final class RecordChecksum {

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer place = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);

    public int of(int stream, int partition, long offset, byte[] bytes, int start, int end) {
        place.clear().putInt(stream).putInt(partition).putLong(offset);
        crc.reset();
        crc.update(place.array(), 0, place.position());
        crc.update(bytes, start, end - start);
        return (int) crc.getValue();
    }
}
