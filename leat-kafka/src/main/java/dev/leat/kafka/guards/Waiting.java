package dev.leat.kafka.guards;

import dev.leat.core.LeatException;
import dev.leat.kafka.client.KafkaFailures;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for brokers on the threads that take partitions over. */
final class Waiting {

    private static final Duration MOST = Duration.ofSeconds(40);

    private Waiting() {}

    /** @throws LeatException what the answer failed with; Closed if the thread is interrupted, as the hub is being closed */
    static <T> T result(CompletableFuture<T> answer) {
        try {
            return answer.get(MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw KafkaFailures.of(e, "asking the brokers");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LeatException.Closed("the hub is closed");
        }
    }
}
