package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Capability;
import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.Reading;
import dev.leat.core.Start;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Attributes;
import dev.leat.core.filter.Filter;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is read through a filter is what the filter passes of what is read without, with and without the engine's help. */
public abstract class FilteringContract extends EngineSuite {

    private static final List<String> FILTERS = List.of(
            "type = 'order.placed'",
            "type <> 'order.placed'",
            "type LIKE 'order.%' AND subject = 's-3'",
            "EXISTS amount AND amount > 50",
            "NOT EXISTS amount",
            "vip = TRUE",
            "priority IN ('high', 'low')",
            "id = 'e-17' OR id = 'e-71'",
            "source = '/shop' AND LENGTH(id) = 4",
            "type = 'never.happened'",
            "TRUE");

    private static NewEvent mixed(int i) {
        NewEvent event = Event.of(i % 3 == 0 ? "order.placed" : i % 3 == 1 ? "order.paid" : "stock.low", "/shop")
                .id("e-" + i)
                .subject(i % 5 == 0 ? null : "s-" + i % 5)
                .data("text/plain", new byte[i * 37 % 4_000]);
        event = i % 2 == 0 ? event.with("amount", i) : event;
        event = i % 7 == 0 ? event.with("vip", i % 14 == 0) : event;
        return i % 11 == 0 ? event.with("priority", i % 22 == 0 ? "high" : "middle") : event;
    }

