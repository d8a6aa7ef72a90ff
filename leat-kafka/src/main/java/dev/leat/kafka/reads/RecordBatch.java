package dev.leat.kafka.reads;

import dev.leat.core.Event;
import dev.leat.engine.Batch;
import dev.leat.kafka.records.EventRecords;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Records as they were polled, from which events are made when they are asked for. Not thread-safe. */
final class RecordBatch implements Batch {

    private final String stream;
    private final List<ConsumerRecord<byte[], byte[]>> records;
    private final long next;
    private final long end;
    private int at = -1;

    /**
     * @param next where the next fetch begins
     * @param end behind the last visible event
     */
    RecordBatch(String stream, List<ConsumerRecord<byte[], byte[]>> records, long next, long end) {
        this.stream = stream;
        this.records = records;
        this.next = next;
        this.end = end;
    }

    @Override
    public boolean next() {
        if (at < records.size()) {
            at++;
        }
        return at < records.size();
    }

    @Override
    public long offset() {
        return records.get(at).offset();
    }

    @Override
    public @Nullable Object attribute(String name) {
        return EventRecords.attribute(records.get(at), name);
    }

    @Override
    public Event event() {
        return EventRecords.event(stream, records.get(at));
    }

    @Override
    public long nextOffset() {
        return next;
    }

    @Override
    public long endOffset() {
        return end;
    }
}
