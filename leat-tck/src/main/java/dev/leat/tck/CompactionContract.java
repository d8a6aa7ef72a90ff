package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Capability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.Start;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.core.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of each key the last event is kept where it stands; what else is kept until the hub is compacted is not said here. */
public abstract class CompactionContract extends EngineSuite {

    private static final Duration DAY = Duration.ofDays(1);
    private static final StreamSettings COMPACTED = StreamSettings.defaults().compact(DAY);

    /** Without COMPACTION no stream can have it. */
    private boolean refused() {
        boolean refused = lacks(Capability.COMPACTION);
        if (refused) {
            assertUnsupported(Capability.COMPACTION, () -> hub().create("refusing", COMPACTED));
            EventStream plain = stream("plain", 1);
            assertUnsupported(Capability.COMPACTION, () -> plain.alter(COMPACTED));
            assertThat(plain.info().settings()).isEqualTo(StreamSettings.defaults());
            assertThat(hub().streams()).hasSize(1);
        }
        return refused;
    }

    /** Compacts; false where the engine does so when it likes, which is asserted. */
    private boolean compacted() {
        if (lacks(Capability.PROMPT_RETENTION)) {
            assertUnsupported(Capability.PROMPT_RETENTION, () -> hub().compact());
            return false;
        }
        hub().compact();
        return true;
    }

