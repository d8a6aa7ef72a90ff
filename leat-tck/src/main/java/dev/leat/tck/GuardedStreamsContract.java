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
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Where conditions and duplicates can be asked for: of guarded streams of several partitions, of others, and by two processes.
 */
public abstract class GuardedStreamsContract extends ConditionsSuite {

    @Test
    void aConditionMayNameTheKeyThatTheAppendGoesBy() {
        if (refused()) {
            return;
        }
        EventStream orders = guarded("orders", 5);
        List<Position> told = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String subject = "s-" + i;
            Condition isNew = Condition.none("orders", Filter.subject(subject));
            Append append =
                    Append.to("orders", event("e-" + i).subject(subject)).when(isNew);
            told.add(append(append).positions().get(0));
            assertConflict(append, isNew, told.get(i));
        }
        for (int i = 0; i < 20; i++) {
            Condition same = Condition.noneSince("orders", Filter.subject("s-" + i), Cursor.at(told.get(i)));
            append(Append.to("orders", event("n-" + i).subject("s-" + i)).when(same));
        }
        assertThat(orders.read().count()).isEqualTo(40);
    }

    @Test
    void aConditionMayBeOnOtherPartitionsWhereThatCanBeAsked() {
        if (refused()) {
            return;
        }
        EventStream orders = guarded("orders", 2);
        // of two partitions, these subjects go to different ones
        List<Position> told = publish(orders, List.of(event("0").subject("21")));
        publish(orders, List.of(event("1").subject("abc")));
        Append append = Append.to("orders", event("2").subject("abc"));
        for (Condition condition : List.of(
                Condition.none("orders", Filter.subject("21")), Condition.none("orders", Filter.parse("id = '0'")))) {
            if (lacks(Capability.CONDITIONS_ANYWHERE)) {
                assertUnsupported(Capability.CONDITIONS_ANYWHERE, () -> append(append.when(condition)));
            } else {
                assertConflict(append.when(condition), condition, told.get(0));
            }
        }
        assertThat(orders.read().count()).isEqualTo(2);
    }

    @Test
    void whereStreamsNeedAGuardForThemConditionsAreRefusedOnOthers() {
        if (refused()) {
            return;
        }
        EventStream plain = stream("plain", 1);
        Append append = Append.to("plain", event("a")).when(Condition.none("plain", Filter.all()));
        if (lacks(Capability.CONDITIONS_UNGUARDED)) {
            assertUnsupported(Capability.CONDITIONS_UNGUARDED, () -> append(append));
            assertThat(plain.read().list()).isEmpty();
        } else {
            append(append);
            assertThat(ids(plain.read())).containsExactly("a");
        }
    }

    @Test
    void ofTwoProcessesOneAtMostBreaksNoCondition() throws Exception {
        if (refused()) {
            return;
        }
        EventStream orders = guarded("orders", 1);
        if (lacks(Capability.SHARED_GROUPS)) {
            append(Append.to("orders", event("a").subject("s")).when(Condition.none("orders", Filter.subject("s"))));
            assertThat(ids(orders.read())).containsExactly("a");
            return; // one process has it, as GroupsContract asserts
        }
        Hub other = peer().hub();
        Condition isNew = Condition.none("orders", Filter.subject("s"));
        Append append = Append.to("orders", event("a").subject("s")).when(isNew);
        append(append);
        assertThatThrownBy(() -> other.append(append).await(patience))
                .isInstanceOfAny(
                        lacks(Capability.CONDITIONS_UNGUARDED)
                                ? LeatException.Fenced.class
                                : LeatException.Conflict.class);
        hub().close();
        assertThatThrownBy(() -> owning(() -> other.append(append).await(patience)))
                .isInstanceOf(LeatException.Conflict.class);
        assertThat(ids(other.stream("orders").read())).containsExactly("a");
    }

    @Test
    void whereStreamsNeedAGuardForThemDuplicatesAreNotKnownOnOthers() {
        StreamSettings unguarded = StreamSettings.defaults().dedupe(Duration.ofHours(1));
        if (lacks(Capability.DEDUPE)) {
            assertUnsupported(Capability.DEDUPE, () -> hub().create("orders", unguarded));
            return;
        }
        if (lacks(Capability.CONDITIONS_UNGUARDED)) {
            assertUnsupported(Capability.CONDITIONS_UNGUARDED, () -> hub().create("orders", unguarded));
            EventStream plain = stream("plain", 1);
            assertUnsupported(Capability.CONDITIONS_UNGUARDED, () -> plain.alter(unguarded));
            assertThat(plain.info().settings()).isEqualTo(StreamSettings.defaults());
            assertThat(hub().streams()).hasSize(1);
            return;
        }
        EventStream orders = hub().create("orders", unguarded);
        assertThat(publish(orders, events("e", 0, 3))).isEqualTo(publish(orders, events("e", 0, 3)));
        assertThat(orders.read().count()).isEqualTo(3);
    }
}
