package dev.leat.bench;

import dev.leat.core.Durability;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.Pending;
import dev.leat.core.Position;
import io.cloudevents.CloudEvent;
import java.nio.file.Path;
import java.util.List;

/** 100,000 streams in one hub: the first event of each, which creates it, another one, and opening the hub again. */
record ManyStreams() implements Scenario {

    private static final int STREAMS = 100_000;

    @Override
    public String name() {
        return "many-streams";
    }

    @Override
    public List<Figure> run(Path directory) {
        List<CloudEvent> orders = Samples.orders(100);
        HubOptions fast = HubOptions.defaults().durability(Durability.FAST);
        double created;
        double published;
        double heap;
        try (Hub hub = Hub.open(directory.toString(), fast)) {
            double before = usedHeap();
            created = publish(hub, orders);
            heap = (usedHeap() - before) / STREAMS;
            published = publish(hub, orders);
        }
        long start = System.nanoTime();
        Hub.open(directory.toString(), fast).close();
        double opened = (System.nanoTime() - start) / 1e6;
        return List.of(
                new Figure("many-streams.create-and-publish", created, "us"),
                new Figure("many-streams.publish", published, "us"),
                new Figure("many-streams.open-and-close", opened, "ms"),
                new Figure("many-streams.heap", heap, "bytes/stream"));
    }

    /** Microseconds for each of one event to each stream. */
    private static double publish(Hub hub, List<CloudEvent> orders) {
        long start = System.nanoTime();
        Pending<Position> last = hub.stream("s-0").publish(orders.get(0));
        for (int i = 1; i < STREAMS; i++) {
            last = hub.stream("s-" + i).publish(orders.get(i % orders.size()));
        }
        last.await();
        return (System.nanoTime() - start) / 1e3 / STREAMS;
    }

    private static double usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
