package dev.leat.kafka.topics;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks again and again, without a thread that waits: brokers learn of changes one after the other. */
final class Polling {

    private static final Executor LATER = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    private Polling() {}

    /** The first answer that is as wanted, or else the last one when the time is over. Fails as an answer fails. */
    static <T> CompletableFuture<T> until(
            Duration time, Supplier<CompletableFuture<T>> ask, Predicate<? super T> wanted) {
        return until(System.nanoTime() + time.toNanos(), ask, wanted);
    }

    private static <T> CompletableFuture<T> until(
            long deadline, Supplier<CompletableFuture<T>> ask, Predicate<? super T> wanted) {
        return ask.get()
                .thenCompose(answer -> wanted.test(answer) || System.nanoTime() - deadline > 0
                        ? CompletableFuture.completedFuture(answer)
                        : CompletableFuture.runAsync(() -> {}, LATER)
                                .thenCompose(later -> until(deadline, ask, wanted)));
    }
}
