package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Capability;
import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Conditions on streams that are not there, on what is not there yet and on what is no longer there. */
public abstract class ConditionStreamsContract extends ConditionsSuite {

    @Test
    void aStreamThatIsNotThereHasNoEventsAndIsNotCreated() {
        if (refusedAnywhere()) {
            return;
        }
        EventStream orders = guarded("orders", 1);
        Append append = Append.to("orders", event("a"));
        append(append.when(Condition.none("ordered", Filter.all())));
        assertRefused(
                append.when(Condition.exists("ordered", Filter.all())),
                LeatException.NotFound.class,
                "'ordered'",
                "did you mean orders?");
        assertRefused(
                append.when(Condition.unchanged("ordered", Cursor.parse("0:1"))),
                LeatException.NotFound.class,
                "'ordered'");
        Append creating = Append.to("fresh", event("a"));
        assertRefused(creating.when(Condition.exists("fresh", Filter.all())), LeatException.NotFound.class, "'fresh'");
        assertThat(hub().streams()).extracting(StreamInfo::name).containsExactly("orders");
        append(creating.when(Condition.none("fresh", Filter.all())));
        assertThat(hub().streams()).extracting(StreamInfo::name).containsExactly("fresh", "orders");
        assertThat(orders.read().count()).isEqualTo(1);
    }

    @Test
    void namesOfStreamsAreChecked() {
        if (refusedAnywhere()) {
            return;
        }
        guarded("orders", 1);
        assertRefused(
                Append.to("orders", event("a")).when(Condition.none("no name", Filter.all())),
                LeatException.Invalid.class,
                "no name");
    }

    @Test
    void aCursorThatHasSeenMoreThanThereIsIsAConflict() {
        if (refused()) {
            return;
        }
        EventStream orders = guarded("orders", 1);
        Condition ahead = Condition.noneSince("orders", Filter.subject("x"), Cursor.parse("0:0"));
        Append append = Append.to("orders", event("a"));
        assertMissed(append.when(ahead), ahead, orders, new Position(0, 0));
        publish(orders, events("e", 0, 5));
        Position last = append(append.when(ahead)).positions().get(0);
        Condition far = Condition.noneSince("orders", Filter.subject("x"), Cursor.at(next(orders)));
        assertMissed(append.when(far), far, orders, last);
        Condition foreign = Condition.noneSince("orders", Filter.subject("x"), Cursor.parse("0:1,1:0"));
        assertThatThrownBy(() -> append(append.when(foreign)))
                .isInstanceOfSatisfying(
                        LeatException.Invalid.class,
                        invalid -> assertThat(invalid.field()).isEqualTo("position"));
        assertThat(orders.read().count()).isEqualTo(6);
    }

    @Test
    void onlyWhatIsKeptCounts() {
        if (refused()) {
            return;
        }
        EventStream gone = guarded("gone", 1);
        publish(gone, events("e", 0, 3));
        gone.delete();
        guarded("gone", 1);
        append(Append.to("gone", event("a")).when(Condition.none("gone", Filter.all())));
        if (!lacks(Capability.PROMPT_RETENTION)) {
            EventStream orders = hub().create(
                            "orders", StreamSettings.defaults().guarded(true).retain(Duration.ofHours(1)));
            publish(orders, List.of(event("old").subject("s")));
            pass(Duration.ofHours(1));
            Condition exists = Condition.exists("orders", Filter.subject("s"));
            assertThatThrownBy(() -> append(Append.to("orders", event("x")).when(exists)))
                    .isInstanceOf(LeatException.Conflict.class);
            append(Append.to("orders", event("new").subject("s")).when(Condition.none("orders", Filter.subject("s"))));
            append(Append.to("orders", event("newer")).when(exists));
            assertThat(ids(orders.read())).containsExactly("new", "newer");
        }
        if (!lacks(Capability.COMPACTION) && !lacks(Capability.PROMPT_RETENTION)) {
            EventStream prices = hub().create(
                            "prices", StreamSettings.defaults().guarded(true).compacted());
            publish(
                    prices,
                    List.of(
                            event("1").subject("k").json("1"),
                            event("2").subject("k").json("2")));
            hub().compact();
            append(Append.to("prices", event("3").subject("l"))
                    .when(Condition.none("prices", Filter.parse("id = '1'"))));
            assertThat(ids(prices.read())).containsExactly("2", "3");
        }
    }

    @Test
    void conditionsHoldOfWhatWasThereBeforeTheHubWasOpened() throws Exception {
        if (refused()) {
            return;
        }
        EventStream orders = guarded("orders", 1);
        List<NewEvent> published = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            published.add(event("e-" + i).subject("s-" + i % 30));
        }
        List<Position> told = new ArrayList<>(publish(orders, published));
        if (lacks(Capability.PERSISTENT)) {
            assertThat(closeAndReopen().streams()).isEmpty();
            return;
        }
        for (int i = 0; i < 4; i++) {
            Hub again = i % 2 == 0 ? crashAndReopen() : closeAndReopen();
            Position last = told.get(270 + i);
            Filter subject = Filter.subject("s-" + i);
            Condition earlier = Condition.noneSince("orders", subject, Cursor.at(told.get(i)));
            Append append = Append.to("orders", event("n-" + i).subject("s-" + i));
            assertThatThrownBy(() ->
                            owning(() -> again.append(append.when(earlier)).await(patience)))
                    .isInstanceOf(LeatException.Conflict.class);
            told.add(again.append(append.when(Condition.noneSince("orders", subject, Cursor.at(last))))
                    .await(patience)
                    .positions()
                    .get(0));
        }
        assertThat(hub().stream("orders").read().count()).isEqualTo(304);
    }
}
