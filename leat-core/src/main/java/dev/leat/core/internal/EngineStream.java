package dev.leat.core.internal;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.EventStream;
import dev.leat.core.Pending;
import dev.leat.core.Position;
import dev.leat.core.Reading;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.core.Subscribing;
import dev.leat.core.pending.Failures;
import io.cloudevents.CloudEvent;
import java.util.List;

/** A stream of a hub. */
record EngineStream(EngineHub hub, String name) implements EventStream {

    @Override
    public Pending<Position> publish(CloudEvent event) {
        return hub.append(
                Append.to(name, event),
                appended -> appended.entries().get(0).positions().get(0));
    }

    @Override
    public Pending<Appended> publish(List<? extends CloudEvent> events) {
        return hub.append(Append.to(name, events));
    }

    @Override
    public Reading read() {
        return EngineReading.of(hub, name);
    }

    @Override
    public Subscribing subscribe() {
        return hub.deliveries().subscribing(name);
    }

    @Override
    public StreamInfo info() {
        return hub.info(name);
    }

    @Override
    public StreamInfo alter(StreamSettings settings) {
        hub.info(name);
        hub.require(settings);
        return Failures.join(hub.engine.alter(name, settings));
    }

    @Override
    public void delete() {
        hub.info(name);
        hub.deliveries().delete(name);
    }
}
