package dev.leat.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.NewEvent;
import dev.leat.core.OnDead;
import dev.leat.core.Retry;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever members do, each task is leased to one at a time, and those of a key in order. */
class QueuesTest {

    private static final int GENERATION = 0;
    private static final Object TURN = new Object();
    private static final Lane LANE = Lane.of(null, new Tail(null, null, () -> {}, "s", 0), Filters.ALL, 0, null);

    private final Queues queues = new Queues();
    private final List<Lease> leases = new ArrayList<>();
    private final Map<Object, Deque<Task>> expected = new HashMap<>();
    private final Set<Task> waiting = new HashSet<>();
    private List<Event> events = List.of();
    private int added;

    private static Member member(int concurrency, int most) {
        Handling handling = most == 1 ? new Handling.Async(event -> null) : new Handling.Batch(most, some -> {});
        return new Member(null, null, handling, concurrency, Retry.never(), OnDead.SET_ASIDE);
    }

    /** Events of a few keys, and some without one. */
    private static List<Event> events() {
        try (Hub hub = Hub.open("memory:")) {
            var stream = hub.create("s", StreamSettings.defaults());
            for (int i = 0; i < 400; i++) {
                NewEvent event = Event.of("t", "/s").id("e-" + i);
                stream.publish(i % 6 == 0 ? event : event.key("k-" + i % 6)).await();
            }
            return stream.read().where(Filter.all()).list();
        }
    }

    private static Object key(Task task) {
        Object key = task.event.getExtension("partitionkey");
        return key == null ? task : key;
    }

    @Property(tries = 200)
    void tasksOfAKeyAreLeasedOneAfterTheOther(@ForAll long seed) {
        Random random = new Random(seed);
        events = events.isEmpty() ? events() : events;
        reset();
        queues.join(member(1 + random.nextInt(2), 1 + random.nextInt(3)));
        for (int step = 0; step < 600; step++) {
            step(random, random.nextInt(10));
        }
        while (!leases.isEmpty()
                || !waiting.isEmpty()
                || expected.values().stream().anyMatch(queue -> !queue.isEmpty())) {
            int before = left();
            List.copyOf(waiting).forEach(this::again);
            queues.members().forEach(this::lease);
            List.copyOf(leases).forEach(lease -> end(lease, lease.tasks.size(), false, random));
            assertThat(left()).as("seed %d gets on", seed).isLessThan(before);
        }
    }

    private int left() {
        return waiting.size()
                + leases.size()
                + expected.values().stream().mapToInt(Deque::size).sum();
    }

    private void reset() {
        List.copyOf(leases).forEach(lease -> queues.end(lease, lease.tasks.size(), GENERATION));
        List.copyOf(waiting).forEach(queues::again);
        queues.clear();
        List.copyOf(queues.members()).forEach(queues::leave);
        queues.regroup();
        leases.clear();
        expected.clear();
        waiting.clear();
        added = 0;
    }

    private void step(Random random, int dice) {
        List<Member> members = queues.members();
        Member one = members.get(random.nextInt(members.size()));
        if (dice < 3 && added < events.size()) {
            Task task = new Task(events.get(added++), LANE, GENERATION);
            expected.computeIfAbsent(key(task), key -> new ArrayDeque<>()).add(task);
            queues.add(task);
        } else if (dice < 6) {
            lease(one);
        } else if (dice < 8 && !leases.isEmpty()) {
            Lease lease = leases.get(random.nextInt(leases.size()));
            end(lease, random.nextInt(lease.tasks.size() + 1), random.nextBoolean(), random);
        } else if (dice == 8 && !waiting.isEmpty()) {
            again(waiting.iterator().next());
        } else if (dice == 9 && random.nextInt(5) == 0) {
            if (members.size() > 1 && random.nextBoolean()) {
                queues.leave(one);
            } else {
                queues.join(member(1 + random.nextInt(3), 1 + random.nextInt(3)));
            }
        }
    }

    private void again(Task task) {
        waiting.remove(task);
        queues.again(task);
    }

    private void lease(Member member) {
        queues.regroup();
        if (queues.isRegrouping() || member.free() <= 0) {
            return;
        }
        Lease lease = queues.lease(member, TURN);
        if (lease == null) {
            return;
        }
        leases.add(lease);
        Map<Object, Integer> ahead = new HashMap<>();
        for (Task task : lease.tasks) {
            assertThat(queues.has(lease.member)).isTrue();
            assertThat(waiting).doesNotContain(task);
            int at = ahead.merge(key(task), 1, Integer::sum) - 1;
            assertThat(List.copyOf(expected.get(key(task))).get(at))
                    .as("the next of its key")
                    .isSameAs(task);
            assertThat(leases.stream()
                            .filter(other -> other != lease)
                            .flatMap(other -> other.tasks.stream())
                            .map(QueuesTest::key))
                    .as("keys that others handle")
                    .doesNotContain(key(task));
        }
    }

    private void end(Lease lease, int done, boolean fails, Random random) {
        leases.remove(lease);
        queues.end(lease, done, GENERATION);
        for (Task task : lease.tasks.subList(0, done)) {
            assertThat(expected.get(key(task)).remove()).isSameAs(task);
        }
        if (fails && done < lease.tasks.size()) {
            Task failed = lease.tasks.get(done);
            if (random.nextBoolean()) {
                queues.waiting(failed);
                waiting.add(failed);
            } else {
                queues.settingAside(failed);
                assertThat(expected.get(key(failed)).remove()).isSameAs(failed);
                queues.setAside(failed);
            }
        }
    }
}
