package dev.leat.kafka.client;

import java.util.function.Supplier;

/** Calls of Kafka's clients that an interrupt would break off half-way: the thread is interrupted again behind them. */
public final class Uninterrupted {

    private Uninterrupted() {}

    /** Calls, and returns what the call does. */
    public static <T> T call(Supplier<T> action) {
        boolean interrupted = Thread.interrupted();
        try {
            return action.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs. */
    public static void run(Runnable action) {
        call(() -> {
            action.run();
            return true;
        });
    }
}
