package dev.leat.kafka.records;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Looks for headers of records. Of several with one name the last counts, as Kafka's clients have it. */
final class HeaderValues {

    private HeaderValues() {}

    /** The bytes of a header, not a copy; null if there is none, or it has no value. */
    static byte @Nullable [] value(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
    }

    static @Nullable String text(ConsumerRecord<byte[], byte[]> record, String name) {
        byte[] value = value(record, name);
        return value == null ? null : Texts.of(value);
    }

    /** As {@link #text}, of those that have few different values. */
    static @Nullable String common(ConsumerRecord<byte[], byte[]> record, String name) {
        byte[] value = value(record, name);
        return value == null ? null : Texts.common(value);
    }
}
