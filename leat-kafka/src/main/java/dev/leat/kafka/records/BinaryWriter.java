package dev.leat.kafka.records;

import dev.leat.core.CloudEventV1;
import dev.leat.core.EventRules;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as records in binary mode (CloudEvents Kafka binding 1.0.2, section 3.2): attributes are headers, data is
 * the value, no data is no value. Headers that are asked for on each record stand last, where Kafka's clients begin to look.
 */
final class BinaryWriter {

    private static final Header V1 = new RecordHeader(HeaderNames.SPECVERSION, utf8("1.0"));

    private BinaryWriter() {}

    static ProducerRecord<byte[], byte[]> record(String topic, int partition, CloudEvent event) {
        String subject = event.getSubject();
        byte[] subjectBytes = subject == null ? null : utf8(subject);
        CloudEventData data = event.getData();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, partition, key(event, subjectBytes), data == null ? null : data.toBytes());
        Headers headers = record.headers();
        headers.add(new RecordHeader(HeaderNames.ID, utf8(event.getId())));
        add(HeaderNames.TIME, time(event), headers);
        URI schema = event.getDataSchema();
        add(HeaderNames.DATASCHEMA, schema == null ? null : schema.toString(), headers);
        String types = extensions(event, headers);
        headers.add(new RecordHeader(HeaderNames.SOURCE, utf8(event.getSource().toString())));
        if (subjectBytes != null) {
            headers.add(new RecordHeader(HeaderNames.SUBJECT, subjectBytes));
        }
        headers.add(new RecordHeader(HeaderNames.TYPE, utf8(event.getType())));
        String contentType = event.getDataContentType();
        // whose data is an event in turn would be taken for structured mode, if the list did not tell that it is not
        add(HeaderNames.TYPES, types == null && MediaTypes.isEvent(contentType) ? "" : types, headers);
        headers.add(V1);
        add(HeaderNames.CONTENT_TYPE, contentType, headers);
        return record;
    }

    /** As {@link dev.leat.engine.Partitioner} sees it. */
    private static byte @Nullable [] key(CloudEvent event, byte @Nullable [] subject) {
        Object key = event.getExtension("partitionkey");
        return key == null ? subject : key instanceof byte[] binary ? binary : utf8(key.toString());
    }

    private static @Nullable String time(CloudEvent event) {
        String unusual = event instanceof CloudEventV1 own ? own.unusualTimeText() : null;
        OffsetDateTime time = event.getTime();
        return unusual != null ? unusual : time == null ? null : Times.format(time);
    }

    /** Adds extensions, and gives the types of those that are no texts; null if all are. */
    private static @Nullable String extensions(CloudEvent event, Headers headers) {
        StringBuilder types = null;
        for (String name : event.getExtensionNames()) {
            Object value = EventRules.extensionValue(name, event.getExtension(name));
            headers.add(new RecordHeader(HeaderNames.of(name), utf8(ExtensionType.text(value))));
            ExtensionType type = ExtensionType.of(value);
            if (type != null) {
                types = types == null ? new StringBuilder() : types;
                type.list(name, types);
            }
        }
        return types == null ? null : types.toString();
    }

    private static void add(String name, @Nullable String value, Headers headers) {
        if (value != null) {
            headers.add(new RecordHeader(name, utf8(value)));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
