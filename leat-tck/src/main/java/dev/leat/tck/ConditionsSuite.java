package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capability;
import dev.leat.core.Condition;
import dev.leat.core.EventStream;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.filter.Filter;

/** What suites about conditions share. */
public abstract class ConditionsSuite extends EngineSuite {

    /** Without conditions an append that has one is refused, whatever it says. */
    final boolean refused() {
        boolean refused = lacks(Capability.CONDITIONS_IN_PARTITION);
        if (refused) {
            EventStream orders = guarded("refusing", 1);
            Append append = Append.to("refusing", event("a")).when(Condition.none("refusing", Filter.all()));
            assertUnsupported(
                    Capability.CONDITIONS_IN_PARTITION,
                    () -> hub().append(append).await(patience));
            assertThat(orders.read().list()).isEmpty();
        }
        return refused;
    }

    /** Where conditions may be on any stream. */
    final boolean refusedAnywhere() {
        if (refused()) {
            return true;
        }
        boolean refused = lacks(Capability.CONDITIONS_ANYWHERE);
        if (refused) {
            guarded("refusing", 1);
            guarded("other", 1);
            Append append = Append.to("refusing", event("a")).when(Condition.none("other", Filter.all()));
            assertUnsupported(
                    Capability.CONDITIONS_ANYWHERE, () -> hub().append(append).await(patience));
            assertThat(hub().stream("refusing").read().list()).isEmpty();
        }
        return refused;
    }

    final Appended append(Append append) {
        return hub().append(append).await(patience);
    }

    /** Asserts that a condition does not hold, for want of an event among all there are up to this one. */
    final void assertMissed(Append append, Condition broken, EventStream stream, Position last) {
        assertThatThrownBy(() -> append(append)).isInstanceOfSatisfying(LeatException.Conflict.class, thrown -> {
            assertThat(thrown.condition()).isEqualTo(broken);
            // behind the last one there may be offsets that no event has
            long end = Math.max(last.offset(), next(stream).offset() - 1);
            assertThat(thrown.at()).isBetween(last, new Position(0, end));
        });
    }

    final LeatException.Conflict assertConflict(Append append, Condition broken, Position at) {
        LeatException.Conflict[] conflict = new LeatException.Conflict[1];
        assertThatThrownBy(() -> append(append)).isInstanceOfSatisfying(LeatException.Conflict.class, thrown -> {
            assertThat(thrown.condition()).isEqualTo(broken);
            assertThat(thrown.at()).isEqualTo(at);
            conflict[0] = thrown;
        });
        return conflict[0];
    }

    final void assertRefused(Append append, Class<? extends LeatException> type, String... words) {
        assertThatThrownBy(() -> append(append)).isInstanceOf(type).hasMessageContainingAll(words);
    }
}
