package dev.leat.bench;

import dev.leat.core.Durability;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.Start;
import dev.leat.core.StreamSettings;
import dev.leat.core.Subscription;
import io.cloudevents.CloudEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a durable subscription takes until its second member has a share and, when that one leaves, until the first has all
 * again; events are published all the while. Beside it two plain consumers with the same assignor and the same times.
 */
record Rebalance() implements Scenario {

    static final String JOIN = "kafka.rebalance.join";
    static final String LEAVE = "kafka.rebalance.leave";
    static final String PLAIN = ".plain-consumers";

    private static final int PARTITIONS = 4;
    private static final String GROUP = "rebalanced";

    @Override
    public String name() {
        return "kafka.rebalance";
    }

    /** Makes a member of a group, which tells what it handles. */
    private interface Joining {
        Leaving join(Sightings.Of member);
    }

    /** Has a member leave its group. */
    private interface Leaving {
        void leave() throws InterruptedException;
    }

    @Override
    public List<Figure> run(Path directory) throws InterruptedException {
        String prefix = BenchBroker.prefix();
        HubOptions options = HubOptions.defaults().durability(Durability.FAST);
        try (Hub first = Hub.open(BenchBroker.uri(prefix), options);
                Hub second = Hub.open(BenchBroker.uri(prefix), options)) {
            EventStream stream =
                    first.create("orders", StreamSettings.defaults().partitions(PARTITIONS));
            List<CloudEvent> orders = Samples.orders(100);
            Ticking events = new Ticking(number -> stream.publish(orders.get(number % orders.size())));
            try {
                List<Figure> figures = new ArrayList<>(measure(
                        "", member -> subscribe(first, member)::close, member -> subscribe(second, member)::close));
                Joining plain = member -> PlainMember.start(prefix + "orders", prefix + "plain", member)::leave;
                figures.addAll(measure(PLAIN, plain, plain));
                return figures;
            } finally {
                events.stop();
                stream.delete();
            }
        }
    }

    private static Subscription subscribe(Hub hub, Sightings.Of member) {
        return hub.stream("orders")
                .subscribe()
                .durable(GROUP)
                .from(Start.latest())
                .handle(event -> member.saw(event.position().partition()));
    }

    private static List<Figure> measure(String who, Joining first, Joining second) throws InterruptedException {
        Sightings sightings = new Sightings(PARTITIONS);
        Leaving stays = first.join(sightings.of(0));
        sightings.await(System.nanoTime(), 0);
        long begins = System.nanoTime();
        Leaving leaves = second.join(sightings.of(1));
        double joined = sightings.awaitShared(begins) / 1e6;
        long ends = System.nanoTime();
        leaves.leave();
        double left = sightings.await(ends, 0) / 1e6;
        stays.leave();
        return List.of(new Figure(JOIN + who, joined, "ms"), new Figure(LEAVE + who, left, "ms"));
    }
}
