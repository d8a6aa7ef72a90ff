package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capability;
import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Pending;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import dev.leat.engine.Engine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An event that a stream took within its horizon is not recorded again, and whoever publishes it is told where it stands. */
public abstract class DedupeContract extends EngineSuite {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final StreamSettings GUARDED = StreamSettings.defaults().guarded(true);
    private static final StreamSettings DEDUPED = GUARDED.dedupe(HOUR);

    /** Events that go by their ids, so that each always goes to the same partition. */
    private static List<NewEvent> keyed(int from, int to) {
        return events("e", from, to).stream()
                .map(event -> event.subject(event.getId()))
                .toList();
    }

    /** Without DEDUPE no stream can have it. */
    private boolean refused() {
        boolean refused = lacks(Capability.DEDUPE);
        if (refused) {
            assertUnsupported(Capability.DEDUPE, () -> hub().create("refusing", DEDUPED));
            EventStream plain = stream("plain", 1);
            assertUnsupported(Capability.DEDUPE, () -> plain.alter(DEDUPED));
            assertThat(plain.info().settings()).isEqualTo(StreamSettings.defaults());
            assertThat(hub().streams()).hasSize(1);
        }
        return refused;
    }

    @Test
    void aDuplicateIsNotRecordedAndAnsweredWithTheFirstPosition() {
        if (refused()) {
            return;
        }
        EventStream orders = hub().create("orders", DEDUPED);
        List<Position> first = publish(orders, events("e", 0, 10));
        assertThat(publish(orders, events("e", 0, 10))).isEqualTo(first);
        Appended mixed = orders.publish(List.of(event("e-3"), event("new"), event("e-9")))
                .await(patience);
        assertThat(mixed.entries().get(0).duplicates()).containsExactly(0, 2);
        assertThat(mixed.duplicates()).isEqualTo(2);
        assertThat(mixed.positions().get(0)).isEqualTo(first.get(3));
        assertThat(mixed.positions().get(2)).isEqualTo(first.get(9));
        assertThat(ids(orders.read())).startsWith("e-0").endsWith("e-9", "new").hasSize(11);
        assertThat(positions(orders.read())).endsWith(mixed.positions().get(1));
    }

    @Test
    void sourceAndIdTogetherTellAnEventFromOthers() {
        if (refused()) {
            return;
        }
        EventStream orders = hub().create("orders", DEDUPED);
        List<NewEvent> different = List.of(
                Event.of("t", "/a").id("1"),
                Event.of("t", "/b").id("1"),
                Event.of("t", "/a").id("11"),
                Event.of("t", "/a1").id("1"),
                Event.of("t", "/A").id("1"),
                Event.of("t", "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66")
                        .id("6e8bc430-9c3a-11d9-9669-0800200c9a66"),
                Event.of("t", "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66")
                        .id("6E8BC430-9C3A-11D9-9669-0800200C9A66"));
        List<Position> told = publish(orders, different);
        assertThat(told).doesNotHaveDuplicates();
        assertThat(orders.read().count()).isEqualTo(different.size());
        NewEvent same = Event.of("another type", "/b").id("1").subject("s").json("{}");
        assertThat(orders.publish(same).await(patience)).isEqualTo(told.get(1));
        assertThat(orders.read().count()).isEqualTo(different.size());
    }

    @Test
    void aDuplicateIsOneInWhateverPartitionTheFirstIs() {
        if (refused()) {
            return;
        }
        EventStream orders = hub().create("orders", DEDUPED.partitions(5));
        List<Position> first = publish(orders, keyed(0, 20));
        assertThat(publish(orders, keyed(0, 20))).isEqualTo(first);
        for (int i = 0; i < 20; i++) {
            Position again =
                    orders.publish(event("e-" + i).subject("s-" + i % 7)).await(patience);
            boolean known = !lacks(Capability.DEDUPE_ACROSS_PARTITIONS)
                    || again.partition() == first.get(i).partition();
            assertThat(again.equals(first.get(i))).isEqualTo(known);
        }
        assertThat(publish(orders, keyed(0, 20))).isEqualTo(first);
        if (!lacks(Capability.DEDUPE_ACROSS_PARTITIONS)) {
            assertThat(orders.read().count()).isEqualTo(20);
        }
    }

    @Test
    void eachStreamHasItsOwn() {
        if (refused()) {
            return;
        }
        EventStream orders = hub().create("orders", DEDUPED);
        EventStream bills = hub().create("bills", DEDUPED);
        EventStream plain = stream("plain", 1);
        for (int i = 0; i < 2; i++) {
            for (EventStream each : List.of(orders, bills, plain)) {
                publish(each, events("e", 0, 3));
            }
        }
        assertThat(orders.read().count()).isEqualTo(3);
        assertThat(bills.read().count()).isEqualTo(3);
        assertThat(plain.read().count()).isEqualTo(6);
        // streams with guards of their own may have no atom in common
        if (!lacks(Capability.ATOMIC_ACROSS_STREAMS) && !lacks(Capability.CONDITIONS_UNGUARDED)) {
            Append both = Append.to("orders", event("e-0"), event("n"))
                    .and("bills", event("n"))
                    .and("plain", event("n"));
            assertThat(hub().append(both).await(patience).duplicates()).isEqualTo(1);
            Appended again = hub().append(both).await(patience);
            assertThat(again.entries().get(0).duplicates()).containsExactly(0, 1);
            assertThat(again.entries().get(1).duplicates()).containsExactly(0);
            assertThat(again.entries().get(2).duplicates()).isEmpty();
            assertThat(bills.read().count()).isEqualTo(4);
            assertThat(plain.read().count()).isEqualTo(8);
        }
    }

