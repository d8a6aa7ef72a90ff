package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Capability;
import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.NewEvent;
import dev.leat.core.Pending;
import dev.leat.core.Retry;
import dev.leat.core.Start;
import dev.leat.core.StreamSettings;
import dev.leat.core.Subscribing;
import dev.leat.core.Subscription;
import dev.leat.core.filter.Filter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Subscribers of all kinds come, fail, change, leave and crash at random while others publish: each durable one handles
 * every event that its filter passes at least once, and no event before all earlier ones of its key have been handled.
 *
 * <p>A failure names its seed. How threads take turns is not repeated.
 */
public abstract class RandomSubscribersContract extends EngineSuite {

    private static final int KEYS = 9;
    private static final Retry AT_ONCE = new Retry(Integer.MAX_VALUE, Duration.ZERO, Duration.ofMillis(2));
    private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);
    private static final List<String> FILTERS = List.of("TRUE", "size > 50", "colour = 'red'", "EXISTS rare");

    private final AtomicInteger published = new AtomicInteger();

    /** What one durable subscription has handled, over all of its lives. */
    private static final class Durable {
        final String name;
        final String filter;
        final int concurrency;
        final boolean staged;
        final Map<String, List<Event>> byKey = new LinkedHashMap<>();
        final Set<String> busy = new HashSet<>();
        final List<String> wrong = new ArrayList<>();
        final List<Subscription> members = new ArrayList<>();

        Durable(String name, Random random) {
            this.name = name;
            this.filter = FILTERS.get(random.nextInt(FILTERS.size()));
            this.concurrency = 1 + random.nextInt(4);
            this.staged = random.nextInt(3) == 0;
        }

        synchronized void begin(Event event) {
            String key = String.valueOf(event.getExtension("partitionkey"));
            if (!busy.add(key)) {
                wrong.add(event + " while another of its key is handled");
            }
        }

        synchronized void end(Event event, boolean done) {
            String key = String.valueOf(event.getExtension("partitionkey"));
            busy.remove(key);
            if (done) {
                byKey.computeIfAbsent(key, name -> new ArrayList<>()).add(event);
            }
        }

        /** Nothing of the members before counts as being handled. */
        synchronized void crashed() {
            busy.clear();
            members.clear();
        }
    }

    private static NewEvent random(int number, Random random) {
        NewEvent event = event("e-" + number)
                .key("k-" + random.nextInt(KEYS))
                .with("size", random.nextInt(100))
                .with("colour", random.nextBoolean() ? "red" : "blue");
        return random.nextInt(20) == 0 ? event.with("rare", true) : event;
    }

    private void publishSome(Random random) {
        List<Pending<?>> pending = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            pending.add(hub().stream("orders").publish(random(published.getAndIncrement(), random)));
        }
        pending.forEach(each -> each.await(patience));
    }

    private void join(Durable durable, Random random) {
        Subscribing subscribing = hub().stream("orders")
                .subscribe()
                .durable(durable.name)
                .where(durable.filter)
                .retry(AT_ONCE)
                .concurrency(durable.concurrency);
        AtomicInteger calls = new AtomicInteger(random.nextInt(20));
        if (durable.staged) {
            durable.members.add(subscribing.handleAsync(event -> {
                durable.begin(event);
                boolean fails = calls.incrementAndGet() % 23 == 0;
                Executor executor = calls.get() % 10 == 0 ? LATER : Runnable::run;
                return CompletableFuture.runAsync(() -> end(durable, event, fails), executor);
            }));
        } else {
            durable.members.add(subscribing.handle(event -> {
                durable.begin(event);
                end(durable, event, calls.incrementAndGet() % 23 == 0);
            }));
        }
    }

    private static void end(Durable durable, Event event, boolean fails) {
        durable.end(event, !fails);
        if (fails) {
            throw new IllegalStateException("now and then");
        }
    }

    private void change(Durable durable, Random random) {
        switch (random.nextInt(7)) {
            case 0, 1 -> join(durable, random);
            case 2 -> {
                if (!durable.members.isEmpty()) {
                    durable.members
                            .remove(random.nextInt(durable.members.size()))
                            .close();
                }
            }
            case 3 -> hub().subscription(durable.name).pause();
            case 4 -> hub().subscription(durable.name).resume();
            case 5 -> hub().subscription(durable.name).filter(durable.filter);
            default ->
                hub().subscription(durable.name).seek(random.nextBoolean() ? Start.earliest() : committed(durable));
        }
    }

    /** Where it stands: nothing is passed over. */
    private Start committed(Durable durable) {
        return Start.after(hub().subscription(durable.name).info().cursors().getOrDefault("orders", Cursor.NOTHING));
    }

    private void ephemeral(Random random) {
        Received received = received();
        int before = published.get();
        try (Subscription subscription = hub().stream("orders")
                .subscribe()
                .concurrency(1 + random.nextInt(3))
                .handle(received)) {
            publishSome(random);
            subscription.caughtUp().await(patience);
        }
        assertThat(received.ids()).doesNotHaveDuplicates().hasSize(published.get() - before);
    }

    /** What was handled of a key may repeat, but never passes over an event. */
    private void check(Durable durable) {
        assertThat(durable.wrong).isEmpty();
        Map<String, List<String>> expected = new HashMap<>();
        Filter filter = Filter.parse(durable.filter);
        for (Event event : hub().stream("orders").read()) {
            if (filter.test(event)) {
                expected.computeIfAbsent(String.valueOf(event.getExtension("partitionkey")), key -> new ArrayList<>())
                        .add(event.getId());
            }
        }
        assertThat(durable.byKey.keySet()).as("keys of %s", durable.name).isEqualTo(expected.keySet());
        durable.byKey.forEach((key, handled) -> {
            List<String> all = expected.getOrDefault(key, List.of());
            int furthest = -1;
            for (Event event : handled) {
                int at = all.indexOf(event.getId());
                assertThat(at)
                        .as("%s of %s is handled behind %d", event, durable.name, furthest)
                        .isBetween(0, furthest + 1);
                furthest = Math.max(furthest, at);
            }
            assertThat(furthest).as("the last of %s for %s", key, durable.name).isEqualTo(all.size() - 1);
        });
    }

    private void run(long seed) throws Exception {
        Random random = new Random(seed);
        hub().create("orders", StreamSettings.defaults().partitions(1 + random.nextInt(3)));
        List<Durable> durables = new ArrayList<>();
        for (int i = 0; i < rounds(4); i++) {
            Durable durable = new Durable("d-" + seed + "-" + i, random);
            durables.add(durable);
            join(durable, random);
        }
        for (int round = 0; round < rounds(4); round++) {
            long publisherSeed = random.nextLong();
            CompletableFuture<Void> publisher =
                    CompletableFuture.runAsync(() -> publishSome(new Random(publisherSeed)));
            for (int i = 0; i < rounds(12); i++) {
                change(durables.get(random.nextInt(durables.size())), random);
            }
            soon(publisher);
            ephemeral(random);
            if (!lacks(Capability.PERSISTENT) && random.nextBoolean()) {
                crashAll(durables);
            }
        }
        for (Durable durable : durables) {
            join(durable, random);
            Subscription last = hub().subscription(durable.name);
            last.resume();
            last.caughtUp().await(patience);
            assertThat(last.info().lag()).isZero();
            check(durable);
        }
        closeAndReopen();
        if (!lacks(Capability.PERSISTENT)) {
            durables.forEach(durable -> assertThat(
                            hub().subscription(durable.name).info().lag())
                    .as(durable.name)
                    .isZero());
        }
    }

    /** The hub before goes on in memory, without effect on what is opened: its handlers are stopped and forgotten. */
    private void crashAll(List<Durable> durables) throws Exception {
        for (Durable durable : durables) {
            hub().subscription(durable.name).pause();
        }
        eventually(
                "nothing is being handled",
                () -> durables.stream().allMatch(durable -> {
                    synchronized (durable) {
                        return durable.busy.isEmpty();
                    }
                }));
        Hub after = crashAndReopen();
        durables.forEach(Durable::crashed);
        assertThat(after.subscriptions()).hasSize(durables.size());
    }

    @RepeatedTest(3)
    void everyDurableOneHandlesAllOfItsEventsInOrder(RepetitionInfo repetition) throws Exception {
        long seed = repetition.getCurrentRepetition();
        try {
            run(seed);
        } catch (AssertionError | Exception e) {
            throw new AssertionError("with seed " + seed, e);
        }
    }
}
