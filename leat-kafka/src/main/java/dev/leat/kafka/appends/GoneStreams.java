package dev.leat.kafka.appends;

import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.StreamTopic;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells which streams were deleted while appends to them are under way: producers would go on trying until their time is
 * over. Thread-safe.
 */
final class GoneStreams {

    private static final long ASK_SECONDS = 5;

    private final Catalog catalog;

    GoneStreams(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Asks the brokers; tells those that are surely gone. */
    Set<StreamOrder> among(Collection<StreamOrder> asked) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ASK_SECONDS);
        Map<StreamOrder, CompletableFuture<List<StreamTopic>>> answers = new HashMap<>();
        asked.forEach(order -> answers.put(order, catalog.list(order.stream)));
        Set<StreamOrder> gone = new HashSet<>();
        answers.forEach((order, answer) -> {
            if (isEmpty(answer, deadline - System.nanoTime())) {
                catalog.forget(order.stream);
                gone.add(order);
            }
        });
        return gone;
    }

    private static boolean isEmpty(CompletableFuture<List<StreamTopic>> answer, long nanos) {
        try {
            return answer.get(nanos, TimeUnit.NANOSECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
