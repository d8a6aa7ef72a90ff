package dev.leat.kafka.records;

import dev.leat.core.Rfc3339;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Records that are no CloudEvents, as events: their {@link Origin} names them, the key is the subject, headers whose names
 * fit are extensions, and the value is the data. A record gives the same event each time that it is read.
 */
final class PlainMode implements ContentMode {

    static final PlainMode INSTANCE = new PlainMode();

    /** The first milliseconds that have no form in RFC 3339: the year 10000. */
    private static final long END_OF_TIME =
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli() + 1;

    private PlainMode() {}

    @Override
    public @Nullable Object attribute(ConsumerRecord<byte[], byte[]> record, String name) {
        return switch (name) {
            case "id" -> Origin.id(record);
            case "source" -> Origin.source(record);
            case "type" -> Origin.type(record);
            case "subject" -> subject(record);
            case "time" -> time(record);
            case "datacontenttype" -> contentType(record);
            case "dataschema" -> null;
            case "specversion" -> "1.0";
            default -> extension(record, name);
        };
    }

    private static @Nullable String subject(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? null : Texts.strict(record.key());
        return key == null || key.isEmpty() ? null : key;
    }

    private static @Nullable String time(ConsumerRecord<byte[], byte[]> record) {
        long millis = record.timestamp();
        return millis < 0 || millis >= END_OF_TIME
                ? null
                : Rfc3339.format(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC));
    }

    private static @Nullable String contentType(ConsumerRecord<byte[], byte[]> record) {
        String given = HeaderValues.common(record, HeaderNames.CONTENT_TYPE);
        return given == null && record.value() != null ? MediaTypes.guess(record.value()) : given;
    }

    private static @Nullable Object extension(ConsumerRecord<byte[], byte[]> record, String name) {
        byte[] value = HeaderNames.isExtension(name) ? HeaderValues.value(record, name) : null;
        if (value == null) {
            return name.equals("partitionkey") ? Origin.partitionKey(record, subject(record)) : null;
        }
        String text = Texts.strict(value);
        return text == null ? value.clone() : text;
    }

    @Override
    public Set<String> extensionNames(ConsumerRecord<byte[], byte[]> record) {
        Set<String> names = new LinkedHashSet<>();
        for (Header header : record.headers()) {
            if (HeaderNames.isExtension(header.key()) && header.value() != null) {
                names.add(header.key());
            }
        }
        if (extension(record, "partitionkey") != null) {
            names.add("partitionkey");
        }
        return names;
    }

    @Override
    public byte @Nullable [] data(ConsumerRecord<byte[], byte[]> record) {
        return record.value();
    }
}
