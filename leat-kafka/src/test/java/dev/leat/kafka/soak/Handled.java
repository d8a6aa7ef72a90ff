package dev.leat.kafka.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Event;
import dev.leat.core.Position;
import dev.leat.core.Subscribing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the members of one subscription handled, in order, in all processes; and whether that is what there was. Thread-safe. */
final class Handled {

    private final String subscription;
    private final List<Handling> handlings = new ArrayList<>();
    private int kills;

    /** What the last check found to be handled again: by kills and partition. */
    private final Map<String, Integer> again = new TreeMap<>();

    /** @param kills how many members had been killed before */
    private record Handling(Position position, int kills) {}

    Handled(String subscription) {
        this.subscription = subscription;
    }

    synchronized void add(Position position) {
        handlings.add(new Handling(position, kills));
    }

    synchronized void killed() {
        kills++;
    }

    /** Every event was handled, of each key in order at first, and not too many again after a kill. */
    synchronized void check(Iterable<Event> published, String where) {
        Map<Position, String> keys = new HashMap<>();
        Map<String, List<Position>> wanted = new HashMap<>();
        for (Event event : published) {
            String key = String.valueOf(event.getSubject());
            keys.put(event.position(), key);
            wanted.computeIfAbsent(key, any -> new ArrayList<>()).add(event.position());
        }
        Map<String, Integer> reached = new HashMap<>();
        again.clear();
        for (Handling each : handlings) {
            String what = where + ", '" + subscription + "': " + each;
            String key = keys.get(each.position);
            assertThat(key).as("%s was never published", what).isNotNull();
            int next = reached.getOrDefault(key, 0);
            List<Position> all = wanted.get(key);
            if (next < all.size() && all.get(next).equals(each.position)) {
                reached.put(key, next + 1);
            } else {
                assertThat(next > 0 && all.get(next - 1).compareTo(each.position) >= 0)
                        .as("%s of %s passes over %s", what, key, next < all.size() ? all.get(next) : "nothing")
                        .isTrue();
                again.merge(each.kills + " kills, partition " + each.position.partition(), 1, Integer::sum);
            }
        }
        wanted.forEach((key, all) -> assertThat(reached.getOrDefault(key, 0))
                .as("%s, '%s': all of %s", where, subscription, key)
                .isEqualTo(all.size()));
        assertThat(again.values())
                .as("%s, '%s': again %s", where, subscription, again)
                .allMatch(count -> count <= Subscribing.MOST_IN_PROGRESS);
    }

    @Override
    public synchronized String toString() {
        return "'" + subscription + "' handled " + handlings.size() + ", again: " + again;
    }
}
