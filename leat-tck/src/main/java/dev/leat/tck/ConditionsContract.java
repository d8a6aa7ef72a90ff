package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capability;
import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.EventStream;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Pending;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import dev.leat.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** An append is recorded if its conditions hold, and nothing of it is if they do not. */
public abstract class ConditionsContract extends ConditionsSuite {

    @Test
    void whatMustNotExistIsRecordedOnce() {
        if (refused()) {
            return;
        }
        EventStream orders = guarded("orders", 1);
        publish(orders, List.of(event("x").subject("o-1")));
        Condition isNew = Condition.none("orders", Filter.subject("o-2"));
        Append append = Append.to("orders", event("placed").subject("o-2")).when(isNew);
        Position at = append(append).positions().get(0);
        LeatException.Conflict conflict = assertConflict(append, isNew, at);
        assertThat(conflict.code()).isEqualTo("conflict");
        assertThat(conflict).hasMessageContainingAll("orders", "o-2", at.toString(), "tck.happened", "/tck", "placed");
        assertThat(ids(orders.read())).containsExactly("x", "placed");
    }

    @Test
    void aCursorHasSeenItsPosition() {
        if (refused()) {
            return;
        }
        EventStream orders = guarded("orders", 1);
        List<Position> told = publish(
                orders,
                List.of(
                        event("0").subject("a"),
                        event("1").subject("b"),
                        event("2").subject("a")));
        Append append = Append.to("orders", event("3").subject("c"));
        Filter subject = Filter.subject("a");
        Condition since0 = Condition.noneSince("orders", subject, Cursor.at(told.get(0)));
        assertConflict(append.when(since0), since0, told.get(2));
        Condition since1 = Condition.noneSince("orders", subject, Cursor.at(told.get(1)));
        assertConflict(append.when(since1), since1, told.get(2));
        Condition since2 = Condition.noneSince("orders", subject, Cursor.at(told.get(2)));
        Position third = append(append.when(since2)).positions().get(0);
        Condition unchanged = Condition.unchanged("orders", Cursor.at(told.get(2)));
        assertConflict(append.when(unchanged), unchanged, third);
        append(append.when(Condition.unchanged("orders", Cursor.at(third))));
        assertThat(ids(orders.read())).containsExactly("0", "1", "2", "3", "3");
    }

