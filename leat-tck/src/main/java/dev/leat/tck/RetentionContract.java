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
import dev.leat.core.Start;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/**
 * What is no longer to be kept cannot be read any more from that moment on, by time and by bytes; its space is given back
 * when that is asked for.
 *
 * <p>How much more than {@link StreamSettings#retainBytes} a partition keeps is the engine's: these suites allow it {@value
 * #SLACK} bytes.
 */
public abstract class RetentionContract extends EngineSuite {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int SLACK = 1_200_000;

    /** Without PROMPT_RETENTION settings are kept, but nobody can say when they take effect. */
    private boolean refused() {
        boolean refused = lacks(Capability.PROMPT_RETENTION);
        assertThat(refused || movesTime()).as("the fixture lets hours pass").isTrue();
        if (refused) {
            StreamSettings settings = StreamSettings.defaults().retain(HOUR).retainBytes(1_000_000);
            EventStream orders = hub().create("refusing", settings);
            publish(orders, events("e", 0, 3));
            assertThat(orders.info().settings()).isEqualTo(settings);
            assertUnsupported(Capability.PROMPT_RETENTION, () -> hub().compact());
            assertThat(ids(orders.read())).isEqualTo(ids(events("e", 0, 3)));
        }
        return refused;
    }

    private EventStream keeping(String name, int partitions, Duration time) {
        return hub().create(
                        name, StreamSettings.defaults().partitions(partitions).retain(time));
    }

    private static StreamInfo.Span span(EventStream stream) {
        return stream.info().partitions().get(0);
    }

    @Test
    void whatHasExpiredIsGoneAtOnce() {
        if (refused()) {
            return;
        }
        EventStream orders = keeping("orders", 1, HOUR);
        List<Position> old = publish(orders, events("old", 0, 5));
        pass(HOUR.minus(MINUTE));
        assertThat(ids(orders.read())).isEqualTo(ids(events("old", 0, 5)));
        assertThat(span(orders).first()).isLessThanOrEqualTo(old.get(0).offset());
        List<Position> young = publish(orders, events("young", 0, 3));
        pass(MINUTE.multipliedBy(2));
        assertThat(ids(orders.read())).isEqualTo(ids(events("young", 0, 3)));
        assertThat(orders.read().count()).isEqualTo(3);
        assertThat(orders.read().first()).map(Event::getId).contains("young-0");
        assertThat(orders.read().where("id LIKE 'old%'").list()).isEmpty();
        assertThat(span(orders).first())
                .isGreaterThan(old.get(4).offset())
                .isLessThanOrEqualTo(young.get(0).offset());
    }

    @Test
    void eachEventExpiresByItsOwnTime() {
        if (refused()) {
            return;
        }
        EventStream orders = keeping("orders", 3, HOUR);
        for (int i = 0; i < 12; i++) {
            publish(orders, events("e", 10 * i, 10 * i + 10));
            pass(HOUR.dividedBy(6));
        }
        assertThat(ids(orders.read())).containsExactlyInAnyOrderElementsOf(ids(events("e", 70, 120)));
    }

    @Test
    void whoAsksForOlderEventsIsToldTheFirstOneLeft() throws Exception {
        if (refused()) {
            return;
        }
        EventStream orders = keeping("orders", 1, HOUR);
        List<Position> old = publish(orders, events("old", 0, 5));
        pass(HOUR);
        List<Position> young = publish(orders, events("young", 0, 3));
        for (Start start : List.of(Start.at(old.get(0)), Start.at(old.get(4)), Start.after(Cursor.at(old.get(2))))) {
            assertThatThrownBy(() -> orders.read().from(start).list())
                    .isInstanceOfSatisfying(
                            LeatException.Expired.class,
                            expired -> assertThat(ids(orders.read().from(Start.at(expired.firstKept()))))
                                    .isEqualTo(ids(events("young", 0, 3))))
                    .hasMessageContaining("orders");
        }
        assertThat(ids(orders.read().from(Start.at(young.get(1))))).containsExactly("young-1", "young-2");
        assertThat(ids(orders.read().from(Start.after(Cursor.at(young.get(1))))))
                .containsExactly("young-2");
    }

