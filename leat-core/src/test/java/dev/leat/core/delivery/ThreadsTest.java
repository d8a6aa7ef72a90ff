package dev.leat.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.StreamSettings;
import dev.leat.core.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which threads subscriptions have: one for each event that is being handled, a timer, and none of their own. */
@Timeout(60)
class ThreadsTest {

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name))
                .count();
    }

    private static boolean nothingIsAtWork() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("leat-handler"))
                .noneMatch(thread -> List.of(thread.getValue()).toString().contains("dev.leat"));
    }

    private static void publish(EventStream stream, int number) {
        stream.publish(Event.of("t", "/s").id("e-" + number).key("k-" + number)).await();
    }

    @Test
    void anIdleSubscriptionHasNone() {
        long timers = threads("leat-timer");
        try (Hub hub = Hub.open("memory:")) {
            EventStream orders = hub.create("orders", StreamSettings.defaults().partitions(3));
            List<Subscription> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                all.add(orders.subscribe()
                        .durable("d-" + i)
                        .concurrency(10)
                        .where("type = 'none'")
                        .handle(event -> {}));
            }
            all.forEach(subscription -> subscription.caughtUp().await());
            // what began them waits for something else to do, and ends after ten seconds
            await().until(ThreadsTest::nothingIsAtWork);
            long idle = threads("leat-handler");
            for (int i = 0; i < 20; i++) {
                publish(orders, i);
            }
            all.forEach(subscription -> subscription.caughtUp().await());
            assertThat(threads("leat-handler")).isLessThanOrEqualTo(idle + 1);
            assertThat(threads("leat-timer")).isLessThanOrEqualTo(timers + 1);
            await().until(ThreadsTest::nothingIsAtWork);
        }
    }

    @Test
    void thereIsOneForEachEventThatIsBeingHandled() throws Exception {
        try (Hub hub = Hub.open("memory:")) {
            EventStream orders = hub.create("orders", StreamSettings.defaults());
            CountDownLatch begun = new CountDownLatch(5);
            CountDownLatch go = new CountDownLatch(1);
            AtomicInteger atOnce = new AtomicInteger();
            Subscription subscription = orders.subscribe().concurrency(5).handle(event -> {
                atOnce.incrementAndGet();
                begun.countDown();
                go.await();
                atOnce.decrementAndGet();
            });
            for (int i = 0; i < 100; i++) {
                publish(orders, i);
            }
            begun.await();
            assertThat(atOnce).hasValue(5);
            assertThat(Thread.getAllStackTraces().entrySet().stream()
                            .filter(thread -> thread.getKey().getName().startsWith("leat-handler"))
                            .filter(thread ->
                                    List.of(thread.getValue()).toString().contains("Handling")))
                    .hasSize(5);
            go.countDown();
            subscription.caughtUp().await();
        }
    }

    @Test
    void anExecutorOfTheUsersRunsThemAll() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));
        long before = threads("leat-handler");
        try (Hub hub = Hub.open("memory:", HubOptions.defaults().executor(one))) {
            EventStream orders = hub.create("orders", StreamSettings.defaults());
            EventStream bills = hub.create("bills", StreamSettings.defaults());
            List<String> threads = new ArrayList<>();
            Subscription subscription = orders.subscribe().concurrency(4).handle(event -> {
                threads.add(Thread.currentThread().getName());
                // what completes this needs no handler's thread
                bills.publish(Event.of("t", "/s")).await();
            });
            Subscription other = bills.subscribe()
                    .handle(event -> threads.add(Thread.currentThread().getName()));
            for (int i = 0; i < 50; i++) {
                publish(orders, i);
            }
            subscription.caughtUp().await();
            other.caughtUp().await();
            assertThat(threads).hasSize(100).containsOnly("mine");
            assertThat(threads("leat-handler")).isLessThanOrEqualTo(before);
        } finally {
            one.shutdown();
        }
    }
}
