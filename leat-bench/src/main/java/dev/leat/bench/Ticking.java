package dev.leat.bench;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Does something every millisecond until it is stopped. */
final class Ticking {

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    Ticking(IntConsumer action) {
        AtomicInteger number = new AtomicInteger();
        var unused =
                clock.scheduleAtFixedRate(() -> action.accept(number.getAndIncrement()), 0, 1, TimeUnit.MILLISECONDS);
    }

    /** Returns when the last action has ended. */
    void stop() throws InterruptedException {
        clock.shutdownNow();
        if (!clock.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the last action does not end");
        }
    }
}
