package dev.leat.kafka.records;

import dev.leat.core.CloudEventV1;
import dev.leat.core.EventRules;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.json.JsonEvents;
import io.cloudevents.CloudEventData;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** An event that stands in a record's value as JSON, as CloudEvents' structured mode has it. */
record StructuredMode(CloudEventV1 event) implements ContentMode {

    /** Parses the event of a record; null if the format is another one, or the value is no event. */
    static @Nullable ContentMode of(ConsumerRecord<byte[], byte[]> record, String contentType) {
        Charset charset = MediaTypes.isJsonEvent(contentType) ? MediaTypes.charset(contentType) : null;
        if (charset == null || record.value() == null) {
            return null;
        }
        try {
            NewEvent event = JsonEvents.parse(new String(record.value(), charset));
            var unused = EventRules.size(event); // refuses characters that could not be published again
            return new StructuredMode(event);
        } catch (LeatException.Invalid e) {
            return null;
        }
    }

    @Override
    public @Nullable Object attribute(ConsumerRecord<byte[], byte[]> record, String name) {
        return switch (name) {
            case "id" -> event.getId();
            case "source" -> event.getSource().toString();
            case "type" -> event.getType();
            case "subject" -> event.getSubject();
            case "time" -> event.timeText();
            case "datacontenttype" -> event.getDataContentType();
            case "dataschema" -> text(event.getDataSchema());
            case "specversion" -> "1.0";
            default -> extension(record, name);
        };
    }

    private static @Nullable String text(@Nullable URI uri) {
        return uri == null ? null : uri.toString();
    }

    private @Nullable Object extension(ConsumerRecord<byte[], byte[]> record, String name) {
        Object value = event.getExtension(name);
        return value == null && name.equals("partitionkey") ? Origin.partitionKey(record, event.getSubject()) : value;
    }

    @Override
    public Set<String> extensionNames(ConsumerRecord<byte[], byte[]> record) {
        Set<String> names = new LinkedHashSet<>(event.getExtensionNames());
        if (extension(record, "partitionkey") != null) {
            names.add("partitionkey");
        }
        return names;
    }

    @Override
    public byte @Nullable [] data(ConsumerRecord<byte[], byte[]> record) {
        CloudEventData data = event.getData();
        return data == null ? null : data.toBytes();
    }
}
