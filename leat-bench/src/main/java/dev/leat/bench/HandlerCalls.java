package dev.leat.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.leat.core.Durability;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.Subscription;
import io.cloudevents.CloudEvent;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How many calls of a handler that does nothing a durable subscription makes and acknowledges, over history. */
record HandlerCalls() implements Scenario {

    private static final int EVENTS = 3_000_000;
    private static final int BATCH = 100;

    @Override
    public String name() {
        return "handler-calls";
    }

    @Override
    public List<Figure> run(Path directory) {
        HubOptions options = HubOptions.defaults().durability(Durability.FAST).publishWait(Duration.ofMinutes(1));
        List<Figure> figures = new ArrayList<>();
        try (Hub hub = Hub.open(directory.toString(), options)) {
            EventStream stream = hub.stream("orders");
            List<CloudEvent> orders = Samples.orders(100);
            for (int published = 0; published < EVENTS; published += BATCH) {
                int from = published % orders.size();
                stream.publish(orders.subList(from, from + BATCH));
            }
            for (int concurrency : new int[] {1, 4}) {
                figures.addAll(measure(stream, concurrency));
            }
        }
        return figures;
    }

    private static List<Figure> measure(EventStream stream, int concurrency) {
        String name = "handle.concurrency-" + concurrency;
        LongAdder calls = new LongAdder();
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        try (Subscription subscription =
                stream.subscribe().durable(name).concurrency(concurrency).handle(event -> calls.increment())) {
            subscription.caughtUp().await();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double coreSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
        if (calls.sum() != EVENTS) {
            throw new IllegalStateException(calls.sum() + " calls for " + EVENTS + " events");
        }
        return List.of(
                new Figure(name, EVENTS / 1e6 / seconds, "M calls/s"),
                new Figure(name + ".per-core", EVENTS / 1e6 / coreSeconds, "M calls/s"));
    }
}
