package dev.leat.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import io.cloudevents.CloudEvent;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** From {@code publish} to a follower that has the event, at 1,000 {@code fast} events/s; then what an idle hub costs. */
record TailLatency() implements Scenario {

    private static final int EVENTS = 4_000;
    private static final int WARM_UP = 1_000;
    private static final long INTERVAL_NANOS = 1_000_000;
    private static final long IDLE_NANOS = 2_000_000_000L;

    @Override
    public String name() {
        return "tail-latency";
    }

    @Override
    public List<Figure> run(Path directory) throws InterruptedException {
        CloudEvent order = Samples.orders(100).get(0);
        HubOptions options = HubOptions.defaults().durability(Durability.FAST);
        long[] sent = new long[EVENTS];
        long[] seen = new long[EVENTS];
        try (Hub hub = Hub.open(directory.toString(), options)) {
            EventStream stream = hub.stream("orders");
            stream.publish(order).await();
            Thread follower = new Thread(() -> {
                int i = 0;
                for (Event event : stream.read().follow().limit(EVENTS)) {
                    seen[(int) event.position().offset()] = System.nanoTime();
                    i++;
                }
                seen[0] = i;
            });
            follower.start();
            long next = System.nanoTime();
            for (int i = 1; i < EVENTS; i++) {
                next += INTERVAL_NANOS;
                for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                sent[i] = System.nanoTime();
                stream.publish(order);
            }
            follower.join();
            Histogram nanos = new Histogram(3);
            for (int i = WARM_UP; i < EVENTS; i++) {
                nanos.recordValue(seen[i] - sent[i]);
            }
            return List.of(
                    new Figure("publish-to-follower.p50", nanos.getValueAtPercentile(50) / 1e3, "us"),
                    new Figure("publish-to-follower.p99", nanos.getValueAtPercentile(99) / 1e3, "us"),
                    new Figure("idle", idle(), "% of a core"));
        }
    }

    /** What the process uses while its hub does nothing. */
    private static double idle() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        while (System.nanoTime() - start < IDLE_NANOS) {
            LockSupport.parkNanos(IDLE_NANOS);
        }
        return (system.getProcessCpuTime() - cpu) * 100.0 / (System.nanoTime() - start);
    }
}
