package dev.leat.kafka.reads;

import dev.leat.engine.Batch;
import dev.leat.kafka.topics.StreamTopic;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A part of a partition that is held in memory: read ahead of whoever reads it, and kept for a while behind him for those that
 * follow. Guarded by the lock of {@link Windows}.
 */
final class Window {

    /** Reading ahead pauses at so many bytes; one poll may exceed them. */
    private static final long AHEAD_BYTES = 2L << 20;

    /** When so many bytes lie behind the foremost reader, half of them are dropped. */
    private static final long BEHIND_BYTES = 2L << 20;

    final StreamTopic topic;
    final TopicPartition partition;

    /** Whether it stands at the tail, and reads what comes; else it only reads up to the known end. */
    final boolean live;

    /** Those whose next event is still to come. */
    final List<Read> reads = new ArrayList<>();

    private final Buffer buffer = new Buffer();
    private long start;
    private long next;
    private long end;
    private long reached;
    private long used = System.nanoTime();

    /** Whether its poller does not fetch more, or does not know of it yet. */
    private boolean held = true;

    /**
     * @param from where it begins
     * @param end behind the last visible event
     */
    Window(StreamTopic topic, TopicPartition partition, boolean live, long from, long end) {
        this.topic = topic;
        this.partition = partition;
        this.live = live;
        this.start = from;
        this.next = from;
        this.reached = from;
        this.end = end;
    }

    /** What comes next from the broker. */
    long next() {
        return next;
    }

    long end() {
        return Math.max(end, next);
    }

    /** The end is known to lie here at least. */
    void extend(long known) {
        end = Math.max(end, known);
    }

    boolean covers(long offset) {
        return start <= offset && offset <= next;
    }

    /** When somebody used it last, by {@link System#nanoTime()}. */
    long used() {
        return used;
    }

    /** Whether it was not used for longer than another one. */
    boolean isOlder(Window other) {
        return used - other.used < 0;
    }

    /** About how many bytes it holds. */
    long bytes() {
        return buffer.bytes();
    }

    /** The answer to a read, as far as the window has one; null if that is to be waited for, or the end to be asked for. */
    @Nullable
    Batch batch(Read read) {
        used = System.nanoTime();
        if (read.from >= next) {
            return null;
        }
        List<ConsumerRecord<byte[], byte[]>> records = buffer.from(read.from, read.maxBytes);
        long last = records.isEmpty() ? next : records.get(records.size() - 1).offset();
        long behind = last >= buffered() ? next : last + 1;
        boolean seemsEnd = behind >= end;
        if (seemsEnd && !read.waits && !read.isAsked()) {
            return null;
        }
        reached = Math.max(reached, behind);
        return new RecordBatch(topic.stream(), records, behind, Math.max(Math.max(end, behind), read.end()));
    }

    /** The offset of the last event that it holds. */
    private long buffered() {
        return buffer.bytes() == 0 ? next : buffer.lastOffset();
    }

    void add(Arrival arrival) {
        buffer.add(arrival.records, arrival.sizes);
        next = Math.max(next, arrival.next);
        extend(arrival.end);
        if (buffer.bytesBefore(reached) > BEHIND_BYTES) {
            start = Math.max(start, buffer.dropBefore(reached, BEHIND_BYTES / 2));
        }
    }

    /**
     * Whether more is to be fetched from the broker.
     *
     * @param scarce whether all windows together hold too much: it only fetches for who waits
     */
    boolean fetches(boolean scarce) {
        long ahead = buffer.bytes() - buffer.bytesBefore(reached);
        held = !(live || next < end) || (ahead > 0 && (scarce || ahead >= AHEAD_BYTES));
        return !held;
    }

    /** Whether it fetches again, which it did not when its poller asked. */
    boolean resumes(boolean scarce) {
        return held && fetches(scarce);
    }
}
