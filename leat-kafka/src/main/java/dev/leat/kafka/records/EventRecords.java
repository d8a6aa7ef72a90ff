package dev.leat.kafka.records;

import dev.leat.core.Event;
import io.cloudevents.CloudEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Events as records and back, by the Kafka binding of CloudEvents 1.0.2: binary mode is written; binary and structured mode
 * and plain records are read. Every record is an event: none can stop a reader. Thread-safe.
 */
public final class EventRecords {

    /** What a record takes beside its key, value and headers, at most: its length, time, offset and number of headers. */
    private static final int OVERHEAD = 23;

    private EventRecords() {}

    /** The record of an event that has passed {@link dev.leat.core.EventRules#check}. */
    public static ProducerRecord<byte[], byte[]> record(String topic, int partition, CloudEvent event) {
        return BinaryWriter.record(topic, partition, event);
    }

    /**
     * The event of a record, whoever wrote it. It keeps the record, which nobody may change, and no buffer of what was
     * fetched.
     */
    public static Event event(String stream, ConsumerRecord<byte[], byte[]> record) {
        return new RecordEvent(stream, record);
    }

    /**
     * An attribute of the event of a record, as {@link dev.leat.engine.Batch#attribute} gives it, without making the event.
     * In structured mode, which others write, each call parses the value: make the event to ask for several.
     */
    public static @Nullable Object attribute(ConsumerRecord<byte[], byte[]> record, String name) {
        return ContentMode.of(record).attribute(record, name);
    }

    /** How many bytes a record of ours, whose headers have names in ASCII, takes in a batch at most, before compression. */
    public static int size(ProducerRecord<byte[], byte[]> record) {
        int size = OVERHEAD + size(record.key()) + size(record.value());
        for (Header header : record.headers()) {
            int name = header.key().length();
            size += varint(name) + name + size(header.value());
        }
        return size;
    }

    private static int size(byte @Nullable [] bytes) {
        return bytes == null ? 1 : varint(bytes.length) + bytes.length;
    }

    /** Bytes of a length as Kafka writes it: 7 bits each, of twice the number. */
    private static int varint(int number) {
        return (38 - Integer.numberOfLeadingZeros(number << 1 | 1)) / 7;
    }
}
