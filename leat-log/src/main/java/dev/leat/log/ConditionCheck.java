package dev.leat.log;

import dev.leat.core.Condition;
import dev.leat.core.filter.Conjunct;
import dev.leat.core.filter.Filter;
import org.jspecify.annotations.Nullable;

/** A condition that held when it was looked at, and up to where that was. */
final class ConditionCheck {

    final Condition condition;

    /** Null: there was no such stream. */
    final @Nullable StreamState stream;

    /** The subject that all events have which the condition is about; null if it does not name one. */
    final @Nullable String subject;

    /** Per partition, the offset up to which events have been looked at. */
    final long[] next;

    /** All events of the stream below this global sequence have been looked at. */
    final long upTo;

    ConditionCheck(Condition condition, @Nullable StreamState stream, long[] next, long upTo) {
        this.condition = condition;
        this.stream = stream;
        this.subject = subject(condition.filter());
        this.next = next;
        this.upTo = upTo;
    }

    /** Whether events recorded later can break it; that one exists cannot be undone by others. */
    boolean canBeBroken() {
        return condition instanceof Condition.NoneSince;
    }

    /** The subject that all events have which pass a filter; null if it does not name one. */
    static @Nullable String subject(Filter filter) {
        for (Conjunct conjunct : filter.conjuncts()) {
            if (conjunct.attributes().size() == 1
                    && conjunct.attributes().first().equals("subject")
                    && conjunct.equalTo().isPresent()) {
                return conjunct.equalTo().get();
            }
        }
        return null;
    }
}
