package dev.leat.bench;

import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.Pending;
import io.cloudevents.CloudEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One thread streams {@code safe} events of 1 KiB in batches of ten without waiting for each. */
record SafeStreaming() implements Scenario {

    static final String RATE = "publish.safe.stream-1KiB";

    private static final int EVENTS = 500_000;
    private static final int BATCH = 10;
    private static final int DATA_BYTES = 1024;

    @Override
    public String name() {
        return "safe-streaming";
    }

    @Override
    public List<Figure> run(Path directory) {
        List<CloudEvent> orders = Samples.orders(DATA_BYTES);
        HubOptions options = HubOptions.defaults().publishWait(Duration.ofMinutes(1));
        try (Hub hub = Hub.open(directory.toString(), options)) {
            EventStream stream = hub.stream("orders");
            Pending<?> last = stream.publish(orders.get(0));
            long start = System.nanoTime();
            for (int published = 0; published < EVENTS; published += BATCH) {
                int from = published % orders.size();
                last = stream.publish(orders.subList(from, from + BATCH));
            }
            last.await();
            double seconds = (System.nanoTime() - start) / 1e9;
            return List.of(
                    new Figure(RATE, (double) EVENTS * DATA_BYTES / 1e6 / seconds, "MB/s"),
                    new Figure(RATE + ".events", EVENTS / 1e6 / seconds, "M events/s"));
        }
    }
}
