package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Capability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.Pending;
import dev.leat.core.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Several publishers and readers at once: orders hold, nothing is lost, nothing comes twice, atoms are whole. */
public abstract class ConcurrencyContract extends EngineSuite {

    private static final int PUBLISHERS = 4;
    private static final int EVENTS = 500;

    static <T> CompletableFuture<T> start(Callable<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                done.complete(task.call());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private List<Position> publishAll(EventStream stream, String publisher) {
        List<Pending<Position>> pending = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            pending.add(stream.publish(event(publisher + "-" + i).subject(publisher)));
        }
        return pending.stream().map(each -> each.await(patience)).toList();
    }

    private static Map<Integer, List<String>> byPartition(EventStream stream) {
        Map<Integer, List<String>> partitions = new HashMap<>();
        for (Event event : stream.read()) {
            partitions
                    .computeIfAbsent(event.position().partition(), number -> new ArrayList<>())
                    .add(event.position() + " " + event.getId());
        }
        return partitions;
    }

    /** Reads until everything has come; each reading must continue the one before it. */
    private int readAgainAndAgain(EventStream stream) {
        Map<Integer, List<String>> before = new HashMap<>();
        int readings = 0;
        long deadline = System.nanoTime() + patience.toNanos();
        while (before.values().stream().mapToInt(List::size).sum() < PUBLISHERS * EVENTS) {
            Map<Integer, List<String>> now = byPartition(stream);
            before.forEach((partition, ids) ->
                    assertThat(now.getOrDefault(partition, List.of())).startsWith(ids.toArray(new String[0])));
            before = now;
            readings++;
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        return readings;
    }

    @Test
    void eachPublishersOrderHoldsWhileReadersSeeOneHistory() throws Exception {
        EventStream orders = stream("orders", 3);
        CompletableFuture<Integer> reader = start(() -> readAgainAndAgain(orders));
        List<CompletableFuture<List<Position>>> publishers = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            String name = "p" + i;
            publishers.add(start(() -> publishAll(orders, name)));
        }
        List<Position> told = new ArrayList<>();
        for (CompletableFuture<List<Position>> publisher : publishers) {
            told.addAll(soon(publisher));
        }
        assertThat(soon(reader)).isPositive();
        List<Event> all = orders.read().list();
        assertThat(positions(all)).containsExactlyInAnyOrderElementsOf(told).doesNotHaveDuplicates();
        for (int i = 0; i < PUBLISHERS; i++) {
            String name = "p" + i;
            assertThat(ids(all).stream().filter(id -> id.startsWith(name + "-")))
                    .isEqualTo(ids(events(name, 0, EVENTS)));
        }
    }

    @Test
    void aFollowerMissesNothingAndGetsNothingTwice() throws Exception {
        EventStream orders = stream("orders", 2);
        Follower follower = follow(orders.read());
        List<CompletableFuture<List<Position>>> publishers = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            String name = "p" + i;
            publishers.add(start(() -> publishAll(orders, name)));
        }
        List<Position> told = new ArrayList<>();
        for (CompletableFuture<List<Position>> publisher : publishers) {
            told.addAll(soon(publisher));
        }
        assertThat(positions(follower.take(PUBLISHERS * EVENTS))).containsExactlyInAnyOrderElementsOf(told);
    }

    @Test
    void aReaderOfAllStreamsSeesAtomsWhole() throws Exception {
        Hub hub = hub();
        stream("left", 1);
        stream("right", 2);
        if (lacks(Capability.GLOBAL_ORDER) || lacks(Capability.ATOMIC_ACROSS_STREAMS)) {
            hub.stream("left").publish(event("e")).await(patience);
            assertThat(hub.stream("left").read().count()).isEqualTo(1);
            return;
        }
        CompletableFuture<Integer> writer = start(() -> {
            List<Pending<?>> pending = new ArrayList<>();
            for (int i = 0; i < EVENTS; i++) {
                pending.add(hub.append(Append.to("left", event("e-" + i)).and("right", event("e-" + i))));
            }
            pending.forEach(each -> each.await(patience));
            return EVENTS;
        });
        int seen = 0;
        long deadline = System.nanoTime() + patience.toNanos();
        while (seen < EVENTS * 2) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            List<Event> all = hub.readAll().list();
            Map<String, Integer> halves = new HashMap<>();
            all.forEach(event -> halves.merge(event.getId(), 1, Integer::sum));
            assertThat(halves.values()).allMatch(count -> count == 2);
            seen = all.size();
        }
        assertThat(soon(writer)).isEqualTo(EVENTS);
    }

    @Test
    void streamsMayBeMadeAndDeletedMeanwhile() throws Exception {
        Hub hub = hub();
        stream("kept", 1);
        CompletableFuture<List<Position>> publisher = start(() -> publishAll(hub.stream("kept"), "p"));
        for (int i = 0; i < rounds(20); i++) {
            EventStream passing = stream("passing", 1 + i % 3);
            publish(passing, events("e", 0, 3));
            assertThat(passing.read().count()).isEqualTo(3);
            passing.delete();
        }
        assertThat(soon(publisher)).hasSize(EVENTS);
        assertThat(ids(hub.stream("kept").read())).isEqualTo(ids(events("p", 0, EVENTS)));
        assertThat(hub.streams()).hasSize(1);
    }
}
