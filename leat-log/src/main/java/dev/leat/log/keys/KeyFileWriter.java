package dev.leat.log.keys;

import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.Checksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;

/**
 * Writes a {@link KeyFile}. All keys of the segment are {@linkplain #add added} once for each {@linkplain #ranges() range}
 * of them, of which one at a time is held in memory and sorted, 28 bytes an entry. Not thread-safe.
 */
public final class KeyFileWriter {

    private static final int BUFFER_PAGES = 16;

    private final DiskFile file;
    private final UUID log;
    private final int segment;
    private final int end;
    private final int ranges;
    private final Checksum checksum = new Checksum();
    private final ByteBuffer buffer =
            ByteBuffer.allocate(BUFFER_PAGES * KeyFile.PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private int range;
    private long total;

    /** Of each entry of the range: its key in the high half, its number in the low, with the highest bit turned to sort. */
    private long[] keys = new long[1024];

    private int[] positions = new int[1024];
    private int[] crcs = new int[1024];
    private int[] offsets = new int[1024];
    private long[] micros = new long[1024];
    private int size;

    private int[] firstKeys = {};
    private int[] distinct = new int[1024];
    private int distinctKeys;
    private int firstPage;
    private int page;
    private int entry;

    /**
     * A file to be written, which is the caller's to close.
     *
     * @param end the commits of the segment up to this byte are going to be added
     * @param entries about how many there will be
     * @param most about how many may be in memory at once
     */
    public KeyFileWriter(DiskFile file, UUID log, int segment, int end, long entries, int most) {
        this.file = file;
        this.log = log;
        this.segment = segment;
        this.end = end;
        this.ranges = Math.max(1, (int) ((entries + most - 1) / most));
    }

    /** How often everything has to be added. */
    public int ranges() {
        return ranges;
    }

    /** Adds the key of one event; in order of position. */
    public void add(long hash, Place place) {
        total += range == 0 ? 1 : 0;
        if (((hash >>> 32) * ranges) >>> 32 != range) {
            return;
        }
        if (size == keys.length) {
            int capacity = size * 2;
            keys = Arrays.copyOf(keys, capacity);
            positions = Arrays.copyOf(positions, capacity);
            crcs = Arrays.copyOf(crcs, capacity);
            offsets = Arrays.copyOf(offsets, capacity);
            micros = Arrays.copyOf(micros, capacity);
        }
        keys[size] = ((hash & 0xFFFFFFFF00000000L) | size) ^ Long.MIN_VALUE;
        positions[size] = place.position();
        crcs[size] = place.crc();
        offsets[size] = (int) place.offset();
        micros[size] = place.micros();
        size++;
    }

    /** Everything has been added once more. */
    public void endRange() throws IOException {
        if (range == 0) {
            firstKeys = new int[(int) ((total + KeyFile.PAGE_ENTRIES - 1) / KeyFile.PAGE_ENTRIES)];
            firstPage = Math.toIntExact(KeyFile.headBytes(firstKeys.length));
        }
        Arrays.sort(keys, 0, size);
        for (int i = 0; i < size; i++) {
            write((int) ((keys[i] ^ Long.MIN_VALUE) >>> 32), (int) keys[i]);
        }
        size = 0;
        range++;
    }

    private void write(int key, int number) throws IOException {
        if (entry == 0) {
            if (buffer.remaining() < KeyFile.PAGE_BYTES) {
                flush();
            }
            firstKeys[page] = key;
            buffer.position(buffer.position() + KeyFile.PAGE_HEADER_BYTES);
        }
        if (distinctKeys == 0 || distinct[distinctKeys - 1] != key) {
            distinct = distinctKeys == distinct.length ? Arrays.copyOf(distinct, distinctKeys * 2) : distinct;
            distinct[distinctKeys++] = key;
        }
        buffer.putInt(key).putInt(positions[number]).putInt(crcs[number]).putInt(offsets[number]);
        buffer.putLong(micros[number]);
        if (++entry == KeyFile.PAGE_ENTRIES) {
            endPage();
        }
    }

    private void endPage() {
        while (buffer.position() % KeyFile.PAGE_BYTES != 0) {
            buffer.putLong(0);
        }
        int start = buffer.position() - KeyFile.PAGE_BYTES;
        buffer.putInt(start + 4, entry).putLong(start + 8, 0);
        int position = firstPage + page * KeyFile.PAGE_BYTES;
        buffer.putInt(start, checksum.at(log, segment, position, buffer.array(), start + 4, KeyFile.PAGE_BYTES - 4));
        page++;
        entry = 0;
    }

    private void flush() throws IOException {
        int pages = buffer.position() / KeyFile.PAGE_BYTES;
        file.write(firstPage + (long) (page - pages) * KeyFile.PAGE_BYTES, buffer.flip());
        buffer.clear();
    }

    /** Writes the rest, the header last. */
    public void finish() throws IOException {
        if (entry > 0) {
            endPage();
        }
        flush();
        byte[] bloom = Bloom.of(distinct, distinctKeys).toBytes();
        int bloomAt = firstPage + page * KeyFile.PAGE_BYTES;
        file.write(bloomAt, ByteBuffer.wrap(bloom));
        ByteBuffer head = ByteBuffer.allocate(firstPage).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(KeyFile.MAGIC).putInt(KeyFile.VERSION).putInt(0);
        head.putInt(end).putInt((int) total).putInt(page).putInt(0);
        head.putInt(bloom.length).putInt(checksum.at(log, segment, bloomAt, bloom, 0, bloom.length));
        head.position(KeyFile.HEADER_BYTES);
        for (int key : firstKeys) {
            head.putInt(key);
        }
        head.putInt(12, checksum.at(log, segment, 0, head.array(), 16, firstPage - 16));
        file.write(0, head.rewind());
    }
}
