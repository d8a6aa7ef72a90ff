package dev.leat.bench;

import dev.leat.core.Durability;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.Pending;
import dev.leat.core.Subscription;
import io.cloudevents.CloudEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** A hundred subscriptions at the tail while events are published: each wants one of a hundred, and then each wants all. */
record ManySubscribers() implements Scenario {

    private static final int SUBSCRIBERS = 100;
    private static final int EVENTS = 200_000;
    private static final int BATCH = 10;

    @Override
    public String name() {
        return "many-subscribers";
    }

    @Override
    public List<Figure> run(Path directory) {
        HubOptions options = HubOptions.defaults().durability(Durability.FAST).publishWait(Duration.ofMinutes(1));
        try (Hub hub = Hub.open(directory.toString(), options)) {
            return List.of(
                    new Figure("subscribers.none", published(hub.stream("none"), 0, false), "M events/s"),
                    new Figure(
                            "subscribers.100-want-1-percent", published(hub.stream("some"), 100, true), "M events/s"),
                    new Figure("subscribers.100-want-all", published(hub.stream("all"), 100, false), "M events/s"));
        }
    }

    /** The rate at which events are published and, where somebody wants them, handled. */
    private static double published(EventStream stream, int subscribers, boolean filtered) {
        List<CloudEvent> orders = Samples.ordersOfRegions(SUBSCRIBERS);
        stream.publish(orders.get(0)).await();
        LongAdder calls = new LongAdder();
        List<Subscription> subscriptions = new ArrayList<>();
        for (int i = 0; i < subscribers; i++) {
            subscriptions.add(stream.subscribe()
                    .where(filtered ? "type = 'order.placed' AND region = 'r-" + i + "'" : "TRUE")
                    .handle(event -> calls.increment()));
        }
        long start = System.nanoTime();
        Pending<?> last = stream.publish(orders.subList(0, BATCH));
        for (int published = BATCH; published < EVENTS; published += BATCH) {
            int from = published % orders.size();
            last = stream.publish(orders.subList(from, from + BATCH));
        }
        last.await();
        subscriptions.forEach(subscription -> subscription.caughtUp().await());
        double rate = EVENTS * 1e3 / (System.nanoTime() - start);
        subscriptions.forEach(Subscription::close);
        long expected = subscribers == 0 ? 0 : filtered ? EVENTS : (long) subscribers * EVENTS;
        if (calls.sum() != expected) {
            throw new IllegalStateException(calls.sum() + " calls instead of " + expected);
        }
        return rate;
    }
}