    /**
     * Asserts that what is to be left is read where it stood, in its order, and of the others only what was there.
     *
     * @param compacted whether none of the others may be left
     */
    private static void assertLeft(boolean compacted, EventStream stream, List<NewEvent> events, List<Position> told) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            all.add(told.get(i) + " " + events.get(i).getId());
        }
        List<String> left = last(events, told);
        List<String> read = places(stream.read());
        assertThat(all).containsAll(read);
        assertThat(read).containsAll(left).doesNotHaveDuplicates();
        if (compacted) {
            assertThat(read).hasSameSizeAs(left);
        }
        if (stream.info().partitions().size() == 1) {
            assertThat(all).containsSubsequence(read);
        }
    }

    /** Events of some keys in turn, with data. */
    private static List<NewEvent> keyed(int from, int to, int keys) {
        List<NewEvent> keyed = new ArrayList<>();
        for (int i = from; i < to; i++) {
            keyed.add(event("e-" + i).subject("k-" + i % keys).data("text/plain", new byte[] {(byte) i}));
        }
        return keyed;
    }

    /** The last event of each key, in order, among events and their positions. */
    private static List<String> last(List<NewEvent> events, List<Position> positions) {
        Map<String, String> last = new LinkedHashMap<>();
        for (int i = 0; i < events.size(); i++) {
            last.remove(events.get(i).getSubject());
            last.put(
                    events.get(i).getSubject(),
                    positions.get(i) + " " + events.get(i).getId());
        }
        return List.copyOf(last.values());
    }

    private static List<String> places(Iterable<Event> events) {
        List<String> places = new ArrayList<>();
        events.forEach(event -> places.add(event.position() + " " + event.getId()));
        return places;
    }

    @Test
    void theLastEventOfEachKeyIsLeftWhereItStands() {
        if (refused()) {
            return;
        }
        for (int partitions : new int[] {1, 3}) {
            EventStream prices = hub().create("prices-" + partitions, COMPACTED.partitions(partitions));
            List<NewEvent> published = new ArrayList<>(keyed(0, 100, 7));
            published.addAll(keyed(100, 103, 7));
            List<Position> told = new ArrayList<>(publish(prices, published));
            assertLeft(compacted(), prices, published, told);
            List<NewEvent> more = keyed(103, 140, 9);
            told.addAll(publish(prices, more));
            published.addAll(more);
            assertLeft(compacted(), prices, published, told);
            assertLeft(compacted(), prices, published, told);
        }
    }

    @Test
    void aPartitionkeyGoesBeforeTheSubject() {
        if (refused()) {
            return;
        }
        EventStream prices = hub().create("prices", COMPACTED.partitions(4));
        publish(
                prices,
                List.of(
                        event("1").subject("a").key("k"),
                        event("2").subject("b").key("k"),
                        event("3").subject("b").key("l"),
                        event("4").subject("b"),
                        event("5").subject("k")));
        if (compacted()) {
            assertThat(ids(prices.read())).containsExactlyInAnyOrder("3", "4", "5");
        } else {
            assertThat(ids(prices.read())).contains("3", "4", "5");
        }
    }

    @Test
    void whoReadsAtAnOffsetThatIsEmptyGoesOnBehindIt() {
        if (refused()) {
            return;
        }
        EventStream prices = hub().create("prices", COMPACTED);
        List<Position> told = publish(prices, keyed(0, 50, 5));
        if (!compacted()) {
            for (int i : new int[] {0, 17, 45}) {
                assertThat(ids(prices.read().from(Start.at(told.get(i))))).containsAll(ids(events("e", 45, 50)));
            }
            return;
        }
        StreamInfo.Span span = prices.info().partitions().get(0);
        assertThat(span.first()).isLessThanOrEqualTo(told.get(0).offset());
        assertThat(span.next()).isGreaterThan(told.get(49).offset());
        for (int i : new int[] {0, 17, 45}) {
            assertThat(ids(prices.read().from(Start.at(told.get(i))))).isEqualTo(ids(events("e", 45, 50)));
        }
        assertThat(ids(prices.read().from(Start.at(told.get(47))))).isEqualTo(ids(events("e", 47, 50)));
        assertThat(prices.publish(event("new").subject("k-0")).await(patience).offset())
                .isGreaterThanOrEqualTo(span.next());
        hub().compact();
        assertThat(ids(prices.read())).containsExactly("e-46", "e-47", "e-48", "e-49", "new");
    }

    @Test
    void anEventWithoutDataSaysThatItsKeyIsGoneAndGoesToo() {
        if (refused()) {
            return;
        }
        EventStream prices = hub().create("prices", COMPACTED);
        publish(prices, keyed(0, 6, 3));
        publish(
                prices,
                List.of(
                        event("gone").subject("k-0"),
                        event("empty").subject("k-1").data("text/plain", new byte[0]),
                        event("gone too").subject("k-2"),
                        event("back").subject("k-2").json("1")));
        if (lacks(Capability.PROMPT_RETENTION)) {
            assertThat(ids(prices.read())).contains("gone", "empty", "back");
            return;
        }
        pass(DAY.minusMinutes(1));
        hub().compact();
        assertThat(ids(prices.read())).containsExactly("gone", "empty", "back");
        pass(Duration.ofMinutes(2));
        hub().compact();
        assertThat(ids(prices.read())).containsExactly("empty", "back");
        prices.publish(event("again").subject("k-0").json("2")).await(patience);
        hub().compact();
        assertThat(ids(prices.read())).containsExactly("empty", "back", "again");
    }

    @Test
    void anEventWithoutAKeyIsRefusedWithAllThatComesWithIt() {
        if (refused()) {
            return;
        }
        EventStream prices = hub().create("prices", COMPACTED.partitions(2));
        EventStream plain = stream("plain", 1);
        Append inside = Append.to(
                "prices", event("a").subject("k"), event("b"), event("c").subject("k"));
        List<Append> wrong = new ArrayList<>(List.of(Append.to("prices", event("a")), inside));
        if (!lacks(Capability.ATOMIC_ACROSS_STREAMS)) {
            wrong.add(Append.to("plain", event("a")).and(inside));
            wrong.add(Append.to("prices", event("a").key("k"))
                    .and("plain", event("b"))
                    .and("prices", event("c")));
        }
        for (Append append : wrong) {
            assertThatThrownBy(() -> hub().append(append).await(patience))
                    .isInstanceOfSatisfying(
                            LeatException.Invalid.class,
                            invalid -> assertThat(invalid.field()).isEqualTo("subject"))
                    .hasMessageContaining("prices");
        }
        assertThat(prices.read().list()).isEmpty();
        assertThat(prices.info().span()).isZero();
        assertThat(plain.read().list()).isEmpty();
        publish(plain, events("e", 0, 2));
        assertThat(ids(plain.read())).containsExactly("e-0", "e-1");
    }

    @Test
    void streamsAreCompactedFromWhenTheyAreToldTo() {
        if (refused()) {
            return;
        }
        EventStream prices = stream("prices", 1);
        publish(prices, keyed(0, 10, 2));
        publish(prices, events("keyless", 0, 3));
        boolean prompt = compacted();
        assertThat(prices.read().count()).isEqualTo(13);
        assertThat(prices.alter(COMPACTED).settings()).isEqualTo(COMPACTED);
        if (!prompt) {
            assertThatThrownBy(() -> prices.publish(event("late")).await(patience))
                    .isInstanceOf(LeatException.Invalid.class);
            return;
        }
        hub().compact();
        assertThat(ids(prices.read())).containsExactly("e-8", "e-9", "keyless-0", "keyless-1", "keyless-2");
        prices.alter(StreamSettings.defaults());
        publish(prices, keyed(10, 14, 2));
        publish(prices, events("keyless", 3, 4));
        hub().compact();
        assertThat(prices.read().count()).isEqualTo(10);
    }

    @Test
    void retentionHoldsOfWhatIsLeft() {
        if (refused() || !compacted()) {
            return;
        }
        EventStream prices = hub().create("prices", COMPACTED.retain(DAY.multipliedBy(3)));
        publish(prices, keyed(0, 10, 5));
        pass(DAY.multipliedBy(2));
        publish(prices, keyed(10, 12, 5));
        hub().compact();
        assertThat(ids(prices.read())).containsExactly("e-7", "e-8", "e-9", "e-10", "e-11");
        pass(DAY);
        assertThat(ids(prices.read())).containsExactly("e-10", "e-11");
        pass(DAY.multipliedBy(2));
        assertThat(prices.read().list()).isEmpty();
        hub().compact();
        assertThat(prices.info().liveBytes()).isZero();
    }

    @Test
    void readersInTheMiddleAreNotDisturbed() throws Exception {
        if (refused()) {
            return;
        }
        EventStream prices = hub().create("prices", COMPACTED);
        List<NewEvent> published = keyed(0, 3_000, 10);
        List<Position> told = publish(prices, published);
        Iterator<Event> reader = prices.read().iterator();
        Follower follower = follow(prices.read().from(Start.at(told.get(2_500))));
        List<Event> seen = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            seen.add(reader.next());
        }
        boolean unused = compacted();
        reader.forEachRemaining(seen::add);
        assertThat(places(seen)).containsAll(last(published, told)).doesNotHaveDuplicates();
        assertThat(seen).extracting(Event::position).isSorted();
        prices.publish(event("end").subject("end")).await(patience);
        List<Event> followed = new ArrayList<>();
        do {
            followed.addAll(follower.take(1));
        } while (!followed.get(followed.size() - 1).getId().equals("end"));
        assertThat(places(followed)).containsAll(last(published, told)).doesNotHaveDuplicates();
    }

    @Test
    void subscriptionsCatchUpOverWhatWasCompacted() throws Exception {
        if (refused()) {
            return;
        }
        EventStream prices = hub().create("prices", COMPACTED.partitions(2));
        List<NewEvent> published = keyed(0, 500, 10);
        List<Position> told = publish(prices, published);
        boolean compacted = compacted();
        Received received = received();
        Subscription subscription =
                prices.subscribe().durable("d").from(Start.earliest()).handle(received);
        subscription.caughtUp().await(patience);
        assertThat(places(received.all()))
                .containsAll(last(published, told))
                .hasSizeLessThanOrEqualTo(compacted ? last(published, told).size() : told.size());
        assertThat(subscription.info().lag()).isZero();
        assertThat(subscription.info().expired()).isZero();
    }

    @Test
    void allStreamsKeepTheirOneOrder() {
        if (refused() || lacks(Capability.GLOBAL_ORDER) || !compacted()) {
            return;
        }
        EventStream prices = hub().create("prices", COMPACTED.partitions(3));
        EventStream plain = stream("plain", 1);
        for (int i = 0; i < 60; i++) {
            publish(prices, keyed(i, i + 1, 20));
            publish(plain, events("p", i, i + 1));
        }
        List<String> before = ids(hub().readAll());
        hub().compact();
        List<String> after = ids(hub().readAll());
        assertThat(after).hasSize(80).containsSubsequence(ids(events("p", 0, 60)));
        assertThat(before).containsSubsequence(after);
        assertThat(after).containsAll(ids(events("e", 40, 60))).doesNotContain("e-39");
    }

    @Test
    void whatIsCompactedStaysSoWhenTheHubIsOpenedAgain() throws Exception {
        if (refused()) {
            return;
        }
        EventStream prices = hub().create("prices", COMPACTED);
        List<NewEvent> published = keyed(0, 200, 6);
        List<Position> told = publish(prices, published);
        boolean compacted = compacted();
        if (lacks(Capability.PERSISTENT)) {
            assertThat(closeAndReopen().streams()).isEmpty();
            return;
        }
        for (int i = 0; i < 4; i++) {
            EventStream again = (i % 2 == 0 ? crashAndReopen() : closeAndReopen()).stream("prices");
            assertLeft(compacted, again, published, told);
            assertThat(again.info().partitions().get(0).next())
                    .isGreaterThan(told.get(told.size() - 1).offset());
            compacted = compacted();
        }
    }
}
