package dev.leat.server.demo;

import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Handler;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.Retry;
import dev.leat.core.Start;
import dev.leat.core.Subscription;
import dev.leat.core.SubscriptionInfo;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The durable subscriptions of one run: three that take what they want as it comes, and one that comes late. */
final class Subscribers {

    static final String REFUNDS = "demo-refunds";
    static final int SHORTEST_REFUNDED = 250;
    static final int ATTEMPTS = 2;

    private static final String PREFIX = "demo-";
    private static final String DFW = PREFIX + "dfw";
    private static final String LATE = PREFIX + "late";
    private static final String ARCHIVE = PREFIX + "archive";

    private final EventStream stream;
    private final Start start;
    private final List<Subscription> open;

    /** What the one that comes late has seen before and after it was stopped, and how much of it twice. */
    record Resumed(String name, long before, long after, long twice) {}

    /** Begins the three. */
    Subscribers(EventStream stream, Start start) {
        this.stream = stream;
        this.start = start;
        this.open = List.of(
                begin(DFW, "subject = 'DFW'", event -> {}),
                begin(LATE, "delay > 120", event -> {}),
                begin(REFUNDS, "delay >= 180", Subscribers::refund));
    }

    private Subscription begin(String name, String where, Handler handler) {
        Retry retry = Retry.times(ATTEMPTS).waits(Duration.ofMillis(1), Duration.ofMillis(10));
        return stream.subscribe()
                .durable(name)
                .from(start)
                .where(where)
                .retry(retry)
                .handle(handler);
    }

    private static void refund(Event event) {
        int miles = event.data(Flight.class).distance();
        if (miles < SHORTEST_REFUNDED) {
            throw new IllegalStateException("no refund is agreed on for " + miles + " miles");
        }
    }

    /** Waits until the three have handled everything, and ends them. */
    List<SubscriptionInfo> finish() {
        open.forEach(subscription -> subscription.caughtUp().await());
        List<SubscriptionInfo> infos = open.stream().map(Subscription::info).toList();
        open.forEach(Subscription::close);
        return infos;
    }

    /** Takes the whole history: stops itself when it has half of it, and goes on. */
    Resumed comeLate(int events) {
        BitSet seen = new BitSet();
        long[] counts = {0, 0}; // of one thread at a time: the concurrency is 1
        CompletableFuture<Subscription> open = new CompletableFuture<>();
        Handler handler = event -> {
            int offset = Math.toIntExact(event.position().offset());
            counts[0]++;
            counts[1] += seen.get(offset) ? 1 : 0;
            seen.set(offset);
            if (counts[0] == events / 2) {
                open.join().close();
            }
        };
        try (Subscription archive = archive(handler)) {
            open.complete(archive);
            archive.done().await();
        }
        long before = counts[0];
        try (Subscription archive = archive(handler)) {
            archive.caughtUp().await();
        }
        return new Resumed(ARCHIVE, before, counts[0] - before, counts[1]);
    }

    private Subscription archive(Handler handler) {
        return stream.subscribe().durable(ARCHIVE).from(start).handle(handler);
    }

    /** Forgets those of an earlier run, and what they have set aside. */
    static void forget(Hub hub, String stream) {
        for (SubscriptionInfo info : hub.subscriptions()) {
            if (info.name().startsWith(PREFIX)) {
                hub.subscription(info.name()).delete();
            }
        }
        EventStream dead = hub.stream(stream + ".dead");
        try {
            for (Event letter : dead.read()) {
                if (!String.valueOf(letter.getExtension("deadsubscription")).startsWith(PREFIX)) {
                    return; // somebody else's stand there too
                }
            }
            dead.delete();
        } catch (LeatException.NotFound e) {
            // there was no earlier run
        }
    }
}
