package dev.leat.kafka.reads;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Records of one partition in order, and about how many bytes they take. Not thread-safe. */
final class Buffer {

    /** What a record takes beside its key, value and headers. */
    private static final int RECORD_BYTES = 64;

    private static final int ASKED_EVERY = 32;

    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    /** Per record the bytes up to its end, counted from the first record there ever was. */
    private long[] ends = new long[64];

    private long dropped;

    /**
     * About how many bytes each of these records takes. Headers of neighbours are much alike, and to look at them costs as much
     * as all else that reading does: only some records are asked, for those that follow.
     */
    static int[] sizes(List<ConsumerRecord<byte[], byte[]>> records) {
        int[] sizes = new int[records.size()];
        int headers = 0;
        for (int i = 0; i < sizes.length; i++) {
            ConsumerRecord<byte[], byte[]> record = records.get(i);
            headers = i % ASKED_EVERY == 0 ? headerBytes(record) : headers;
            sizes[i] = RECORD_BYTES
                    + Math.max(0, record.serializedKeySize())
                    + Math.max(0, record.serializedValueSize())
                    + headers;
        }
        return sizes;
    }

    private static int headerBytes(ConsumerRecord<byte[], byte[]> record) {
        int bytes = 0;
        for (Header header : record.headers()) {
            byte[] value = header.value();
            bytes += header.key().length() + (value == null ? 0 : value.length);
        }
        return bytes;
    }

    void add(List<ConsumerRecord<byte[], byte[]>> more, int[] sizes) {
        int count = records.size();
        if (ends.length < count + sizes.length) {
            ends = Arrays.copyOf(ends, Math.max(2 * ends.length, count + sizes.length));
        }
        long end = end(count);
        for (int size : sizes) {
            end += size;
            ends[count++] = end;
        }
        records.addAll(more);
    }

    /** Where the bytes of the records before an index end. */
    private long end(int index) {
        return index == 0 ? dropped : ends[index - 1];
    }

    /** The index of the first record at or behind an offset; the number of records if there is none. */
    private int index(long offset) {
        int low = 0;
        int high = records.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (records.get(middle).offset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The records from an offset on that have so many bytes, or the first one if that has more already. */
    List<ConsumerRecord<byte[], byte[]>> from(long offset, int maxBytes) {
        int first = index(offset);
        if (first == records.size()) {
            return List.of();
        }
        int found = Arrays.binarySearch(ends, first, records.size(), end(first) + maxBytes);
        int last = found >= 0 ? found + 1 : -found - 1;
        return new ArrayList<>(records.subList(first, Math.max(first + 1, last)));
    }

    /** The offset of the last record. */
    long lastOffset() {
        return records.get(records.size() - 1).offset();
    }

    long bytes() {
        return end(records.size()) - dropped;
    }

    long bytesBefore(long offset) {
        return end(index(offset)) - dropped;
    }

    /**
     * Drops the oldest records before an offset, of which it keeps so many bytes.
     *
     * @return the offset behind the last one that was dropped; 0 if none was
     */
    long dropBefore(long offset, long keep) {
        int until = index(offset);
        int found = Arrays.binarySearch(ends, 0, until, end(until) - keep);
        int count = Math.min(until, found >= 0 ? found + 1 : -found - 1);
        if (count == 0) {
            return 0;
        }
        long behind = records.get(count - 1).offset() + 1;
        dropped = ends[count - 1];
        records.subList(0, count).clear();
        System.arraycopy(ends, count, ends, 0, records.size());
        return behind;
    }
}
