package dev.leat.tck;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An event without id, source and type, which no hub may take. */
final class BareEvent implements CloudEvent {

    @Override
    public SpecVersion getSpecVersion() {
        return SpecVersion.V1;
    }

    @Override
    public @Nullable String getId() {
        return null;
    }

    @Override
    public @Nullable String getType() {
        return null;
    }

    @Override
    public @Nullable URI getSource() {
        return null;
    }

    @Override
    public @Nullable String getDataContentType() {
        return null;
    }

    @Override
    public @Nullable URI getDataSchema() {
        return null;
    }

    @Override
    public @Nullable String getSubject() {
        return null;
    }

    @Override
    public @Nullable OffsetDateTime getTime() {
        return null;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return null;
    }

    @Override
    public @Nullable Object getExtension(String name) {
        return null;
    }

    @Override
    public Set<String> getExtensionNames() {
        return Set.of();
    }

    @Override
    public @Nullable CloudEventData getData() {
        return null;
    }
}