    @Test
    void anyFilterWillDo() {
        if (refused()) {
            return;
        }
        EventStream orders = guarded("orders", 1);
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            events.add(event("e-" + i).subject("s-" + i % 5).with("amount", i));
        }
        List<Position> told = publish(orders, events);
        Append append = Append.to("orders", event("new"));
        for (String cesql : List.of(
                "amount > 48",
                "subject = 's-4' AND amount > 44",
                "id = 'e-49'",
                "EXISTS amount AND id LIKE '%-49'",
                "subject IN ('s-4', 's-9') AND amount > 44")) {
            Condition none = Condition.noneSince("orders", Filter.parse(cesql), Cursor.at(told.get(48)));
            assertConflict(append.when(none), none, told.get(49));
        }
        append(append.when(
                Condition.none("orders", Filter.parse("amount > 49")),
                Condition.none("orders", Filter.parse("NOT EXISTS amount AND id <> 'new'")),
                Condition.exists("orders", Filter.parse("amount = 7 AND subject = 's-2'"))));
        assertThat(orders.read().count()).isEqualTo(51);
    }

    @Test
    void whatMustExistIsLookedFor() {
        if (refused()) {
            return;
        }
        EventStream orders = guarded("orders", 1);
        Condition exists = Condition.exists("orders", Filter.subject("o-1"));
        Append append = Append.to("orders", event("paid").subject("o-2")).when(exists);
        assertMissed(append, exists, orders, new Position(0, 0));
        Position last = publish(
                        orders, List.of(event("a").subject("o-2"), event("b").subject("o-3")))
                .get(1);
        assertMissed(append, exists, orders, last);
        publish(orders, List.of(event("c").subject("o-1")));
        append(append);
        assertThat(ids(orders.read())).containsExactly("a", "b", "c", "paid");
    }

    @Test
    void allConditionsMustHoldAndTheFirstBrokenOneIsReported() {
        if (refused()) {
            return;
        }
        EventStream orders = guarded("orders", 1);
        List<Position> told =
                publish(orders, List.of(event("0").subject("a"), event("1").subject("b")));
        Condition holds = Condition.exists("orders", Filter.subject("a"));
        Condition noA = Condition.none("orders", Filter.subject("a"));
        Condition noB = Condition.none("orders", Filter.subject("b"));
        Append append = Append.to("orders", event("2"));
        assertConflict(append.when(holds, noB, noA), noB, told.get(1));
        assertConflict(append.when(noA, holds, noB), noA, told.get(0));
        assertConflict(append.when(holds).when(noA), noA, told.get(0));
        assertConflict(append.when(holds, holds, noB), noB, told.get(1));
        assertThat(orders.read().count()).isEqualTo(2);
    }

    @Test
    void appendsThatWaitTogetherAreCheckedInTheirOrder() {
        if (refused()) {
            return;
        }
        EventStream orders = guarded("orders", 1);
        List<Pending<Appended>> pending = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String subject = "s-" + i % 40;
            Append append =
                    Append.to("orders", event("e-" + i).subject(subject)).durability(level(i % 3 == 0 ? 0 : 1));
            boolean conditional = i >= 40;
            pending.add(hub().append(
                            conditional ? append.when(Condition.none("orders", Filter.subject(subject))) : append));
        }
        for (int i = 0; i < 200; i++) {
            Pending<Appended> each = pending.get(i);
            if (i < 40) {
                each.await(patience);
            } else {
                assertThatThrownBy(() -> each.await(patience)).isInstanceOf(LeatException.Conflict.class);
            }
        }
        assertThat(ids(orders.read())).isEqualTo(ids(events("e", 0, 40)));
    }

    @Test
    void aRefusedAppendLeavesNothingBehind() throws Exception {
        if (refused()) {
            return;
        }
        boolean anywhere = !lacks(Capability.CONDITIONS_ANYWHERE);
        Engine engine = engine();
        for (String stream : List.of("orders", "audit")) {
            create(engine, stream, StreamSettings.defaults().partitions(2).guarded(stream.equals("orders")));
        }
        soon(engine.append(
                Append.to("orders", event("a").subject("k")).commit("d", "orders", Cursor.parse("0:0")), level()));
        List<StreamInfo> before = soon(engine.describe("*"));
        Append broken = anywhere ? Append.to("audit", event("b"), event("c")) : new Append(List.of(), null);
        assertThat(engine.append(
                        broken.and("orders", event("d").subject("k"))
                                .commit("d", "orders", Cursor.parse("0:1"))
                                .commit("e", "orders", Cursor.parse("0:1"))
                                .when(Condition.none("orders", Filter.subject("k"))),
                        level()))
                .failsWithin(patience)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(LeatException.Conflict.class);
        assertThat(soon(engine.describe("*"))).isEqualTo(before);
        assertThat(soon(engine.committed("d"))).isEqualTo(Map.of("orders", Cursor.parse("0:0")));
        assertThat(soon(engine.committed("e"))).isEmpty();
    }

    @Test
    void anAppendMayBeConditionsAndCursorsAlone() throws Exception {
        if (lacks(Capability.CONDITIONS_ANYWHERE)) {
            assertThat(refusedAnywhere()).isTrue();
            return;
        }
        Engine engine = engine();
        create(engine, "orders", StreamSettings.defaults().guarded(true));
        Append cursor = new Append(List.of(), null).commit("d", "orders", Cursor.parse("0:3"));
        soon(engine.append(cursor.when(Condition.none("orders", Filter.all())), level()));
        assertThat(soon(engine.committed("d"))).isEqualTo(Map.of("orders", Cursor.parse("0:3")));
        Append next = new Append(List.of(), null).commit("d", "orders", Cursor.parse("0:4"));
        assertThat(engine.append(next.when(Condition.exists("orders", Filter.all())), level()))
                .failsWithin(patience)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(LeatException.Conflict.class);
        assertThat(soon(engine.committed("d"))).isEqualTo(Map.of("orders", Cursor.parse("0:3")));
    }

    @Test
    void conditionsMayBeOnOtherStreams() {
        if (refusedAnywhere()) {
            return;
        }
        EventStream orders = guarded("orders", 2);
        EventStream audit = guarded("audit", 1);
        Append append = Append.to("audit", event("a"));
        append(append.when(Condition.none("orders", Filter.all())));
        List<Position> told =
                publish(orders, List.of(event("0").subject("21"), event("1").subject("abc")));
        Condition none = Condition.none("orders", Filter.subject("abc"));
        assertConflict(append.when(none), none, told.get(1));
        Cursor both = Cursor.at(told.get(0)).and(told.get(1));
        append(append.when(Condition.unchanged("orders", both)));
        Condition other = Condition.unchanged("orders", Cursor.at(told.get(1)));
        assertConflict(append.when(other), other, told.get(0));
        assertThat(audit.read().count()).isEqualTo(2);
        assertThatThrownBy(() ->
                        hub().append(new Append(List.of(), null).when(none)).await(patience))
                .isInstanceOf(LeatException.Conflict.class);
    }
}
