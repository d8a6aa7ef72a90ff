package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Handler;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.Retry;
import dev.leat.core.Subscribing;
import dev.leat.core.Subscription;
import dev.leat.core.filter.Filter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that publishes and has durable subscriptions is killed, as {@code kill -9} does, while it is at both. What its
 * handlers did is put together over all its lives.
 *
 * <p>Many rounds: {@code mvn -pl leat-log -am test -Dtest=KillSubscribersTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dleat.soak.rounds=50}
 */
class KillSubscribersTest {

    private static final int ROUNDS = Integer.getInteger("leat.soak.rounds", 3);

    @TempDir
    private Path directory;

    /** What a subscription has handled: of each key the offsets, in order, of each life of the process. */
    private record Handled(String subscription, String key, long offset) {}

    @Test
    @Timeout(3600)
    void handlesEachEventAtLeastOnceInOrderOfItsKey() throws Exception {
        long seed = Long.getLong("leat.soak.seed", System.nanoTime());
        Random random = new Random(seed);
        List<List<Handled>> lives = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            lives.add(handleAndKill(500 + random.nextInt(4_000)));
        }
        List<Handled> last = new ArrayList<>();
        lives.add(last);
        try (Hub hub = Hub.open(directory.toString(), Worker.options())) {
            List<Subscription> open = Worker.subscribe(hub, (name, event) -> {
                synchronized (last) {
                    last.add(new Handled(
                            name,
                            String.valueOf(event.getSubject()),
                            event.position().offset()));
                }
            });
            for (Subscription subscription : open) {
                subscription.caughtUp().await(Duration.ofMinutes(1));
                assertThat(subscription.info().lag()).isZero();
                check(hub, subscription, lives, "seed " + seed + ", " + subscription.name());
            }
        }
    }

    private static void check(Hub hub, Subscription subscription, List<List<Handled>> lives, String where) {
        Map<String, List<Long>> wanted = new HashMap<>();
        for (Event event : hub.stream("orders").read().where(subscription.info().filter())) {
            wanted.computeIfAbsent(event.getSubject(), key -> new ArrayList<>())
                    .add(event.position().offset());
        }
        Map<String, Integer> reached = new HashMap<>();
        Set<Long> before = new HashSet<>();
        for (List<Handled> life : lives) {
            Map<String, Long> latest = new HashMap<>();
            int again = 0;
            Set<Long> now = new HashSet<>();
            for (Handled each : List.copyOf(life)) {
                if (!each.subscription.equals(subscription.name())) {
                    continue;
                }
                assertThat(each.offset)
                        .as("%s: order of %s in one life", where, each.key)
                        .isGreaterThan(latest.getOrDefault(each.key, -1L));
                latest.put(each.key, each.offset);
                int at = wanted.get(each.key).indexOf(each.offset);
                int next = reached.getOrDefault(each.key, 0);
                assertThat(at).as("%s: %s is passed over", where, each.key).isBetween(0, next);
                reached.put(each.key, Math.max(next, at + 1));
                now.add(each.offset);
                again += before.contains(each.offset) ? 1 : 0;
            }
            assertThat(again).as("%s: come again", where).isLessThanOrEqualTo(Subscribing.MOST_IN_PROGRESS);
            before.addAll(now);
        }
        wanted.forEach((key, offsets) ->
                assertThat(reached.get(key)).as("%s: all of %s", where, key).isEqualTo(offsets.size()));
    }

    private List<Handled> handleAndKill(int enough) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Handled> handled = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            String line;
            while ((line = lines.readLine()) != null) {
                String[] words = line.split(" ", -1);
                if (words.length == 4) { // the last line may be cut off
                    handled.add(new Handled(words[0], words[1], Long.parseLong(words[2])));
                }
                if (handled.size() == enough) {
                    child.toHandle().destroyForcibly(); // leaves the pipe open, for what it had said
                }
            }
        }
        assertThat(child.waitFor()).isNotZero();
        return handled;
    }

    /** The child: publishes from two threads, and says what its subscriptions handle. */
    static final class Worker {

        private Worker() {}

        static HubOptions options() {
            return HubOptions.defaults().durability(Durability.FAST).engine(LogSettings.SEGMENT_BYTES, "65536");
        }

        static List<Subscription> subscribe(Hub hub, BiConsumer<String, Event> handled) {
            EventStream orders = hub.stream("orders");
            Random random = new Random();
            Handler flaky = event -> {
                if (random.nextInt(20) == 0) {
                    throw new IllegalStateException("now and then");
                }
                handled.accept("flaky", event);
            };
            Retry soon = Retry.forever().waits(Duration.ofMillis(1), Duration.ofMillis(2));
            return List.of(
                    orders.subscribe().durable("all").concurrency(4).handle(event -> handled.accept("all", event)),
                    orders.subscribe()
                            .durable("some")
                            .where(Filter.type("a"))
                            .handle(event -> handled.accept("some", event)),
                    orders.subscribe()
                            .durable("flaky")
                            .where(Filter.type("b"))
                            .concurrency(2)
                            .retry(soon)
                            .handle(flaky));
        }

        public static void main(String[] args) {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
            Hub hub = Hub.open(args[0], options());
            subscribe(hub, (name, event) -> {
                synchronized (out) {
                    out.print(name + " " + event.getSubject() + " "
                            + event.position().offset() + " .\n");
                }
            });
            for (int publisher = 0; publisher < 2; publisher++) {
                new Thread(() -> publish(hub.stream("orders"))).start();
            }
        }

        private static void publish(EventStream orders) {
            Random random = new Random();
            while (true) {
                String type = random.nextBoolean() ? "a" : "b";
                orders.publish(Event.of(type, "/shop").subject("k-" + random.nextInt(20)));
                LockSupport.parkNanos(20_000);
            }
        }
    }
}
