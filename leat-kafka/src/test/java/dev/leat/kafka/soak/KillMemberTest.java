package dev.leat.kafka.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import dev.leat.core.Subscription;
import dev.leat.kafka.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A process that shares subscriptions with this one is killed, as {@code kill -9} does, while it handles what this one
 * publishes. What was handled is put together over all processes.
 */
class KillMemberTest {

    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Soak soak = new Soak();
    private final Published published = new Published();
    private final Map<String, Handled> handled = Map.of(
            Member.ONE, new Handled(Member.ONE),
            Member.MANY, new Handled(Member.MANY),
            Member.COPYING, new Handled(Member.COPYING));

    /** Where this process was last, in each partition, since the child was killed. */
    private final Map<String, Set<Integer>> since = new ConcurrentHashMap<>();

    @Test
    @Timeout(3600)
    void handlesEachEventInOrderOfItsKeyAndCopiesItOnceWhileMembersAreKilled() throws Exception {
        String uri = "kafka://" + TestBroker.bootstrap() + "?prefix=" + soak.prefix + Soak.SESSIONS
                + "&transaction.timeout.ms=3000";
        try (Hub hub = Hub.open(uri, Member.OPTIONS)) {
            hub.create("orders", StreamSettings.defaults().partitions(PARTITIONS));
            hub.create(Member.COPIES, StreamSettings.defaults().partitions(PARTITIONS));
            List<Subscription> open = Member.subscribe(hub, this::handles);
            try (Publisher publisher = publisher(hub)) {
                assertThat(publisher).isNotNull();
                while (soak.next()) {
                    killOne(uri, hub);
                }
            }
            for (Subscription subscription : open) {
                subscription.caughtUp().await(PATIENCE);
                assertThat(subscription.info().lag()).isZero();
            }
            List<Event> orders = hub.stream("orders").read().list();
            published.check(orders, soak.toString());
            handled.values().forEach(each -> each.check(orders, soak.toString()));
            System.out.println(soak + ": " + handled.values());
            checkCopies(orders, hub.stream(Member.COPIES).read());
            open.forEach(Subscription::delete);
            hub.stream("orders").delete();
            hub.stream(Member.COPIES).delete();
        }
    }

    private Publisher publisher(Hub hub) {
        return new Publisher("p", hub, "orders", 1, new Random(soak.random.nextLong()), published);
    }

    private void handles(String subscription, Event event) {
        handled.get(subscription).add(event.position());
        since.computeIfAbsent(subscription, any -> ConcurrentHashMap.newKeySet())
                .add(event.position().partition());
    }

    /** Starts a child, and kills it when it has handled some of each subscription; others have its partitions then, or at last. */
    private void killOne(String uri, Hub hub) throws InterruptedException {
        Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
        try (Child child = Child.start(
                Member.class,
                words -> {
                    handled.get(words.get(0)).add(Position.parse(words.get(1)));
                    counts.computeIfAbsent(words.get(0), any -> new AtomicInteger())
                            .incrementAndGet();
                },
                uri)) {
            int enough = 50 + soak.random.nextInt(250);
            soak.await(
                    "the child handles events of each subscription",
                    () -> counts.size() == handled.size()
                            && counts.values().stream().allMatch(count -> count.get() >= enough),
                    child);
            child.kill();
        }
        handled.values().forEach(Handled::killed);
        since.clear();
        if (soak.round() % 2 == 0) {
            soak.await(
                    "the others go on everywhere",
                    () -> since + ", " + hub.subscriptions(),
                    () -> since.size() == handled.size()
                            && since.values().stream().allMatch(partitions -> partitions.size() == PARTITIONS));
        }
    }

    /** There is one copy of each, and of each key in order. */
    private void checkCopies(List<Event> orders, Iterable<Event> copies) {
        Set<Position> missing = new HashSet<>();
        orders.forEach(order -> missing.add(order.position()));
        Map<String, Position> last = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (Event copy : copies) {
            Position origin = Position.parse(String.valueOf(copy.getExtension(Member.ORIGIN)));
            Position before = last.put(String.valueOf(copy.getSubject()), origin);
            if (!missing.remove(origin)) {
                wrong.add(origin + " once more, at " + copy.position());
            }
            if (before != null && before.compareTo(origin) > 0) {
                wrong.add(origin + " behind " + before + ", at " + copy.position());
            }
        }
        assertThat(wrong).as("%s: copies", soak).isEmpty();
        assertThat(missing).as("%s: not copied", soak).isEmpty();
    }
}
