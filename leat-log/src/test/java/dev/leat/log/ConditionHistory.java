package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Condition;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.engine.Engine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Judges conditional appends by the log that they left: what was recorded had its conditions fulfilled by all that stands
 * before it in global order, and what was refused names an event that is there and breaks the condition.
 */
final class ConditionHistory {

    private final ConcurrentLinkedQueue<Attempt> attempts = new ConcurrentLinkedQueue<>();

    private static final class Attempt {
        private final Append append;
        private final long started = System.nanoTime();
        private volatile long answeredAt = Long.MAX_VALUE;
        private volatile Appended answer;
        private volatile LeatException refusal;
        private boolean checked;

        private Attempt(Append append) {
            this.append = append;
        }

        @Override
        public String toString() {
            return append + ", answered " + (answer != null ? answer : refusal);
        }
    }

    CompletableFuture<Appended> append(Engine engine, Append append, Durability level) {
        Attempt attempt = new Attempt(append);
        attempts.add(attempt);
        return engine.append(append, level).whenComplete((answer, error) -> {
            attempt.answer = answer;
            attempt.refusal = error == null ? null : (LeatException) error;
            attempt.answeredAt = System.nanoTime();
        });
    }

    long refused() {
        return attempts.stream()
                .filter(attempt -> attempt.refusal instanceof LeatException.Conflict)
                .count();
    }

    /**
     * Checks what was answered since the last check.
     *
     * @param power whether the power failed since then, so that what a refusal was for may be lost
     */
    void check(Engine engine, boolean power) {
        List<Event> log = Logs.read(engine, Engine.ALL_STREAMS, Engine.ALL_PARTITIONS, 0).stream()
                .map(Logs.Numbered::event)
                .toList();
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < log.size(); i++) {
            places.put(log.get(i).getId(), i);
        }
        Map<String, Attempt> byId = new HashMap<>();
        attempts.forEach(attempt -> ids(attempt).forEach(id -> byId.put(id, attempt)));
        for (Attempt attempt : attempts) {
            Integer place = ids(attempt)
                    .map(places::get)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            boolean stored = place != null;
            if (!attempt.checked && stored) {
                assertThat(attempt.refusal instanceof LeatException.Conflict)
                        .as("%s", attempt)
                        .isFalse();
                attempt.append.conditions().forEach(condition -> held(condition, log.subList(0, place), attempt));
            } else if (!attempt.checked && attempt.refusal instanceof LeatException.Conflict conflict) {
                broken(conflict, log, byId, power, attempt);
            }
            attempt.checked = true;
        }
    }

    private static Stream<String> ids(Attempt attempt) {
        return attempt.append.entries().stream()
                .flatMap(entry -> entry.events().stream().map(event -> event.getId()));
    }

    private static void held(Condition condition, List<Event> before, Attempt attempt) {
        List<Event> matching =
                before.stream().filter(event -> matches(condition, event)).toList();
        if (condition instanceof Condition.NoneSince none) {
            assertThat(matching)
                    .as("what breaks %s of %s", condition, attempt)
                    .allMatch(event -> none.cursor().covers(event.position()));
        } else {
            assertThat(matching).as("for %s of %s", condition, attempt).isNotEmpty();
        }
    }

    private static boolean matches(Condition condition, Event event) {
        return event.stream().equals(condition.stream()) && condition.filter().test(event);
    }

    private static void broken(
            LeatException.Conflict conflict,
            List<Event> log,
            Map<String, Attempt> byId,
            boolean power,
            Attempt attempt) {
        Condition condition = conflict.condition();
        assertThat(attempt.append.conditions()).contains(condition);
        List<Event> matching =
                log.stream().filter(event -> matches(condition, event)).toList();
        if (condition instanceof Condition.NoneSince none) {
            if (!power && !none.cursor().covers(conflict.at())) {
                assertThat(matching)
                        .as("what refuses %s", attempt)
                        .anyMatch(event -> event.position().equals(conflict.at()));
            }
        } else {
            assertThat(matching)
                    .as("what was known to be there before %s", attempt)
                    .noneMatch(event -> byId.get(event.getId()).answeredAt < attempt.started);
        }
    }
}