    @Test
    void theSecondOfOneAppendIsADuplicateOfTheFirst() {
        if (refused()) {
            return;
        }
        EventStream orders = hub().create("orders", DEDUPED);
        Append append = Append.to("orders", event("a"), event("b"), event("a")).and("orders", event("b"), event("c"));
        Appended appended = hub().append(append).await(patience);
        assertThat(appended.entries().get(0).duplicates()).containsExactly(2);
        assertThat(appended.entries().get(1).duplicates()).containsExactly(0);
        List<Position> told = appended.positions();
        assertThat(told.get(2)).isEqualTo(told.get(0));
        assertThat(told.get(3)).isEqualTo(told.get(1));
        assertThat(ids(orders.read())).containsExactly("a", "b", "c");
        assertThat(positions(orders.read())).containsExactly(told.get(0), told.get(1), told.get(4));
    }

    @Test
    void duplicatesThatWaitTogetherAreFoundToo() {
        if (refused()) {
            return;
        }
        EventStream orders = hub().create("orders", DEDUPED);
        List<Pending<Appended>> pending = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Durability level = level(i % 3 == 0 ? 0 : 1);
            pending.add(hub().append(Append.to("orders", event("e-" + i % 10)).durability(level)));
        }
        List<Position> told = pending.stream()
                .map(each -> each.await(patience).positions().get(0))
                .toList();
        assertThat(ids(orders.read())).isEqualTo(ids(events("e", 0, 10)));
        for (int i = 10; i < 300; i++) {
            assertThat(told.get(i)).isEqualTo(told.get(i % 10));
        }
    }

    @Test
    void beyondTheHorizonItIsANewEvent() {
        if (refused()) {
            return;
        }
        if (!movesTime()) {
            beyondAHorizonThatIsAwaited();
            return;
        }
        EventStream orders = hub().create("orders", DEDUPED);
        Position first = orders.publish(event("e")).await(patience);
        pass(HOUR.minusMinutes(1));
        assertThat(orders.publish(event("e")).await(patience)).isEqualTo(first);
        pass(Duration.ofMinutes(2)); // the duplicate does not count: it was not recorded
        Position second = orders.publish(event("e")).await(patience);
        assertThat(second).isGreaterThan(first);
        pass(HOUR.minusMinutes(1));
        assertThat(orders.publish(event("e")).await(patience)).isEqualTo(second);
        assertThat(orders.read().count()).isEqualTo(2);
        EventStream always = hub().create("always", DEDUPED.dedupe(StreamSettings.FOREVER));
        first = always.publish(event("e")).await(patience);
        pass(Duration.ofDays(10_000));
        assertThat(always.publish(event("e")).await(patience)).isEqualTo(first);
    }

    private void beyondAHorizonThatIsAwaited() {
        Duration horizon = Duration.ofSeconds(2);
        EventStream orders = hub().create("orders", DEDUPED.dedupe(horizon));
        EventStream always = hub().create("always", DEDUPED.dedupe(StreamSettings.FOREVER));
        Position first = orders.publish(event("e")).await(patience);
        Position kept = always.publish(event("e")).await(patience);
        pass(horizon.plusSeconds(1));
        assertThat(orders.publish(event("e")).await(patience)).isGreaterThan(first);
        assertThat(orders.read().count()).isEqualTo(2);
        assertThat(always.publish(event("e")).await(patience)).isEqualTo(kept);
    }

    @Test
    void whatIsNoLongerKeptCanBePublishedAgain() {
        if (refused()) {
            return;
        }
        StreamSettings settings = DEDUPED.dedupe(StreamSettings.FOREVER);
        if (!lacks(Capability.PROMPT_RETENTION)) {
            EventStream orders = hub().create("orders", settings.retain(HOUR));
            publish(orders, events("e", 0, 3));
            pass(HOUR);
            publish(orders, events("e", 0, 3));
            assertThat(ids(orders.read())).isEqualTo(ids(events("e", 0, 3)));
        }
        if (!lacks(Capability.COMPACTION) && !lacks(Capability.PROMPT_RETENTION)) {
            EventStream prices = hub().create("prices", settings.compacted());
            List<Position> told =
                    publish(prices, List.of(event("1").subject("k"), event("2").subject("k")));
            hub().compact();
            assertThat(prices.publish(event("2").subject("k")).await(patience)).isEqualTo(told.get(1));
            assertThat(prices.publish(event("1").subject("k")).await(patience)).isGreaterThan(told.get(1));
        }
        EventStream again = hub().create("again", settings);
        publish(again, events("e", 0, 3));
        again.delete();
        hub().create("again", settings);
        publish(again, events("e", 0, 3));
        assertThat(ids(again.read())).isEqualTo(ids(events("e", 0, 3)));
    }

    @Test
    void whatAStreamHasCountsFromWhenItIsToldTo() {
        if (refused()) {
            return;
        }
        EventStream orders = hub().create("orders", GUARDED.partitions(2));
        List<Position> told = publish(orders, keyed(0, 10));
        orders.alter(DEDUPED.partitions(2));
        assertThat(publish(orders, keyed(0, 10))).isEqualTo(told);
        orders.alter(GUARDED.partitions(2));
        publish(orders, keyed(0, 10));
        assertThat(orders.read().count()).isEqualTo(20);
    }

    @Test
    void anAppendOfDuplicatesIsARepetitionAndItsConditionsHaveHeld() {
        if (refused() || lacks(Capability.CONDITIONS_IN_PARTITION)) {
            return;
        }
        EventStream orders = hub().create("orders", DEDUPED);
        Append append = Append.to("orders", event("a").subject("s"), event("b").subject("s"))
                .when(Condition.none("orders", Filter.subject("s")));
        List<Position> told = hub().append(append).await(patience).positions();
        Appended again = hub().append(append).await(patience);
        assertThat(again.positions()).isEqualTo(told);
        assertThat(again.duplicates()).isEqualTo(2);
        Append other = append.and("orders", event("c").subject("s"));
        assertThatThrownBy(() -> hub().append(other).await(patience))
                .isInstanceOfSatisfying(
                        LeatException.Conflict.class,
                        conflict -> assertThat(conflict.at()).isEqualTo(told.get(0)));
        assertThat(ids(orders.read())).containsExactly("a", "b");
    }

    @Test
    void cursorsMoveWithDuplicates() throws Exception {
        if (lacks(Capability.DEDUPE)) {
            assertThat(refused()).isTrue();
            return;
        }
        Engine engine = engine();
        create(engine, "orders", DEDUPED);
        for (int i = 0; i < 3; i++) {
            Cursor cursor = Cursor.parse("0:" + i);
            Append append = Append.to("orders", event("e")).commit("d", "orders", cursor);
            Appended appended = soon(engine.append(append, level()));
            assertThat(appended.duplicates()).isEqualTo(i == 0 ? 0 : 1);
            assertThat(soon(engine.committed("d"))).isEqualTo(Map.of("orders", cursor));
        }
    }

    @Test
    void ofManyPublishersOneIsFirst() throws Exception {
        if (refused()) {
            return;
        }
        EventStream orders = hub().create("orders", DEDUPED.partitions(3));
        boolean anyPartition = !lacks(Capability.DEDUPE_ACROSS_PARTITIONS);
        List<CompletableFuture<Map<String, Position>>> publishers = new ArrayList<>();
        for (int publisher = 0; publisher < 4; publisher++) {
            Random random = new Random(publisher);
            publishers.add(ConcurrencyContract.start(() -> {
                Map<String, Pending<Position>> pending = new HashMap<>();
                for (int i = 0; i < rounds(500); i++) {
                    NewEvent event = event("e-" + random.nextInt(rounds(200)));
                    String subject = anyPartition ? "s-" + random.nextInt(5) : event.getId();
                    pending.put(event.getId(), orders.publish(event.subject(subject)));
                }
                Map<String, Position> told = new HashMap<>();
                pending.forEach((id, each) -> told.put(id, each.await(patience)));
                return told;
            }));
        }
        Map<String, Position> stored = new HashMap<>();
        List<Map<String, Position>> told = new ArrayList<>();
        for (CompletableFuture<Map<String, Position>> publisher : publishers) {
            told.add(soon(publisher));
        }
        for (Event event : orders.read()) {
            assertThat(stored.put(event.getId(), event.position()))
                    .as(event.getId())
                    .isNull();
        }
        told.forEach(each -> assertThat(stored).containsAllEntriesOf(each));
    }

    @Test
    void duplicatesAreKnownWhenTheHubIsOpenedAgain() throws Exception {
        if (refused()) {
            return;
        }
        EventStream orders = hub().create("orders", DEDUPED.partitions(2));
        List<Position> told = new ArrayList<>(publish(orders, keyed(0, 50)));
        if (lacks(Capability.PERSISTENT)) {
            assertThat(closeAndReopen().streams()).isEmpty();
            return;
        }
        for (int i = 0; i < 4; i++) {
            EventStream again = (i % 2 == 0 ? crashAndReopen() : closeAndReopen()).stream("orders");
            assertThat(owning(() -> publish(again, keyed(0, told.size())))).isEqualTo(told);
            told.addAll(publish(again, keyed(told.size(), told.size() + 20)));
            assertThat(again.read().count()).isEqualTo(told.size());
        }
        if (movesTime()) {
            pass(HOUR.plusMinutes(1));
            publish(crashAndReopen().stream("orders"), keyed(0, 10));
            assertThat(hub().stream("orders").read().count()).isEqualTo(told.size() + 10);
        }
    }
}
