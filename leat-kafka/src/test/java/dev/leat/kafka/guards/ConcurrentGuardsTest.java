package dev.leat.kafka.guards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.StreamSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hubs come and go while threads append on conditions: a failure names its seed; how threads take turns is not repeated. */
@Timeout(300)
class ConcurrentGuardsTest {

    private static final int PARTITIONS = 3;
    private static final int THREADS = 2;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final GuardedHistory history = new GuardedHistory(5);
    private final AtomicBoolean over = new AtomicBoolean();
    private final long seed = ThreadLocalRandom.current().nextLong();
    private final Random random = new Random(seed);
    private int appenders;

    private CompletableFuture<Void> appending(GuardsHub hub) {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String name = "a" + appenders++;
            Random own = new Random(random.nextLong());
            running.add(CompletableFuture.runAsync(
                    () -> history.run(
                            name, own, append -> hub.append(append).positions().get(0), recorded -> !over.get()),
                    threads));
        }
        return CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
    }

    @Test
    void noConditionIsBrokenWhileHubsComeAndGo() throws Exception {
        String prefix = GuardsHub.newPrefix();
        List<GuardsHub> hubs = new ArrayList<>();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            GuardsHub hub = GuardsHub.onSharedBroker(prefix);
            hubs.add(hub);
            if (i == 0) {
                hub.create("accounts", StreamSettings.defaults().partitions(PARTITIONS));
            }
            running.add(appending(hub));
            awaitMore(40);
        }
        hubs.get(0).close();
        awaitMore(40);
        hubs.get(1).close();
        awaitMore(40);
        over.set(true);
        for (CompletableFuture<Void> each : running) {
            each.get(60, TimeUnit.SECONDS);
        }
        List<GuardedEvent> recorded = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            recorded.addAll(hubs.get(2).recorded("accounts", partition));
        }
        history.check(recorded, "seed " + seed);
        assertThat(recorded).hasSizeGreaterThanOrEqualTo(200);
        hubs.get(2).close();
        threads.shutdown();
    }

    private void awaitMore(long events) {
        long enough = history.recorded() + events;
        Awaitility.await().atMost(90, TimeUnit.SECONDS).until(() -> history.recorded() >= enough);
    }
}