    private static List<NewEvent> mixed(int from, int to) {
        List<NewEvent> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            events.add(mixed(i));
        }
        return events;
    }

    private EventStream filled(int partitions) {
        EventStream orders = stream("orders", partitions);
        publish(orders, mixed(0, 400));
        return orders;
    }

    private static List<String> passing(Iterable<Event> events, Filter filter) {
        List<Event> passing = new ArrayList<>();
        events.forEach(event -> passing.addAll(filter.test(event) ? List.of(event) : List.of()));
        return ids(passing);
    }

    private static void assertFiltered(Reading reading, String cesql) {
        assertThat(ids(reading.where(cesql))).as(cesql).isEqualTo(passing(reading, Filter.parse(cesql)));
    }

    @Test
    void everyStartGivesWhatTheFilterPasses() {
        for (int partitions : new int[] {1, 3}) {
            EventStream orders = stream("orders-" + partitions, partitions);
            List<Position> told = publish(orders, mixed(0, 300));
            List<Start> starts = new ArrayList<>(List.of(
                    Start.earliest(), Start.latest(), Start.at(told.get(33)), Start.after(Cursor.at(told.get(50)))));
            if (!lacks(Capability.RECORDED_TIME)) {
                starts.add(Start.since(orders.read().list().get(40).recordedTime()));
            }
            for (String cesql : FILTERS) {
                starts.forEach(start -> assertFiltered(orders.read().from(start), cesql));
            }
        }
    }

    @Test
    void limitCountsWhatPassesAndUntilDoesNot() {
        EventStream orders = stream("orders", 1);
        List<Position> told = publish(orders, mixed(0, 400));
        assertThat(ids(orders.read().where("type = 'order.paid'").limit(3))).containsExactly("e-1", "e-4", "e-7");
        assertThat(ids(orders.read().where("type = 'order.paid'").until(Cursor.at(told.get(7)))))
                .containsExactly("e-1", "e-4", "e-7");
        assertThat(orders.read().where("id = 'e-17'").first())
                .hasValueSatisfying(event -> assertThat(event.getId()).isEqualTo("e-17"));
        assertThat(orders.read().where("type = 'never.happened'").first()).isEmpty();
        assertThat(orders.read().where("vip = TRUE").where("amount > 100").count())
                .isEqualTo(orders.read().where("vip = TRUE AND amount > 100").count())
                .isPositive();
    }

    @Test
    void followingGivesWhatPassesLater() throws Exception {
        EventStream orders = filled(1);
        Follower follower = follow(orders.read().where("amount >= 396"));
        assertThat(ids(follower.take(2))).containsExactly("e-396", "e-398");
        for (int i = 400; i < 410; i++) {
            orders.publish(mixed(i)).await(patience);
        }
        assertThat(ids(follower.take(5))).containsExactly("e-400", "e-402", "e-404", "e-406", "e-408");
    }

    @Test
    void allStreamsAreFilteredInGlobalOrder() {
        filled(2);
        stream("bills", 1).publish(mixed(0)).await(patience);
        if (lacks(Capability.GLOBAL_ORDER)) {
            assertUnsupported(Capability.GLOBAL_ORDER, () -> hub().readAll());
            return;
        }
        FILTERS.forEach(cesql -> assertFiltered(hub().readAll(), cesql));
    }

    @Test
    void wrongFiltersAreRefusedWhereTheyAreGiven() {
        EventStream orders = stream("orders", 1);
        assertThatThrownBy(() -> orders.read().where("type = "))
                .isInstanceOfSatisfying(
                        LeatException.Invalid.class, e -> assertThat(e.field()).isEqualTo("where"));
    }

    private List<String> walk(Engine engine, Filter hint, Filter filter, int maxBytes) throws Exception {
        List<String> passing = new ArrayList<>();
        for (long from = 0; ; ) {
            Batch batch = soon(engine.read(new Fetch("orders", 0, from, maxBytes, Duration.ZERO).hint(hint)));
            if (from >= batch.endOffset()) {
                return passing;
            }
            while (batch.next()) {
                assertThat(batch.offset()).isGreaterThanOrEqualTo(from);
                if (filter.test(batch::attribute)) {
                    passing.add(batch.event().getId());
                }
            }
            assertThat(batch.nextOffset()).isGreaterThan(from);
            from = batch.nextOffset();
        }
    }

    @Test
    void theHintChangesNoResult() throws Exception {
        Engine engine = engine();
        create(engine, "orders", StreamSettings.defaults());
        for (int i = 0; i < rounds(300); i++) {
            soon(engine.append(Append.to("orders", mixed(i)), level()));
        }
        for (String cesql : FILTERS) {
            Filter filter = Filter.parse(cesql);
            for (int maxBytes : new int[] {1, 5_000, 1 << 20}) {
                assertThat(walk(engine, filter, filter, maxBytes))
                        .as("%s in batches of %d", cesql, maxBytes)
                        .isEqualTo(walk(engine, Filter.all(), filter, maxBytes));
            }
        }
    }

    /** Filters see the same; a URI may be given as its text. */
    private static void assertSame(String name, @Nullable Object given, @Nullable Object value) {
        assertThat(given == null).as(name).isEqualTo(value == null);
        if (given != null && value != null) {
            assertThat(Filter.attribute(name, value).test(asked -> given))
                    .as(name)
                    .isTrue();
            assertThat(given instanceof Integer || given instanceof Boolean || given instanceof byte[])
                    .as(name)
                    .isEqualTo(value instanceof Integer || value instanceof Boolean || value instanceof byte[]);
        }
    }

    @Test
    void aBatchGivesAttributesAsTheEventDoes() throws Exception {
        Engine engine = engine();
        create(engine, "orders", StreamSettings.defaults());
        NewEvent rich = Event.of("t", "/s")
                .id("rich")
                .subject("s")
                .time(OffsetDateTime.parse("2026-11-01T09:30:00.123+01:00"))
                .schema(URI.create("urn:schema"))
                .key("k")
                .with("text", "märz")
                .with("number", 42)
                .with("truth", false)
                .with("binary", new byte[] {1, 2, 3})
                .with("uri", URI.create("https://leat.dev/x"))
                .with("moment", OffsetDateTime.parse("2026-11-01T00:00Z"))
                .data("text/plain", new byte[] {65});
        soon(engine.append(Append.to("orders", rich, event("bare")), level()));
        Batch batch = soon(engine.read(new Fetch("orders", 0, 0, 1 << 20, Duration.ZERO)));
        int events = 0;
        while (batch.next()) {
            events++;
            Event event = batch.event();
            Attributes attributes = Attributes.of(event);
            Stream.concat(
                            Stream.of(
                                    "id",
                                    "source",
                                    "type",
                                    "subject",
                                    "time",
                                    "datacontenttype",
                                    "dataschema",
                                    "specversion",
                                    "partitionkey",
                                    "missing"),
                            event.getExtensionNames().stream())
                    .forEach(name -> assertSame(name, batch.attribute(name), attributes.attribute(name)));
        }
        assertThat(events).isEqualTo(2);
    }
}
