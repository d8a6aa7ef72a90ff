package dev.leat.log.keys;

import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.Checksum;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of each key stand in a segment, beside it; can always be made again from the segment.
 *
 * <pre>
 *  0 u64 magic "LEATKEY1"
 *  8 u32 format version
 * 12 u32 checksum of 16 up to the first page, placed at this segment, position 0
 * 16 u32 the commits of the segment up to this byte are indexed
 * 20 u32 number of entries
 * 24 u32 number of pages
 * 28 u32 0, reserved
 * 32 u32 bytes of the Bloom filter
 * 36 u32 checksum of the Bloom filter, placed at its position
 * 40     zeros up to 64
 * 64     directory: the key of the first entry of each page: u32 each
 *        zeros up to a multiple of 4096
 *        pages, 4096 bytes each
 *        Bloom filter of the keys (see Bloom)
 *
 * page
 *  0 u32 checksum of the rest, placed at its position
 *  4 u32 number of entries, 170 but in the last page
 *  8 u64 0
 * 16 entries, 24 bytes each
 *    zeros
 *
 * entry
 *  0 u32 key
 *  4 u32 position of the record in the segment
 *  8 u32 checksum of the record (see RecordChecksum)
 * 12 u32 offset of the event in its partition, modulo 2^32
 * 16 i64 when it was recorded, microseconds since 1970
 * </pre>
 *
 * Entries are sorted by key, as an unsigned number, and then by position. A key is the high half of its {@link KeyHash}.
 *
 * <p>A look-up reads one page, and the directory before unless it is still in memory; the Bloom filter is loaded only
 * where there are many. Thread-safe.
 */
public final class KeyFile implements Closeable {

    static final long MAGIC = 0x3159454B5441454CL;
    static final int VERSION = 1;
    static final int HEADER_BYTES = 64;
    static final int PAGE_BYTES = 4096;
    static final int PAGE_HEADER_BYTES = 16;
    static final int ENTRY_BYTES = 24;
    static final int PAGE_ENTRIES = (PAGE_BYTES - PAGE_HEADER_BYTES) / ENTRY_BYTES;

    /** After so many look-ups the Bloom filter is worth being loaded. */
    private static final int FEW = 16;

    /** A header with its directory is mostly no longer than this. */
    private static final int GUESS_BYTES = 4 * PAGE_BYTES;

    private final DiskFile file;
    private final UUID log;
    private final int segment;
    private final int end;
    private final int pages;
    private final int firstPage;
    private final int bloomBytes;
    private final int bloomCrc;
    private volatile SoftReference<int[]> directory;
    private volatile SoftReference<Bloom> bloom = new SoftReference<>(null);
    private int asked;

    /** Something in the file is not as it was written. */
    public static final class Damage extends IOException {
        private static final long serialVersionUID = 1;

        Damage(String what) {
            super(what);
        }
    }

    /**
     * Opens a key file, which is the caller's to close, whether this succeeds or not.
     *
     * @throws Damage if it is not whole, or of another version
     */
    public KeyFile(DiskFile file, UUID log, int segment) throws IOException {
        this.file = file;
        this.log = log;
        this.segment = segment;
        ByteBuffer head = head();
        end = head.getInt(16);
        pages = head.getInt(24);
        firstPage = head.limit();
        bloomBytes = head.getInt(32);
        bloomCrc = head.getInt(36);
        directory = new SoftReference<>(directory(head));
        if (file.size() != (long) firstPage + (long) pages * PAGE_BYTES + bloomBytes) {
            throw new Damage("its length is not what its header says");
        }
    }

    /** What stands before the pages, checked. */
    private ByteBuffer head() throws IOException {
        byte[] bytes = read(0, (int) Math.min(GUESS_BYTES, file.size()));
        ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < PAGE_BYTES || head.getLong(0) != MAGIC || head.getInt(8) != VERSION) {
            throw new Damage("it is no key file of version " + VERSION);
        }
        long length = headBytes(head.getInt(24) & 0xFFFFFFFFL);
        if (length > file.size()) {
            throw new Damage("it ends early");
        }
        if (length > bytes.length) {
            bytes = read(0, (int) length);
            head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
        if (head.getInt(12) != new Checksum().at(log, segment, 0, bytes, 16, (int) length - 16)) {
            throw new Damage("the checksum of its directory does not match");
        }
        return head.limit((int) length);
    }

    /** Where the pages begin. */
    static long headBytes(long pages) {
        long bytes = HEADER_BYTES + pages * Integer.BYTES;
        return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    }

