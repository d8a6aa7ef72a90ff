package dev.leat.bench;

import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import io.cloudevents.CloudEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/** Publishers that wait for each of their {@code safe} events: one, then 64. */
record SafeWaiters() implements Scenario {

    static final String ONE = "publish.safe.1-waiter.p50";
    static final String ONE_RATE = "publish.safe.1-waiter";
    static final String MANY_RATE = "publish.safe.64-waiters";

    private static final int EVENTS = 4_000;
    private static final int WAITERS = 64;
    private static final long NANOS = 2_000_000_000L;

    @Override
    public String name() {
        return "safe-waiters";
    }

    @Override
    public List<Figure> run(Path directory) throws InterruptedException {
        List<CloudEvent> orders = Samples.orders(100);
        try (Hub hub = Hub.open(directory.toString())) {
            EventStream stream = hub.stream("orders");
            Histogram nanos = new Histogram(3);
            for (int i = 0; i < EVENTS; i++) {
                long start = System.nanoTime();
                stream.publish(orders.get(i % orders.size())).await();
                nanos.recordValue(System.nanoTime() - start);
            }
            double p50 = nanos.getValueAtPercentile(50) / 1e3;
            return List.of(
                    new Figure(ONE, p50, "us"),
                    new Figure("publish.safe.1-waiter.p99", nanos.getValueAtPercentile(99) / 1e3, "us"),
                    new Figure(ONE_RATE, 1e6 / nanos.getMean() * 1e3, "events/s"),
                    new Figure(MANY_RATE, many(stream, orders), "events/s"));
        }
    }

    private static double many(EventStream stream, List<CloudEvent> orders) throws InterruptedException {
        LongAdder published = new LongAdder();
        AtomicLong seed = new AtomicLong();
        long start = System.nanoTime();
        List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < WAITERS; i++) {
            Thread waiter = new Thread(() -> {
                CloudEvent own = orders.get((int) seed.getAndIncrement());
                while (System.nanoTime() - start < NANOS) {
                    stream.publish(own).await();
                    published.increment();
                }
            });
            waiters.add(waiter);
            waiter.start();
        }
        for (Thread waiter : waiters) {
            waiter.join();
        }
        return published.sum() * 1e9 / (System.nanoTime() - start);
    }
}
