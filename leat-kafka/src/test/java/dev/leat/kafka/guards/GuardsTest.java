package dev.leat.kafka.guards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capability;
import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import dev.leat.kafka.records.EventRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Appends to guarded streams by their owner. */
@Timeout(120)
class GuardsTest {

    private static final StreamSettings ONE = StreamSettings.defaults();

    private final GuardsHub hub = GuardsHub.onSharedBroker(GuardsHub.newPrefix());

    @AfterEach
    void close() {
        hub.close();
    }

    private static NewEvent event(String id, String subject) {
        return Event.of("happened", "/test").id(id).subject(subject);
    }

    private Position place(String id, String subject, Condition... conditions) {
        return hub.append(Append.to("orders", event(id, subject)).when(conditions))
                .positions()
                .get(0);
    }

    private LeatException.Conflict conflict(String id, String subject, Condition... conditions) {
        try {
            place(id, subject, conditions);
        } catch (LeatException.Conflict e) {
            return e;
        }
        throw new AssertionError("no conflict");
    }

    @Test
    void whatMustNotExistIsRecordedOnce() {
        hub.create("orders", ONE);
        Condition isNew = Condition.none("orders", Filter.subject("o-1"));
        Position first = place("a", "o-1", isNew);
        LeatException.Conflict conflict = conflict("b", "o-1", isNew);
        assertThat(conflict.condition()).isEqualTo(isNew);
        assertThat(conflict.at()).isEqualTo(first);
        assertThat(conflict).hasMessageContainingAll("orders", "o-1", first.toString(), "happened", "/test", "a");
        assertThat(hub.ids("orders", 0)).containsExactly("a");
    }

    @Test
    void aCursorHasSeenItsPositionAndCannotBeAheadOfTheStream() {
        hub.create("orders", ONE);
        Position a = place("a", "s");
        place("b", "t");
        Position c = place("c", "s");
        Condition sinceA = Condition.noneSince("orders", Filter.subject("s"), Cursor.at(a));
        assertThat(conflict("d", "s", sinceA).at()).isEqualTo(c);
        Position d = place("d", "s", Condition.noneSince("orders", Filter.subject("s"), Cursor.at(c)));
        assertThat(conflict("e", "s", Condition.unchanged("orders", Cursor.at(c)))
                        .at())
                .isEqualTo(d);
        place("e", "t", Condition.unchanged("orders", Cursor.at(d)));
        long end = new Ends(hub.clients.admin()).visible(hub.partition("orders", 0));
        Condition ahead = Condition.noneSince("orders", Filter.subject("x"), Cursor.at(new Position(0, end)));
        assertThat(conflict("f", "x", ahead).at()).isEqualTo(new Position(0, end - 1));
        assertThat(hub.ids("orders", 0)).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void whatMustExistIsLookedFor() {
        hub.create("orders", ONE);
        Condition exists = Condition.exists("orders", Filter.subject("o-1").and(Filter.type("happened")));
        assertThat(conflict("a", "o-2", exists).at()).isEqualTo(new Position(0, 0));
        Position b = place("b", "o-2");
        assertThat(conflict("c", "o-2", exists).at()).isEqualTo(b);
        place("d", "o-1");
        place("e", "o-2", exists);
        place("f", "o-2", Condition.exists("orders", Filter.parse("id = 'e'")));
        assertThat(hub.ids("orders", 0)).containsExactly("b", "d", "e", "f");
    }

    @Test
    void appendsThatWaitTogetherAreCheckedInTheirOrder() {
        hub.create("orders", ONE);
        List<CompletableFuture<Appended>> done = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Append append = Append.to("orders", event("e-" + i, "s-" + i % 40));
            done.add(hub.guards.append(
                    i < 40 ? append : append.when(Condition.none("orders", Filter.subject("s-" + i % 40))),
                    Durability.FAST));
        }
        for (int i = 0; i < 200; i++) {
            CompletableFuture<Appended> each = done.get(i);
            if (i < 40) {
                GuardsHub.get(each);
            } else {
                int first = i % 40;
                assertThatThrownBy(() -> GuardsHub.get(each))
                        .isInstanceOfSatisfying(
                                LeatException.Conflict.class,
                                conflict -> assertThat(conflict.at())
                                        .isEqualTo(GuardsHub.get(done.get(first))
                                                .positions()
                                                .get(0)));
            }
        }
        assertThat(hub.ids("orders", 0)).hasSize(40);
    }

    @Test
    void duplicatesAreAnsweredWithTheFirstPositionAlsoByTheNextOwner() {
        hub.create("orders", ONE.dedupe(StreamSettings.FOREVER));
        Append append = Append.to("orders", event("a", "s"), event("b", "s"), event("a", "s"))
                .when(Condition.none("orders", Filter.subject("s")));
        Appended first = hub.append(append);
        assertThat(first.entries().get(0).duplicates()).containsExactly(2);
        assertThat(hub.append(append).positions()).isEqualTo(first.positions());
        hub.close();
        try (GuardsHub next = GuardsHub.onSharedBroker(hub.clients.names().prefix())) {
            Appended again = next.append(append);
            assertThat(again.positions()).isEqualTo(first.positions());
            assertThat(again.duplicates()).isEqualTo(3);
            Append more = append.and("orders", event("c", "s"));
            assertThatThrownBy(() -> next.append(more)).isInstanceOf(LeatException.Conflict.class);
            assertThat(next.ids("orders", 0)).containsExactly("a", "b");
        }
    }

