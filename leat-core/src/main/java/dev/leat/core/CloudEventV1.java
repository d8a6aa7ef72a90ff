package dev.leat.core;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What every event of Leat is: a CloudEvent 1.0 that knows how its time was written. */
public interface CloudEventV1 extends CloudEvent {

    /** The {@code time} attribute as it was written, or null if the event has none. */
    default @Nullable String timeText() {
        String unusual = unusualTimeText();
        OffsetDateTime time = getTime();
        return unusual != null ? unusual : time == null ? null : Rfc3339.format(time);
    }

    /** The {@code time} attribute as it was written where {@link Rfc3339} writes that time otherwise, else null. */
    default @Nullable String unusualTimeText() {
        return null;
    }

    /** The data as UTF-8 text; empty if there is none. */
    default String text() {
        CloudEventData data = getData();
        return data == null ? "" : new String(data.toBytes(), StandardCharsets.UTF_8);
    }

    /**
     * The data, read from JSON.
     *
     * @throws LeatException.Invalid if the data does not read as that type, or jackson-databind is not on the class path
     */
    default <T> T data(Class<T> type) {
        return JsonData.read(this, type);
    }

    @Override
    default SpecVersion getSpecVersion() {
        return SpecVersion.V1;
    }

    @Override
    default @Nullable Object getAttribute(String name) {
        return switch (name) {
            case "specversion" -> getSpecVersion();
            case "id" -> getId();
            case "source" -> getSource();
            case "type" -> getType();
            case "datacontenttype" -> getDataContentType();
            case "dataschema" -> getDataSchema();
            case "subject" -> getSubject();
            case "time" -> getTime();
            default -> throw new IllegalArgumentException("'" + name + "' is not an attribute of CloudEvents 1.0");
        };
    }

    @Override
    default Set<String> getAttributeNames() {
        return SpecVersion.V1.getAllAttributes();
    }
}
