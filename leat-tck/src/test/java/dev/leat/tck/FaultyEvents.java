package dev.leat.tck;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Durability;
import dev.leat.core.NewEvent;
import dev.leat.engine.Engine;
import io.cloudevents.CloudEvent;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** How an event may come back as another one. */
final class FaultyEvents {

    private FaultyEvents() {}

    private static Fault fault(String name, UnaryOperator<NewEvent> change) {
        return new Fault(name, EventContract.class, engine -> new Changing(engine, change));
    }

    static List<Fault> all() {
        return List.of(
                fault("forgets-the-zone", event -> {
                    OffsetDateTime time = event.getTime();
                    return time == null ? event : event.time(time.withOffsetSameInstant(ZoneOffset.UTC));
                }),
                fault("forgets-how-a-time-was-written", event -> event.time(event.getTime())),
                fault("forgets-nanoseconds", event -> {
                    OffsetDateTime time = event.getTime();
                    return time == null ? event : event.time(time.truncatedTo(ChronoUnit.MICROS));
                }),
                fault(
                        "writes-ids-in-lower-case",
                        event -> event.id(event.getId().toLowerCase(Locale.ROOT))),
                fault("makes-extensions-strings", event -> {
                    NewEvent changed = event;
                    for (String name : event.getExtensionNames()) {
                        changed = changed.with(name, String.valueOf(event.getExtension(name)));
                    }
                    return changed;
                }),
                fault(
                        "takes-empty-data-for-none",
                        event -> event.getData() != null && event.getData().toBytes().length == 0
                                ? event.data(event.getDataContentType(), null)
                                : event),
                fault(
                        "strips-json",
                        event -> event.getData() == null
                                ? event
                                : event.data(
                                        event.getDataContentType(),
                                        event.text().strip().getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                fault("forgets-the-schema", event -> event.schema(null)));
    }

    private static final class Changing extends ForwardingEngine {
        private final UnaryOperator<NewEvent> change;

        Changing(Engine inner, UnaryOperator<NewEvent> change) {
            super(inner);
            this.change = change;
        }

        @Override
        public CompletableFuture<Appended> append(Append append, Durability durability) {
            return inner.append(
                    new Append(
                            append.entries().stream()
                                    .map(entry -> new Append.Entry(
                                            entry.stream(),
                                            entry.events().stream()
                                                    .map(this::changed)
                                                    .toList()))
                                    .toList(),
                            append.durability()),
                    durability);
        }

        private CloudEvent changed(CloudEvent event) {
            return event instanceof NewEvent own ? change.apply(own) : event;
        }
    }
}
