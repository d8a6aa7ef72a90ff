package dev.leat.core.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs appends that failed and that nobody looks at, so that no event is lost without a word: once a second at most, with
 * how many there were.
 */
final class UnawaitedFailures {

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.leat.core.Hub");

    private final AtomicBoolean waiting = new AtomicBoolean();
    private final AtomicLong others = new AtomicLong();

    /** Takes a failure into account; whether someone awaits it is looked at a second later. */
    void add(CompletableFuture<?> promise, BooleanSupplier awaited, Throwable error) {
        if (!waiting.compareAndSet(false, true)) {
            others.incrementAndGet();
            return;
        }
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> {
            waiting.set(false);
            long more = others.getAndSet(0);
            if (!awaited.getAsBoolean() && promise.getNumberOfDependents() == 0) {
                LOGGER.warn(
                        "an append failed and nobody waits for it: {} ({} more in the same second)",
                        Failures.of(error).getMessage(),
                        more);
            }
        });
    }
}
