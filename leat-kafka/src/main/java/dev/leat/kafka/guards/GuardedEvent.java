package dev.leat.kafka.guards;

import dev.leat.core.Position;
import dev.leat.core.filter.Attributes;
import dev.leat.kafka.records.EventRecords;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * An event as its guard sees it: recorded, or about to be, when it has no offset yet. Not thread-safe; made by one thread and
 * handed to the lane.
 */
final class GuardedEvent implements Attributes {

    private static final long NOWHERE = -1;

    private final ConsumerRecord<byte[], byte[]> record;
    private final int bytes;
    private long offset;
    private long recordedMillis;
    private @Nullable Identity identity;

    private GuardedEvent(ConsumerRecord<byte[], byte[]> record, long offset) {
        this.record = record;
        this.offset = offset;
        this.recordedMillis = record.timestamp();
        this.bytes = EventRecords.size(toSend());
    }

    /** One that has been recorded. */
    static GuardedEvent of(ConsumerRecord<byte[], byte[]> record) {
        return new GuardedEvent(record, record.offset());
    }

    /** One that is about to be. */
    static GuardedEvent of(ProducerRecord<byte[], byte[]> coming) {
        byte[] key = coming.key();
        byte[] value = coming.value();
        return new GuardedEvent(
                new ConsumerRecord<>(
                        coming.topic(),
                        coming.partition(),
                        0,
                        0,
                        TimestampType.LOG_APPEND_TIME,
                        key == null ? ConsumerRecord.NULL_SIZE : key.length,
                        value == null ? ConsumerRecord.NULL_SIZE : value.length,
                        key,
                        value,
                        coming.headers(),
                        Optional.empty()),
                NOWHERE);
    }

    /** To be sent; the headers are copied, as a producer locks those that it is given. */
    ProducerRecord<byte[], byte[]> toSend() {
        return new ProducerRecord<>(
                record.topic(), record.partition(), null, record.key(), record.value(), record.headers());
    }

    /** It stands there now. */
    void recorded(RecordMetadata at) {
        offset = at.offset();
        recordedMillis = at.timestamp();
    }

    TopicPartition partition() {
        return new TopicPartition(record.topic(), record.partition());
    }

    long offset() {
        return offset;
    }

    Position position() {
        return new Position(record.partition(), offset);
    }

    long recordedMillis() {
        return recordedMillis;
    }

    /** About how many bytes it takes. */
    int bytes() {
        return bytes;
    }

    /** Made once: on its publisher's thread, if asked for there. */
    Identity identity() {
        Identity known = identity;
        if (known == null) {
            known = Identity.of(text("source"), text("id"));
            identity = known;
        }
        return known;
    }

    private String text(String name) {
        Object value = attribute(name);
        return value == null ? "" : value.toString();
    }

    @Override
    public @Nullable Object attribute(String name) {
        return EventRecords.attribute(record, name);
    }

    /** In the words of errors. */
    @Override
    public String toString() {
        return "type " + attribute("type") + ", source " + attribute("source") + ", id " + attribute("id");
    }
}
