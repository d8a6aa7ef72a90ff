package dev.leat.kafka.guards;

import dev.leat.core.Condition;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether conditions hold of what is kept of the partition that they are about, and of what is drafted for it.
 *
 * <p>Mostly by what is in memory: where each subject was last, and the newest events. A filter that is about more than a
 * subject or key, and about what is older than these, has the partition read.
 */
final class Conditions {

    private Conditions() {}

    /** The error of a condition that does not hold, once all is recorded that was drafted before; null if it holds. */
    static @Nullable Supplier<LeatException> broken(Condition condition, Draft draft) {
        return condition instanceof Condition.NoneSince none ? broken(none, draft) : missing(condition, draft);
    }

    private static @Nullable Supplier<LeatException> broken(Condition.NoneSince none, Draft draft) {
        int number = draft.partition.partition();
        Long seen = none.cursor().seen().get(number);
        if (seen != null && !draft.reaches(seen)) {
            long next = draft.next();
            Position last = new Position(number, Math.max(0, next - 1));
            return () -> new LeatException.Conflict(
                    none + ": not so, " + number + ":" + seen + " is not in the stream, whose next event becomes "
                            + number + ":" + next,
                    none,
                    last);
        }
        GuardedEvent event = draft.find(none.cursor().next(number), Pin.of(none.filter()), none.filter()::test);
        return event == null
                ? null
                : () -> new LeatException.Conflict(
                        none + ": not so, " + event.position() + " does (" + event + ")", none, event.position());
    }

    private static @Nullable Supplier<LeatException> missing(Condition condition, Draft draft) {
        if (draft.find(0, Pin.of(condition.filter()), condition.filter()::test) != null) {
            return null;
        }
        LongSupplier last = draft.last();
        return () -> {
            Position at = new Position(draft.partition.partition(), last.getAsLong());
            return new LeatException.Conflict(condition + ": not so, none does up to " + at, condition, at);
        };
    }
}
