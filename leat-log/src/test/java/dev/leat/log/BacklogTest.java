package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.NewEvent;
import dev.leat.core.Pending;
import dev.leat.core.Start;
import dev.leat.core.Subscription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large backlog and a hundred subscriptions that do not get on, in a process of little memory: what is held does not grow
 * with either.
 *
 * <p>With a million events: {@code mvn -pl leat-log -am test -Dtest=BacklogTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dleat.soak.events=1000000}
 */
class BacklogTest {

    private static final int SLOW = 100;
    private static final int EVENTS = Integer.getInteger("leat.soak.events", 200_000);

    @TempDir
    private Path directory;

    @Test
    @Timeout(300)
    void memoryIsBoundedHoweverMuchIsBehind() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BacklogTest.class.getName(),
                        directory.resolve("hub").toString(),
                        String.valueOf(EVENTS))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        assertThat(child.waitFor(280, TimeUnit.SECONDS)).isTrue();
        String output = Files.readString(directory.resolve("out"));
        assertThat(child.exitValue()).as(output).isZero();
        assertThat(output).contains("handled " + EVENTS);
    }

    /** The child. */
    public static void main(String[] args) throws Exception {
        int events = Integer.parseInt(args[1]);
        CountDownLatch never = new CountDownLatch(1);
        AtomicLong handled = new AtomicLong();
        try (Hub hub = Hub.open("file:" + args[0], HubOptions.defaults().closeWait(Duration.ofMillis(100)))) {
            EventStream orders = hub.stream("orders");
            orders.publish(event(0)).await();
            for (int i = 0; i < SLOW; i++) {
                // half of them begin at the tail and fall behind there, half in what is stored
                orders.subscribe()
                        .durable("slow-" + i)
                        .from(i % 2 == 0 ? Start.earliest() : Start.latest())
                        .handle(event -> never.await());
            }
            Subscription fast = orders.subscribe().durable("fast").handle(event -> handled.incrementAndGet());
            publish(hub, events - 1);
            fast.caughtUp().await();
            for (int i = 0; i < SLOW; i++) {
                int held = hub.subscription("slow-" + i).info().inProgress();
                if (held < 1 || held > 1_000) {
                    throw new AssertionError("slow-" + i + " holds " + held);
                }
            }
        }
        System.out.println("handled " + handled);
    }

    private static void publish(Hub hub, int events) {
        List<Pending<?>> pending = new ArrayList<>();
        for (int published = 0; published < events; ) {
            List<NewEvent> some = new ArrayList<>();
            while (some.size() < 500 && published < events) {
                some.add(event(published++));
            }
            pending.add(hub.append(Append.to("orders", some).durability(Durability.FAST)));
            if (pending.size() == 8) {
                pending.forEach(Pending::await);
                pending.clear();
            }
        }
        pending.forEach(Pending::await);
    }

    private static NewEvent event(int number) {
        return Event.of("order.placed", "/shop")
                .subject("key-" + number % 1_000)
                .data("text/plain", new byte[100]);
    }
}
