package dev.leat.core.memory;

import dev.leat.core.CloudEventV1;
import dev.leat.core.Event;
import dev.leat.core.EventRules;
import dev.leat.core.Position;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was published, and where it stands. Immutable.
 *
 * @param sequence its place in the order over all streams
 * @param bytes its size, as events are measured
 */
record MemoryEvent(
        long sequence,
        long bytes,
        String stream,
        Position position,
        Instant recordedTime,
        CloudEvent published,
        Map<String, Object> extensions,
        @Nullable CloudEventData data)
        implements Event {

    static MemoryEvent of(long sequence, String stream, Position position, Instant recordedTime, CloudEvent event) {
        Map<String, Object> extensions = new LinkedHashMap<>();
        for (String name : event.getExtensionNames()) {
            extensions.put(name, copy(EventRules.extensionValue(name, event.getExtension(name))));
        }
        CloudEventData data = event.getData();
        return new MemoryEvent(
                sequence,
                EventRules.size(event),
                stream,
                position,
                recordedTime,
                event,
                extensions,
                data == null ? null : copy(data));
    }

    long offset() {
        return position.offset();
    }

    /** Whether it was recorded this long ago or longer. */
    boolean isAged(Duration age, Instant now) {
        return Duration.between(recordedTime, now).compareTo(age) >= 0;
    }

    private static Object copy(Object value) {
        return value instanceof byte[] binary ? binary.clone() : value;
    }

    private static CloudEventData copy(CloudEventData data) {
        byte[] bytes = data.toBytes().clone();
        return () -> bytes.clone();
    }

    @Override
    public String getId() {
        return published.getId();
    }

    @Override
    public URI getSource() {
        return published.getSource();
    }

    @Override
    public String getType() {
        return published.getType();
    }

    @Override
    public @Nullable String getSubject() {
        return published.getSubject();
    }

    @Override
    public @Nullable OffsetDateTime getTime() {
        return published.getTime();
    }

    @Override
    public @Nullable String unusualTimeText() {
        return published instanceof CloudEventV1 own ? own.unusualTimeText() : null;
    }

    @Override
    public @Nullable String getDataContentType() {
        return published.getDataContentType();
    }

    @Override
    public @Nullable URI getDataSchema() {
        return published.getDataSchema();
    }

    @Override
    public @Nullable CloudEventData getData() {
        return data;
    }

    @Override
    public @Nullable Object getExtension(String name) {
        Object value = extensions.get(name);
        return value == null ? null : copy(value);
    }

    @Override
    public Set<String> getExtensionNames() {
        return Set.copyOf(extensions.keySet());
    }

    @Override
    public String toString() {
        return "Event{" + stream + "/" + position + ", type=" + getType() + ", id=" + getId() + "}";
    }
}
