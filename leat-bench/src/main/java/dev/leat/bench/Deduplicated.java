package dev.leat.bench;

import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.NewEvent;
import dev.leat.core.Pending;
import dev.leat.core.StreamSettings;
import io.cloudevents.CloudEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One thread publishes 100-byte events {@code fast}, 100 at a time, each with an id of its own: to a stream that takes each
 * once, and to one that does not ask.
 */
record Deduplicated() implements Scenario {

    static final String PLAIN = "publish.unique-ids";
    static final String DEDUPED = "publish.deduplicated";
    static final String AGAIN = "publish.duplicates";

    private static final int EVENTS = 3_000_000;
    private static final int BATCH = 100;
    private static final int DATA_BYTES = 100;
    private static final String UNIT = "M events/s";

    @Override
    public String name() {
        return "dedupe";
    }

    @Override
    public List<Figure> run(Path directory) {
        HubOptions options = HubOptions.defaults().durability(Durability.FAST).publishWait(Duration.ofMinutes(1));
        try (Hub hub = Hub.open(directory.toString(), options)) {
            EventStream plain = hub.create("plain", StreamSettings.defaults());
            EventStream deduped =
                    hub.create("deduped", StreamSettings.defaults().dedupe(Duration.ofHours(24)));
            return List.of(
                    new Figure(PLAIN, rate(plain, 0, EVENTS), UNIT),
                    new Figure(DEDUPED, rate(deduped, 0, EVENTS), UNIT),
                    new Figure(AGAIN, rate(deduped, 0, EVENTS / 10), UNIT));
        }
    }

    /** In parts, as the events are made before the time is taken. */
    private static double rate(EventStream stream, int from, int count) {
        int part = 100_000;
        long nanos = 0;
        for (int first = from; first < from + count; first += part) {
            List<List<CloudEvent>> batches = batches(first, part);
            long start = System.nanoTime();
            Pending<?> last = null;
            for (List<CloudEvent> batch : batches) {
                last = stream.publish(batch);
            }
            if (last != null) {
                last.await();
            }
            nanos += System.nanoTime() - start;
        }
        return count * 1e3 / nanos;
    }

    private static List<List<CloudEvent>> batches(int first, int count) {
        byte[] data = new byte[DATA_BYTES];
        NewEvent order = Event.of("order.placed", "/shop").data("application/json", data);
        List<List<CloudEvent>> batches = new ArrayList<>();
        for (int at = first; at < first + count; at += BATCH) {
            List<CloudEvent> batch = new ArrayList<>();
            for (int i = at; i < at + BATCH; i++) {
                batch.add(order.id(new UUID(i * 0x9E3779B97F4A7C15L, i).toString())
                        .subject("customer-" + i % 1_000));
            }
            batches.add(batch);
        }
        return batches;
    }
}
