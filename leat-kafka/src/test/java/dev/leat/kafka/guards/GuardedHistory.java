package dev.leat.kafka.guards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.filter.Filter;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What appenders tried on condition that a subject is unchanged, and whether what was recorded agrees: what was acknowledged
 * stands where it was told, once; nothing else is there but what is in doubt; no condition was broken; what was refused was
 * refused rightly. Thread-safe.
 */
final class GuardedHistory {

    private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
    private final int subjects;

    /**
     * One append.
     *
     * @param seen the offset up to which its appender knew the subject
     * @param placed where it was recorded; null: it was not, as far as is known
     * @param failure null: it was recorded
     */
    record Attempt(
            String id,
            String subject,
            long seen,
            @Nullable Position placed,
            @Nullable LeatException failure) {}

    GuardedHistory(int subjects) {
        this.subjects = subjects;
    }

    /**
     * Appends, each time on condition that the subject is as it was told last, until it is enough.
     *
     * @param append waits for the answer
     * @param more whether to go on, by the number of events recorded
     */
    void run(String name, Random random, Function<Append, Position> append, IntPredicate more) {
        Map<String, Position> known = new HashMap<>();
        int recorded = 0;
        for (int i = 0; more.test(recorded); i++) {
            String id = name + "-" + i;
            String subject = "s-" + random.nextInt(subjects);
            Position last = known.get(subject);
            Cursor cursor = last == null ? Cursor.NOTHING : Cursor.at(last);
            Append next = Append.to(
                            "accounts", Event.of("happened", "/test").id(id).subject(subject))
                    .when(Condition.noneSince("accounts", Filter.subject(subject), cursor));
            long seen = last == null ? -1 : last.offset();
            try {
                Position placed = append.apply(next);
                attempts.add(new Attempt(id, subject, seen, placed, null));
                known.put(subject, placed);
                recorded++;
            } catch (LeatException e) {
                attempts.add(new Attempt(id, subject, seen, null, e));
                if (e instanceof LeatException.Conflict conflict) {
                    known.merge(subject, conflict.at(), (a, b) -> a.compareTo(b) > 0 ? a : b);
                } else if (e instanceof LeatException.Closed) {
                    return;
                }
            }
        }
    }

    long recorded() {
        return attempts.stream().filter(attempt -> attempt.placed != null).count();
    }

    void check(Iterable<GuardedEvent> recorded, String with) {
        Map<Position, GuardedEvent> history = new HashMap<>();
        Map<Object, Position> byId = new HashMap<>();
        for (GuardedEvent event : recorded) {
            history.put(event.position(), event);
            assertThat(byId.put(event.attribute("id"), event.position()))
                    .as("%s: recorded twice: %s", with, event)
                    .isNull();
        }
        for (Attempt attempt : attempts) {
            Position at = byId.get(attempt.id);
            if (attempt.placed != null) {
                assertThat(at).as("%s: %s", with, attempt).isEqualTo(attempt.placed);
            } else if (!(attempt.failure instanceof LeatException.InDoubt)) {
                assertThat(at).as("%s: not to be recorded: %s", with, attempt).isNull();
            }
            if (at != null) {
                assertThat(history.values())
                        .as("%s: broke its condition: %s", with, attempt)
                        .noneMatch(event -> event.position().partition() == at.partition()
                                && attempt.subject.equals(event.attribute("subject"))
                                && event.offset() > attempt.seen
                                && event.offset() < at.offset());
            }
            if (attempt.failure instanceof LeatException.Conflict conflict) {
                GuardedEvent breaking = history.get(conflict.at());
                assertThat(breaking != null
                                && attempt.subject.equals(breaking.attribute("subject"))
                                && breaking.offset() > attempt.seen)
                        .as("%s: refused wrongly: %s", with, attempt)
                        .isTrue();
            }
        }
    }
}
