package dev.leat.kafka;

import dev.leat.kafka.client.Uninterrupted;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Closes parts at once, so that what each waits for when brokers do not answer is waited for once. */
final class SideBySide {

    private SideBySide() {}

    /** Runs all, the first one on this thread; returns when all have ended, and throws what one of them has thrown. */
    static void run(Runnable first, Runnable... others) {
        List<CompletableFuture<Void>> running = Stream.of(others)
                .map(other -> CompletableFuture.runAsync(other, SideBySide::start))
                .toList();
        try {
            first.run();
        } finally {
            Uninterrupted.run(() -> CompletableFuture.allOf(running.toArray(CompletableFuture[]::new))
                    .join());
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "leat-kafka-closing");
        thread.setDaemon(true);
        thread.start();
    }
}
