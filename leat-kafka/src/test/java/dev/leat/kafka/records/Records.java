package dev.leat.kafka.records;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Records as consumers get them. */
final class Records {

    static final long OFFSET = 41;
    static final long TIMESTAMP = 1_793_525_400_250L;

    private Records() {}

    /** What a consumer gets of what a producer sent. */
    static ConsumerRecord<byte[], byte[]> received(ProducerRecord<byte[], byte[]> sent) {
        return new ConsumerRecord<>(
                sent.topic(),
                sent.partition(),
                OFFSET,
                TIMESTAMP,
                TimestampType.LOG_APPEND_TIME,
                sent.key() == null ? -1 : sent.key().length,
                sent.value() == null ? -1 : sent.value().length,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty());
    }

    /** A record of topic {@code orders}, with headers given as name, value, name, value. */
    static ConsumerRecord<byte[], byte[]> record(@Nullable String key, @Nullable String value, String... headers) {
        return record(utf8(key), utf8(value), headers);
    }

    static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] key, byte @Nullable [] value, String... headers) {
        RecordHeaders all = new RecordHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], utf8(headers[i + 1]));
        }
        return received(new ProducerRecord<>("orders", 2, null, key, value, all));
    }

    static byte @Nullable [] utf8(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
