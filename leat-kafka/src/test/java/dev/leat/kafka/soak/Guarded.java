package dev.leat.kafka.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Event;
import dev.leat.core.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Appender}s told, and whether what is read agrees: what was acknowledged stands where it was told, nothing stands
 * twice, what was refused is not there, and was refused rightly, and no condition was broken. Thread-safe.
 */
final class Guarded {

    private final Map<String, Try> tries = new HashMap<>();
    private final Map<String, Set<Position>> recorded = new HashMap<>();
    private final Map<String, Position> conflicts = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>();

    /**
     * An append on the condition that there is nothing of the subject but what the appender has seen.
     *
     * @param seen the last offset that it has seen of the subject; -1: none
     */
    private record Try(String id, String subject, long seen) {}

    /** Takes down what an appender told. */
    synchronized void add(List<String> words) {
        String id = words.get(1);
        switch (words.get(0)) {
            case Appender.TRIES -> tries.put(id, new Try(id, words.get(2), Long.parseLong(words.get(3))));
            case Appender.RECORDED ->
                recorded.computeIfAbsent(id, any -> new TreeSet<>()).add(Position.parse(words.get(2)));
            case Appender.CONFLICT -> conflicts.put(id, Position.parse(words.get(2)));
            case Appender.REFUSED -> refused.put(id, words.get(2));
            default -> throw new IllegalArgumentException("unknown: " + words);
        }
    }

    synchronized void check(Iterable<Event> read, String where) {
        Map<String, Position> found = new HashMap<>();
        Map<String, List<Position>> subjects = new HashMap<>();
        for (Event event : read) {
            assertThat(found.put(event.getId(), event.position()))
                    .as("%s: %s once more, at %s", where, event.getId(), event.position())
                    .isNull();
            subjects.computeIfAbsent(String.valueOf(event.getSubject()), any -> new ArrayList<>())
                    .add(event.position());
        }
        recorded.forEach((id, told) ->
                assertThat(told).as("%s: %s was told to be there", where, id).containsOnly(found.get(id)));
        refused.keySet()
                .forEach(id -> assertThat(id.startsWith("same-") ? null : found.get(id))
                        .as("%s: %s was refused: %s", where, id, refused.get(id))
                        .isNull());
        tries.values().forEach(each -> checkCondition(each, found.get(each.id), subjects, where));
        conflicts.forEach((id, at) -> {
            Try refused = tries.get(id);
            assertThat(found.get(id))
                    .as("%s: %s conflicts, with %s", where, refused, at)
                    .isNull();
            assertThat(subjects.getOrDefault(refused.subject, List.of()))
                    .as("%s: %s conflicts with what is not there", where, refused)
                    .contains(at);
            assertThat(at.offset())
                    .as("%s: %s conflicts with what it has seen", where, refused)
                    .isGreaterThan(refused.seen);
        });
    }

    /** What was recorded follows what its appender had seen. */
    private static void checkCondition(
            Try each, @Nullable Position at, Map<String, List<Position>> subjects, String where) {
        if (at == null) {
            return;
        }
        List<Position> all = subjects.getOrDefault(each.subject, List.of());
        int index = all.indexOf(at);
        long before = index == 0 ? -1 : all.get(index - 1).offset();
        assertThat(before)
                .as("%s: %s at %s is behind %s", where, each, at, before)
                .isEqualTo(each.seen);
    }

    @Override
    public synchronized String toString() {
        return recorded.size() + " told to be recorded, " + conflicts.size() + " conflicts, " + refused.size()
                + " refused otherwise";
    }
}
