package dev.leat.kafka.appends;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after plain appends that get no answer: where their stream was deleted they fail at once, and cannot turn up in a
 * stream that is made under the same name later. Has a thread of its own.
 */
final class Watch implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Watch.class);
    private static final long EVERY_MILLIS = 500;
    private static final long STALLED_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long SETTLE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

    private final PlainLane lane;
    private final Collection<StreamOrder> orders;
    private final GoneStreams gone;
    private final BooleanSupplier brokers;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "leat-kafka-appends-watch");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Begins to watch.
     *
     * @param orders of all streams, as they become known
     * @param brokers whether any can be reached
     */
    Watch(PlainLane lane, Collection<StreamOrder> orders, GoneStreams gone, BooleanSupplier brokers) {
        this.brokers = brokers;
        this.lane = lane;
        this.orders = orders;
        this.gone = gone;
        var unused = clock.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            Set<StreamOrder> lost = gone.among(orders.stream()
                    .filter(order -> order.isStalled(STALLED_NANOS))
                    .toList());
            if (!lost.isEmpty()) {
                LOGGER.info(
                        "deleted while appends were under way: {}",
                        lost.stream().map(order -> order.stream).toList());
            }
            // a new producer that reaches no broker would make each publisher wait: until then all take the other lane
            if (!lost.isEmpty() || (lane.hasFailed() && brokers.getAsBoolean())) {
                lost.forEach(order -> order.gone(true));
                lane.renew(() -> settle(lost));
                lost.forEach(order -> order.gone(false));
            }
        } catch (RuntimeException e) {
            LOGGER.warn("looking after appends failed", e);
        }
    }

    /** Waits until the appends to all other streams are answered, or those are stalled as well. */
    private void settle(Set<StreamOrder> lost) {
        long deadline = System.nanoTime() + SETTLE_NANOS;
        while (orders.stream().anyMatch(order -> order.hasPlain() && !lost.contains(order))
                && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
