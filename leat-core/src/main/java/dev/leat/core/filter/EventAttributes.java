package dev.leat.core.filter;

import dev.leat.core.CloudEventV1;
import io.cloudevents.CloudEvent;
import org.jspecify.annotations.Nullable;

/** The attributes of a CloudEvent of any maker. */
record EventAttributes(CloudEvent event) implements Attributes {

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "specversion" -> event.getSpecVersion();
            case "id" -> event.getId();
            case "source" -> event.getSource();
            case "type" -> event.getType();
            case "subject" -> event.getSubject();
            case "time" -> event instanceof CloudEventV1 own ? own.timeText() : event.getTime();
            case "datacontenttype" -> event.getDataContentType();
            case "dataschema" -> event.getDataSchema();
            default -> event.getExtension(name);
        };
    }
}