    private int[] directory(ByteBuffer head) {
        int[] firstKeys = new int[pages];
        head.position(HEADER_BYTES).asIntBuffer().get(firstKeys);
        return firstKeys;
    }

    /** The commits up to this byte of the segment are indexed. */
    public int end() {
        return end;
    }

    /**
     * The places of a key, in order, from an offset on; other keys with the same high half may be among them.
     *
     * @param base an offset that is not above that of any event of the key, and less than 2^32 below
     * @return null if there are more than so many
     */
    public @Nullable List<Place> places(long hash, long base, long from, int most) throws IOException {
        List<Place> places = new ArrayList<>();
        int key = (int) (hash >>> 32);
        if (!mayHave(key)) {
            return places;
        }
        int[] firstKeys = directory();
        int number = firstPage(firstKeys, key);
        while (number < pages && Integer.compareUnsigned(firstKeys[number], key) <= 0) {
            ByteBuffer page = page(number++);
            int count = page.getInt(4);
            for (int entry = firstEntry(page, count, key); entry < count && key(page, entry) == key; entry++) {
                long offset = offset(page, entry, base);
                if (offset >= from) {
                    if (places.size() == most) {
                        return null;
                    }
                    int at = PAGE_HEADER_BYTES + entry * ENTRY_BYTES;
                    places.add(new Place(offset, page.getLong(at + 16), page.getInt(at + 4), page.getInt(at + 8)));
                }
            }
        }
        return places;
    }

    /**
     * The offset of the last event of a key, or -1; not less than it where there are other keys with the same high half.
     *
     * @param base as for {@link #places}
     */
    public long lastOffset(long hash, long base) throws IOException {
        long last = -1;
        int key = (int) (hash >>> 32);
        if (mayHave(key)) {
            int[] firstKeys = directory();
            int number = firstPage(firstKeys, key);
            while (number < pages && Integer.compareUnsigned(firstKeys[number], key) <= 0) {
                ByteBuffer page = page(number++);
                int count = page.getInt(4);
                for (int entry = firstEntry(page, count, key); entry < count && key(page, entry) == key; entry++) {
                    last = Math.max(last, offset(page, entry, base));
                }
            }
        }
        return last;
    }

    /** The first page that may have a key: the last one that begins with a lower one, or the first of all. */
    private static int firstPage(int[] firstKeys, int key) {
        int low = 0;
        int high = firstKeys.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (Integer.compareUnsigned(firstKeys[middle], key) < 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The first entry of a page with this key or a higher one. */
    private static int firstEntry(ByteBuffer page, int count, int key) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Integer.compareUnsigned(key(page, middle), key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int key(ByteBuffer page, int entry) {
        return page.getInt(PAGE_HEADER_BYTES + entry * ENTRY_BYTES);
    }

    private static long offset(ByteBuffer page, int entry, long base) {
        return base + (page.getInt(PAGE_HEADER_BYTES + entry * ENTRY_BYTES + 12) - (int) base & 0xFFFFFFFFL);
    }

    private int[] directory() throws IOException {
        int[] known = directory.get();
        if (known == null) {
            known = directory(head());
            directory = new SoftReference<>(known);
        }
        return known;
    }

    private ByteBuffer page(int number) throws IOException {
        int position = firstPage + number * PAGE_BYTES;
        byte[] bytes = read(position, PAGE_BYTES);
        ByteBuffer page = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (page.getInt(0) != new Checksum().at(log, segment, position, bytes, 4, PAGE_BYTES - 4)) {
            throw new Damage("the checksum of page " + number + " does not match");
        }
        return page;
    }

    private boolean mayHave(int key) throws IOException {
        if (asked < FEW) {
            asked++; // racy, which only shifts when the filter is loaded
            return pages > 0;
        }
        Bloom known = bloom.get();
        if (known == null) {
            int position = firstPage + pages * PAGE_BYTES;
            byte[] bytes = read(position, bloomBytes);
            if (bloomCrc != new Checksum().at(log, segment, position, bytes, 0, bytes.length)) {
                throw new Damage("the checksum of its Bloom filter does not match");
            }
            known = Bloom.read(bytes);
            bloom = new SoftReference<>(known);
        }
        return known.mayHave(key);
    }

    private byte[] read(int position, int length) throws IOException {
        byte[] bytes = new byte[length];
        if (file.read(position, ByteBuffer.wrap(bytes)) < length) {
            throw new Damage("it ends early");
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