    @Test
    void theEngineRefusesOffsetsBelowTheFirst() throws Exception {
        Engine engine = engine();
        create(engine, "orders", StreamSettings.defaults().retain(HOUR));
        if (lacks(Capability.PROMPT_RETENTION)) {
            assertThat(engine.compact())
                    .failsWithin(patience)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(LeatException.Unsupported.class);
            return;
        }
        soon(engine.append(Append.to("orders", events("old", 0, 5)), level()));
        pass(HOUR);
        soon(engine.append(Append.to("orders", events("young", 0, 3)), level()));
        CompletableFuture<Boolean> read =
                engine.read(new Fetch("orders", 0, 0, 1024, Duration.ZERO)).thenApply(Batch::next);
        assertThat(read)
                .failsWithin(patience)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(LeatException.Expired.class);
        long first = soon(engine.describe("orders")).get(0).partitions().get(0).first();
        Batch batch = soon(engine.read(new Fetch("orders", 0, first, 1024, Duration.ZERO)));
        assertThat(batch.next()).isTrue();
        assertThat(batch.event().getId()).isEqualTo("young-0");
    }

    @Test
    void everyOtherStartPassesOverWhatHasExpired() {
        if (refused()) {
            return;
        }
        EventStream orders = keeping("orders", 2, HOUR);
        publish(orders, events("old", 0, 6));
        Instant then = orders.read().first().orElseThrow().recordedTime();
        pass(HOUR);
        publish(orders, events("young", 0, 6));
        List<String> young = ids(events("young", 0, 6));
        assertThat(ids(orders.read().from(Start.earliest()))).containsExactlyInAnyOrderElementsOf(young);
        assertThat(orders.read().from(Start.latest()).list()).isEmpty();
        assertThat(ids(orders.read()
                        .until(Cursor.at(new Position(0, Long.MAX_VALUE)).and(new Position(1, Long.MAX_VALUE)))))
                .hasSize(6);
        if (!lacks(Capability.RECORDED_TIME)) {
            assertThat(ids(orders.read().from(Start.since(then)))).containsExactlyInAnyOrderElementsOf(young);
            assertThat(ids(orders.read().from(Start.since(Instant.EPOCH)))).hasSize(6);
        }
        if (!lacks(Capability.GLOBAL_ORDER)) {
            assertThat(ids(hub().readAll())).isEqualTo(young);
        }
    }

    @Test
    void streamsExpireEachByItsOwnSettings() {
        if (refused()) {
            return;
        }
        EventStream hour = keeping("hour", 1, HOUR);
        EventStream day = keeping("day", 1, Duration.ofDays(1));
        EventStream always = stream("always", 1);
        for (EventStream each : List.of(hour, day, always)) {
            publish(each, events(each.name(), 0, 3));
        }
        pass(HOUR);
        assertThat(hour.read().list()).isEmpty();
        assertThat(day.read().count()).isEqualTo(3);
        pass(Duration.ofDays(10_000));
        assertThat(day.read().list()).isEmpty();
        assertThat(ids(always.read())).isEqualTo(ids(events("always", 0, 3)));
        if (!lacks(Capability.GLOBAL_ORDER)) {
            assertThat(ids(hub().readAll())).isEqualTo(ids(events("always", 0, 3)));
        }
    }

    @Test
    void offsetsGoOnWhenEverythingHasExpired() {
        if (refused()) {
            return;
        }
        EventStream orders = keeping("orders", 1, HOUR);
        Position last = publish(orders, events("old", 0, 5)).get(4);
        pass(HOUR);
        assertThat(orders.read().list()).isEmpty();
        assertThat(span(orders).first()).isEqualTo(span(orders).next()).isGreaterThan(last.offset());
        assertThat(orders.info().liveBytes()).isZero();
        hub().compact();
        assertThat(span(orders).first()).isEqualTo(span(orders).next()).isGreaterThan(last.offset());
        Position next = orders.publish(event("young")).await(patience);
        assertThat(next.offset()).isGreaterThan(last.offset());
        assertThat(ids(orders.read().from(Start.at(next)))).containsExactly("young");
        assertThat(orders.info().liveBytes()).isPositive();
    }

    @Test
    void aShorterTimeHoldsAtOnceAndALongerOneBringsNothingBack() {
        if (refused()) {
            return;
        }
        EventStream orders = stream("orders", 1);
        publish(orders, events("old", 0, 5));
        pass(HOUR.multipliedBy(2));
        publish(orders, events("young", 0, 5));
        assertThat(orders.read().count()).isEqualTo(10);
        long first = orders.alter(StreamSettings.defaults().retain(HOUR))
                .partitions()
                .get(0)
                .first();
        assertThat(ids(orders.read())).isEqualTo(ids(events("young", 0, 5)));
        orders.alter(StreamSettings.defaults().retain(HOUR.multipliedBy(10)));
        assertThat(ids(orders.read())).isEqualTo(ids(events("young", 0, 5)));
        orders.alter(StreamSettings.defaults());
        pass(HOUR.multipliedBy(20));
        assertThat(ids(orders.read())).isEqualTo(ids(events("young", 0, 5)));
        assertThat(span(orders).first()).isEqualTo(first).isPositive();
    }

