package dev.leat.kafka.records;

import dev.leat.core.Event;
import dev.leat.core.Position;
import io.cloudevents.CloudEventData;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** An event over a record, decoded as it is asked. Immutable, thread-safe; it holds nothing but its own record. */
final class RecordEvent implements Event {

    private final String stream;
    private final ConsumerRecord<byte[], byte[]> record;
    private final ContentMode mode;

    RecordEvent(String stream, ConsumerRecord<byte[], byte[]> record) {
        this.stream = stream;
        this.record = record;
        for (Header header : record.headers()) {
            // until they are read once, they hold the whole buffer that was fetched
            Objects.requireNonNull(header.key());
            var unused = header.value();
        }
        this.mode = ContentMode.of(record);
    }

    @Override
    public String stream() {
        return stream;
    }

    @Override
    public Position position() {
        return new Position(record.partition(), record.offset());
    }

    @Override
    public Instant recordedTime() {
        return Instant.ofEpochMilli(Math.max(0, record.timestamp()));
    }

    @Override
    public String getId() {
        return required("id");
    }

    @Override
    public URI getSource() {
        return Objects.requireNonNull(CommonUris.of(required("source")));
    }

    @Override
    public String getType() {
        return required("type");
    }

    @Override
    public @Nullable String getSubject() {
        return text("subject");
    }

    @Override
    public @Nullable OffsetDateTime getTime() {
        String time = timeText();
        return time == null ? null : Times.parse(time);
    }

    @Override
    public @Nullable String timeText() {
        return text("time");
    }

    @Override
    public @Nullable String unusualTimeText() {
        String text = timeText();
        OffsetDateTime time = text == null ? null : Times.parse(text);
        return time == null || Times.format(time).equals(text) ? null : text;
    }

    @Override
    public @Nullable String getDataContentType() {
        return text("datacontenttype");
    }

    @Override
    public @Nullable URI getDataSchema() {
        String schema = text("dataschema");
        return schema == null ? null : CommonUris.of(schema);
    }

    @Override
    public @Nullable CloudEventData getData() {
        byte[] data = mode.data(record);
        return data == null ? null : data::clone;
    }

    @Override
    public @Nullable Object getExtension(String name) {
        return HeaderNames.isOfCloudEvents(name) ? null : mode.attribute(record, name);
    }

    @Override
    public Set<String> getExtensionNames() {
        return mode.extensionNames(record);
    }

    private String required(String name) {
        return Objects.requireNonNull(text(name), name);
    }

    private @Nullable String text(String name) {
        return (String) mode.attribute(record, name);
    }

    @Override
    public String toString() {
        return "Event{" + stream + "/" + position() + ", type=" + getType() + ", id=" + getId() + "}";
    }
}