    @Test
    void aDuplicateThatIsToldFromNowOnCountsWhatTheStreamHad() {
        hub.create("orders", ONE);
        Position first = place("a", "s");
        hub.topics
                .alter("orders", ONE.guarded(true).dedupe(StreamSettings.FOREVER))
                .join();
        assertThat(place("a", "s")).isEqualTo(first);
        hub.topics.alter("orders", ONE.guarded(true)).join();
        assertThat(place("a", "s")).isGreaterThan(first);
    }

    @Test
    void whatSomethingElseHasWrittenIsKnownFromTheNextAppendOn() throws Exception {
        hub.create("orders", ONE);
        Position a = place("a", "s");
        try (Producer<byte[], byte[]> foreign = hub.clients.producer("foreign", Map.of())) {
            foreign.send(EventRecords.record(hub.clients.names().topic("orders"), 0, event("b", "t")))
                    .get();
        }
        place("c", "u");
        Condition since = Condition.noneSince("orders", Filter.subject("t"), Cursor.at(a));
        assertThat(conflict("d", "t", since)).hasMessageContaining("id b");
    }

    @Test
    void cursorsMoveWithEventsAndWithDuplicates() {
        hub.create("orders", ONE.dedupe(StreamSettings.FOREVER));
        for (int i = 0; i < 3; i++) {
            Cursor cursor = Cursor.at(new Position(0, i));
            Appended done = hub.append(Append.to("orders", event("a", "s")).commit("d", "orders", cursor));
            assertThat(done.duplicates()).isEqualTo(i == 0 ? 0 : 1);
            assertThat(hub.cursors.committed("d").join()).isEqualTo(Map.of("orders", cursor));
        }
        hub.append(Append.to("orders", event("b", "s")).commit("d", "orders", null));
        assertThat(hub.cursors.committed("d").join()).isEmpty();
    }

    @Test
    void anAppendToSeveralPartitionsIsOneAtom() {
        hub.create("orders", ONE.partitions(3).dedupe(StreamSettings.FOREVER));
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            events.add(event("e-" + i, "s-" + i));
            events.add(Event.of("happened", "/test").id("keyless-" + i));
        }
        Appended done = hub.append(Append.to("orders", events));
        assertThat(done.positions()).extracting(Position::partition).contains(0, 1, 2);
        assertThat(done.positions()).doesNotHaveDuplicates();
        Appended again = hub.append(Append.to("orders", events));
        assertThat(again.duplicates()).isEqualTo(60);
        assertThat(again.positions()).isEqualTo(done.positions());
    }

    @Test
    void inSeveralPartitionsAConditionPinsTheKey() {
        hub.create("orders", ONE.partitions(3));
        for (String subject : List.of("a", "b", "c", "d")) {
            Condition isNew = Condition.none("orders", Filter.subject(subject).and(Filter.type("happened")));
            Position at = place("1", subject, isNew);
            assertThat(conflict("2", subject, isNew).at()).isEqualTo(at);
            Condition byKey = Condition.none("orders", Filter.attribute("partitionkey", subject));
            place("3", subject, byKey);
        }
        refused(Capability.CONDITIONS_ANYWHERE, Condition.none("orders", Filter.type("happened")));
        refused(Capability.CONDITIONS_ANYWHERE, Condition.none("orders", Filter.parse("subject IN ('a', 'b')")));
        refused(Capability.CONDITIONS_ANYWHERE, Condition.none("others", Filter.subject("a")));
        refused(
                Capability.CONDITIONS_ANYWHERE,
                Condition.none("orders", Filter.subject("a")),
                Condition.none("orders", Filter.subject("d")));
        Append other = Append.to("orders", event("1", "a").key("b"));
        assertThatThrownBy(() -> hub.append(other))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContainingAll("partitionkey", "'b'", "'a'", "3 partitions");
    }

    private void refused(Capability capability, Condition... conditions) {
        assertThatThrownBy(() -> place("x", "a", conditions))
                .isInstanceOfSatisfying(
                        LeatException.Unsupported.class,
                        refusal -> assertThat(refusal.capability()).isEqualTo(capability));
    }

    @Test
    void whatCannotBeRecordedIsRefusedWithTheWayOut() {
        hub.create("orders", ONE.compacted());
        hub.topics.create("plain", ONE).join();
        Append safe = Append.to("orders", event("a", "s"));
        assertThatThrownBy(() -> GuardsHub.get(hub.guards.append(safe, Durability.SAFE)))
                .isInstanceOf(LeatException.Unsupported.class)
                .hasMessageContaining("--fast");
        Append keyless = Append.to("orders", Event.of("happened", "/test"));
        assertThatThrownBy(() -> hub.append(keyless))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining("subject");
        Append unguarded = Append.to("plain", event("a", "s")).when(Condition.none("plain", Filter.all()));
        assertThatThrownBy(() -> hub.append(unguarded))
                .isInstanceOfSatisfying(
                        LeatException.Unsupported.class,
                        refusal -> assertThat(refusal.capability()).isEqualTo(Capability.CONDITIONS_UNGUARDED));
        CompletableFuture<Appended> unknown = hub.guards.append(
                Append.to("none", event("a", "s")).when(Condition.none("none", Filter.all())), Durability.FAST);
        assertThat(unknown).isCompletedExceptionally();
        assertThatThrownBy(() -> GuardsHub.get(unknown)).isInstanceOf(LeatException.NotFound.class);
    }
}
