package dev.leat.kafka.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What publishers were told of their appends, and whether what is read agrees. Ids are {@code publisher-number}; a publisher
 * numbers its events in their order. Thread-safe.
 */
final class Published {

    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> acknowledged = new ConcurrentHashMap<>();

    /**
     * What became of one append.
     *
     * @param failure null: it was acknowledged
     */
    private record Outcome(
            List<String> ids,
            List<Position> positions,
            @Nullable Throwable failure) {}

    void acknowledged(List<String> ids, List<Position> positions) {
        outcomes.add(new Outcome(ids, positions, null));
        acknowledged
                .computeIfAbsent(publisher(ids.get(0)), any -> new AtomicInteger())
                .incrementAndGet();
    }

    void failed(List<String> ids, Throwable failure) {
        outcomes.add(new Outcome(ids, List.of(), failure));
    }

    private static String publisher(String id) {
        return id.substring(0, id.indexOf('-'));
    }

    /** By publisher, how many of its appends were acknowledged. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        acknowledged.forEach((publisher, count) -> counts.put(publisher, count.get()));
        return counts;
    }

    @Override
    public String toString() {
        Map<String, Integer> failures = new HashMap<>();
        outcomes.stream()
                .map(Outcome::failure)
                .filter(failure -> failure != null)
                .forEach(failure -> failures.merge(failure.getClass().getSimpleName(), 1, Integer::sum));
        return outcomes.size() + " appends, failed: " + failures;
    }

    /** What was acknowledged is there, where it was told to be; all is there once, in order of its key, and whole or not at all. */
    void check(Iterable<Event> read, String where) {
        Map<String, Position> found = new HashMap<>();
        Map<String, Integer> last = new HashMap<>();
        for (Event event : read) {
            String id = event.getId();
            assertThat(found.put(id, event.position()))
                    .as("%s: %s once more, at %s", where, id, event.position())
                    .isNull();
            int number = Integer.parseInt(id.substring(id.indexOf('-') + 1));
            String ordered = publisher(id) + " " + event.getSubject();
            Integer before = last.put(ordered, number);
            assertThat(before == null || before < number)
                    .as("%s: %s at %s stands behind number %s", where, id, event.position(), before)
                    .isTrue();
        }
        outcomes.forEach(outcome -> check(outcome, found, where));
        outcomes.forEach(outcome -> outcome.ids.forEach(found::remove));
        assertThat(found).as("%s: published by nobody", where).isEmpty();
    }

    private static void check(Outcome outcome, Map<String, Position> found, String where) {
        List<Position> there =
                outcome.ids.stream().map(found::get).filter(at -> at != null).toList();
        if (outcome.failure == null) {
            assertThat(there).as("%s: %s", where, outcome).isEqualTo(outcome.positions);
        } else if (outcome.failure instanceof LeatException.InDoubt) {
            assertThat(there.size()).as("%s: %s", where, outcome).isIn(0, outcome.ids.size());
        } else {
            assertThat(outcome.failure)
                    .as("%s: %s", where, outcome)
                    .isInstanceOfAny(LeatException.Unavailable.class, LeatException.Overloaded.class);
            assertThat(there).as("%s: %s", where, outcome).isEmpty();
        }
    }
}
