package dev.leat.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.Pending;
import dev.leat.core.Start;
import dev.leat.core.Subscription;
import io.cloudevents.CloudEvent;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** From {@code publish} to whoever has the event, at 1,000 {@code fast} events/s; then what an idle hub costs. */
record TailLatency(String name, String figure, String idleFigure, Receiver receiver) implements Scenario {

    private static final int EVENTS = 4_000;
    private static final int WARM_UP = 1_000;
    private static final long INTERVAL_NANOS = 1_000_000;
    private static final long IDLE_NANOS = 2_000_000_000L;
    private static final long SETTLE_NANOS = 1_000_000_000L;

    /** Who notes when each event has come. */
    interface Receiver {
        All start(EventStream stream, long[] seen);
    }

    /** Every event that was published has come. */
    interface All {
        void await() throws InterruptedException;
    }

    static TailLatency toFollower() {
        return new TailLatency("tail-latency", "publish-to-follower", "idle", TailLatency::follow);
    }

    static TailLatency toHandler() {
        return new TailLatency("handler-latency", "publish-to-handler", "idle.subscribed", TailLatency::handle);
    }

    private static All follow(EventStream stream, long[] seen) {
        Thread follower = new Thread(() -> {
            for (Event event : stream.read().follow().limit(EVENTS)) {
                seen[(int) event.position().offset()] = System.nanoTime();
            }
        });
        follower.start();
        return follower::join;
    }

    /** A durable subscription with a filter that every event passes. */
    private static All handle(EventStream stream, long[] seen) {
        Subscription subscription = stream.subscribe()
                .durable("latency")
                .from(Start.earliest())
                .where("type = 'order.placed' AND subject LIKE 'customer-%'")
                .handle(event -> seen[(int) event.position().offset()] = System.nanoTime());
        return () -> {
            subscription.caughtUp().await();
            subscription.close();
        };
    }

    @Override
    public List<Figure> run(Path directory) throws InterruptedException {
        try (Hub hub = Hub.open(directory.toString(), HubOptions.defaults().durability(Durability.FAST))) {
            Histogram nanos = latency(hub);
            return List.of(
                    new Figure(figure + ".p50", nanos.getValueAtPercentile(50) / 1e3, "us"),
                    new Figure(figure + ".p99", nanos.getValueAtPercentile(99) / 1e3, "us"),
                    new Figure(idleFigure, idle(), "% of a core"));
        }
    }

    /** In nanoseconds, by a stream that the hub does not have yet. */
    Histogram latency(Hub hub) throws InterruptedException {
        CloudEvent order = Samples.orders(100).get(0);
        long[] sent = new long[EVENTS];
        long[] seen = new long[EVENTS];
        EventStream stream = hub.stream("orders");
        stream.publish(order).await();
        All all = receiver.start(stream, seen);
        while (seen[0] == 0) {
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
        Pending<?> last = null;
        long next = System.nanoTime();
        for (int i = 1; i < EVENTS; i++) {
            next += INTERVAL_NANOS;
            for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            sent[i] = System.nanoTime();
            last = stream.publish(order);
        }
        if (last != null) {
            last.await(); // caught up is only who has what was recorded before he was asked
        }
        all.await();
        Histogram nanos = new Histogram(3);
        for (int i = WARM_UP; i < EVENTS; i++) {
            nanos.recordValue(seen[i] - sent[i]);
        }
        return nanos;
    }

    /** What the process uses while its hub does nothing, once the compiler has nothing to do either. */
    private static double idle() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        pause(SETTLE_NANOS);
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        pause(IDLE_NANOS);
        return (system.getProcessCpuTime() - cpu) * 100.0 / (System.nanoTime() - start);
    }

    private static void pause(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            LockSupport.parkNanos(nanos);
        }
    }
}
