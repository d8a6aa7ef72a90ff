package dev.leat.bench;

import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.NewEvent;
import dev.leat.core.Reading;
import io.cloudevents.CloudEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Reads a stream of some hundred segments by filters: one that matches everywhere a little, one that most segments lack. */
record FilteredScan() implements Scenario {

    static final String ALL = "scan.all";
    static final String ONE_PERCENT = "scan.1-percent";
    static final String ONE_SEGMENT = "scan.1-segment";

    private static final int EVENTS = 5_000_000;
    private static final int BATCH = 100;
    private static final int REGIONS = 100;
    private static final int AGAIN = 20;
    private static final String UNIT = "M events/s";
    private static final int RARE_AT = EVENTS / 2;
    private static final String SEGMENT_BYTES = "4194304";

    @Override
    public String name() {
        return "filtered-scan";
    }

    @Override
    public List<Figure> run(Path directory) {
        HubOptions options = HubOptions.defaults()
                .durability(Durability.FAST)
                .publishWait(Duration.ofMinutes(1))
                .engine("log.segment-bytes", SEGMENT_BYTES);
        try (Hub hub = Hub.open(directory.toString(), options)) {
            EventStream stream = hub.stream("orders");
            publish(stream);
        }
        // opened again, so that what is known of segments comes from their side files
        try (Hub hub = Hub.open(directory.toString(), options)) {
            Reading all = hub.stream("orders").read();
            Reading some = all.where("type = 'order.placed' AND region = 'r-7'");
            Reading rare = all.where("type = 'order.placed' AND region = 'rare'");
            return List.of(
                    new Figure(ONE_SEGMENT + ".first", rate(rare, BATCH, 1), UNIT),
                    new Figure(ALL, rate(all, EVENTS, 1), UNIT),
                    new Figure(ONE_PERCENT, rate(some, EVENTS / REGIONS, 1), UNIT),
                    new Figure(ONE_SEGMENT, rate(rare, BATCH, AGAIN), UNIT));
        }
    }

    private static void publish(EventStream stream) {
        List<CloudEvent> orders = Samples.ordersOfRegions(REGIONS);
        List<NewEvent> rare = orders.subList(0, BATCH).stream()
                .map(order -> Event.from(order).with("region", "rare"))
                .toList();
        for (int published = 0; published < EVENTS; published += BATCH) {
            if (published == RARE_AT) {
                stream.publish(rare);
            }
            int from = published % orders.size();
            stream.publish(orders.subList(from, from + BATCH));
        }
    }

    /** How many events are read or passed over in a microsecond. */
    private static double rate(Reading reading, long expected, int times) {
        long start = System.nanoTime();
        long found = 0;
        for (int i = 0; i < times; i++) {
            for (Event event : reading) {
                found += event.getType().isEmpty() ? 0 : 1;
            }
        }
        double rate = EVENTS * 1e3 * times / (System.nanoTime() - start);
        if (found < expected * times || found > (expected + BATCH) * times) {
            throw new IllegalStateException(found + " events instead of " + expected * times);
        }
        return rate;
    }
}