    @Test
    void eachPartitionKeepsItsNewestBytes() {
        if (refused()) {
            return;
        }
        int kept = 100_000;
        EventStream orders =
                hub().create("orders", StreamSettings.defaults().partitions(2).retainBytes(kept));
        for (int partition = 0; partition < 2; partition++) {
            publish(orders, large("k-" + partition, partition == 0 ? 300 : 5));
        }
        List<String> ids = ids(orders.read());
        assertThat(ids).contains("k-1-0", "k-1-4").doesNotContain("k-0-0");
        assertThat(ids.stream().filter(id -> id.startsWith("k-0")))
                .endsWith(ids(large("k-0", 300)).subList(300 - 9, 300).toArray(new String[0]))
                .hasSizeLessThan((kept + SLACK) / 10_000);
        orders.alter(StreamSettings.defaults().partitions(2).retainBytes(1));
        assertThat(ids(orders.read())).contains("k-0-299", "k-1-4");
    }

    /** Events of 10,000 bytes and a little more, for one partition of two. */
    private static List<NewEvent> large(String key, int count) {
        List<NewEvent> large = new ArrayList<>();
        for (NewEvent event : events(key, 0, count)) {
            large.add(event.subject(key.equals("k-0") ? "21" : "abc").data("text/plain", new byte[10_000]));
        }
        return large;
    }

    @Test
    void theNewestEventIsKeptHoweverLargeItIs() {
        if (refused()) {
            return;
        }
        EventStream orders = hub().create("orders", StreamSettings.defaults().retainBytes(1));
        for (int i = 0; i < 5; i++) {
            orders.publish(event("e-" + i).data("text/plain", new byte[100_000]))
                    .await(patience);
            assertThat(ids(orders.read())).endsWith("e-" + i);
        }
    }

    @Test
    void compactingGivesBackTheSpaceOfWhatHasExpired() {
        if (refused()) {
            return;
        }
        EventStream firehose = keeping("firehose", 1, HOUR);
        EventStream ledger = stream("ledger", 1);
        for (int i = 0; i < 40; i++) {
            publish(firehose, large("k-0", 10));
            publish(ledger, events("entry", i, i + 1));
        }
        StreamInfo full = firehose.info();
        assertThat(full.liveBytes()).isBetween(4_000_000L, 5_000_000L);
        assertThat(full.heldBytes()).isGreaterThanOrEqualTo(4_000_000);
        pass(HOUR);
        publish(firehose, events("young", 0, 3));
        assertThat(firehose.info().liveBytes()).isBetween(1L, 10_000L);
        assertThat(hub().compact()).isNotNegative();
        assertThat(firehose.info().liveBytes()).isBetween(1L, 10_000L);
        assertThat(firehose.info().heldBytes()).isLessThan(full.heldBytes() / 2);
        assertThat(ids(firehose.read())).isEqualTo(ids(events("young", 0, 3)));
        assertThat(ids(ledger.read())).isEqualTo(ids(events("entry", 0, 40)));
    }

    @Test
    void whatHasExpiredStaysSoWhenTheHubIsOpenedAgain() throws Exception {
        if (refused()) {
            return;
        }
        if (lacks(Capability.PERSISTENT)) {
            keeping("orders", 1, HOUR);
            assertThat(closeAndReopen().streams()).isEmpty();
            return;
        }
        EventStream orders = keeping("orders", 1, HOUR);
        publish(orders, events("old", 0, 5));
        pass(HOUR);
        publish(orders, events("young", 0, 3));
        StreamInfo before = orders.alter(StreamSettings.defaults());
        for (int i = 0; i < 3; i++) {
            EventStream again = (i == 1 ? crashAndReopen() : closeAndReopen()).stream("orders");
            assertThat(ids(again.read())).isEqualTo(ids(events("young", 0, 3)));
            assertThat(again.info().partitions()).isEqualTo(before.partitions());
            hub().compact();
        }
    }
}
