package dev.leat.bench;

import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.Pending;
import dev.leat.core.Reading;
import dev.leat.core.StreamSettings;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What a user's program does with a hub, wherever the hub is: one thread publishes events of 100 bytes, then reads them, all and
 * by filters; a handler gets others as they are published.
 */
record EngineProgram(String name, String engine, Durability durability) {

    static final String SINGLE = ".publish.single";
    static final String AWAITED = ".publish.groups-awaited";
    static final String BATCHES = ".publish.batches-of-100";
    static final String READ = ".read";
    static final String FILTER_1 = ".filter.1-percent";
    static final String FILTER_50 = ".filter.50-percent";
    static final String FILTER_100 = ".filter.100-percent";
    static final String P50 = ".publish-to-handler.p50";
    static final String P99 = ".publish-to-handler.p99";

    static final List<String> FIGURES =
            List.of(SINGLE, AWAITED, BATCHES, READ, FILTER_1, FILTER_50, FILTER_100, P50, P99);

    private static final int EVENTS = 400_000;
    private static final int AWAITED_EVENTS = 20_000;
    private static final int GROUP = 100;
    private static final int REGIONS = 100;

    /** What one figure is called, as in {@code engines.fast.read.log}. */
    static String figure(String name, String what, String engine) {
        return name + what + "." + engine;
    }

    List<Figure> run(String hubUri) throws InterruptedException {
        List<CloudEvent> orders = orders();
        HubOptions options = HubOptions.defaults().durability(durability).publishWait(Duration.ofMinutes(1));
        List<Figure> figures = new ArrayList<>();
        try (Hub hub = Hub.open(hubUri, options)) {
            EventStream singles = hub.create("singles", StreamSettings.defaults());
            EventStream batches = hub.create("batches", StreamSettings.defaults());
            rate(figures, SINGLE, EVENTS, () -> singles(singles, orders));
            rate(figures, AWAITED, AWAITED_EVENTS, () -> groups(singles, orders));
            rate(figures, BATCHES, EVENTS, () -> batches(batches, orders));
            Reading all = batches.read();
            rate(figures, READ, EVENTS, () -> read(all, EVENTS));
            rate(figures, FILTER_1, EVENTS, () -> read(all.where("region = 'r-7'"), EVENTS / REGIONS));
            rate(figures, FILTER_50, EVENTS, () -> read(all.where("half = 'first'"), EVENTS / 2));
            rate(figures, FILTER_100, EVENTS, () -> read(all.where("type = 'order.placed'"), EVENTS));
            Histogram nanos = TailLatency.toHandler().latency(hub);
            figures.add(new Figure(figure(name, P50, engine), nanos.getValueAtPercentile(50) / 1e3, "us"));
            figures.add(new Figure(figure(name, P99, engine), nanos.getValueAtPercentile(99) / 1e3, "us"));
        }
        delete(hubUri, options);
        return figures;
    }

    /** By a hub that has not read them: nothing of it still waits for what comes. */
    private static void delete(String hubUri, HubOptions options) {
        try (Hub hub = Hub.open(hubUri, options)) {
            List.of("singles", "batches", "orders")
                    .forEach(stream -> hub.stream(stream).delete());
        }
    }

    private static List<CloudEvent> orders() {
        List<CloudEvent> orders = new ArrayList<>();
        for (CloudEvent order : Samples.ordersOfRegions(REGIONS)) {
            orders.add(Event.from(order).with("half", orders.size() % 2 == 0 ? "first" : "second"));
        }
        return orders;
    }

    private void rate(List<Figure> figures, String what, int events, Runnable work) {
        Cost cost = new Cost();
        cost.of(work);
        figures.add(new Figure(figure(name, what, engine), cost.millionPerSecond(events), "M events/s"));
    }

    /** One event a call; none is awaited but the last. */
    private static void singles(EventStream stream, List<CloudEvent> orders) {
        Pending<?> last = stream.publish(orders.get(0));
        for (int i = 1; i < EVENTS; i++) {
            last = stream.publish(orders.get(i % orders.size()));
        }
        last.await();
    }

    /** One event a call; after a hundred calls all of them are awaited. */
    private static void groups(EventStream stream, List<CloudEvent> orders) {
        List<Pending<?>> group = new ArrayList<>();
        for (int published = 0; published < AWAITED_EVENTS; published += GROUP) {
            for (int i = 0; i < GROUP; i++) {
                group.add(stream.publish(orders.get(i)));
            }
            group.forEach(Pending::await);
            group.clear();
        }
    }

    private static void batches(EventStream stream, List<CloudEvent> orders) {
        Pending<?> last = stream.publish(orders.subList(0, GROUP));
        for (int published = GROUP; published < EVENTS; published += GROUP) {
            int from = published % orders.size();
            last = stream.publish(orders.subList(from, from + GROUP));
        }
        last.await();
    }

    /** Touches type and data. */
    private static void read(Reading reading, int expected) {
        int events = 0;
        long touched = 0;
        for (Event event : reading) {
            var data = event.getData();
            touched += event.getType().length() + (data == null ? 0 : data.toBytes().length);
            events++;
        }
        if (events != expected || touched < events) {
            throw new IllegalStateException(events + " events instead of " + expected);
        }
    }
}
