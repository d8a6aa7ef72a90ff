package dev.leat.core.pending;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Logs appends that failed and that nobody looks at, so that no event is lost without a word: once a second at most, with
 * how many there were. Thread-safe.
 */
public final class UnawaitedFailures {

    /** More than these in a second are counted without another look at them. */
    private static final int MOST_KEPT = 1_000;

    private record Failure(Promise<?, ?> promise, Throwable error) {}

    private final Logger logger;
    private final List<Failure> failures = new ArrayList<>();
    private long notKept;

    public UnawaitedFailures(Logger logger) {
        this.logger = logger;
    }

    /** Takes a failure into account; whether someone looks at it is seen a second later. */
    synchronized void add(Promise<?, ?> promise, Throwable error) {
        if (failures.isEmpty()) {
            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(this::report);
        }
        if (failures.size() < MOST_KEPT) {
            failures.add(new Failure(promise, error));
        } else {
            notKept++;
        }
    }

    private void report() {
        List<Failure> unseen;
        long more;
        synchronized (this) {
            unseen = failures.stream()
                    .filter(failure -> !failure.promise.isLookedAt())
                    .toList();
            more = notKept;
            failures.clear();
            notKept = 0;
        }
        if (!unseen.isEmpty()) {
            logger.warn(
                    "an append failed and nobody waits for it: {} ({} more in the same second)",
                    Failures.of(unseen.get(0).error).getMessage(),
                    unseen.size() - 1 + more);
        }
    }
}
