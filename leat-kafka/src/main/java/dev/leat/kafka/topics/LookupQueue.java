package dev.leat.kafka.topics;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Questions about single streams: those that come while the brokers are being asked go together into the next request, so
 * that however many ask there are two requests at most, one under way and one that waits. Thread-safe.
 */
final class LookupQueue {

    private final TopicLookup lookup;
    private final BiConsumer<StreamTopic, Long> found;
    private final BiConsumer<String, Long> notFound;

    /** Guarded by this. */
    private Map<String, CompletableFuture<@Nullable StreamTopic>> waiting = new HashMap<>();

    /** Guarded by this. */
    private boolean asking;

    /** @param found hears of each stream that was found, and when it was asked for; {@code notFound} of the others */
    LookupQueue(TopicLookup lookup, BiConsumer<StreamTopic, Long> found, BiConsumer<String, Long> notFound) {
        this.lookup = lookup;
        this.found = found;
        this.notFound = notFound;
    }

    /** A stream as it is now, at the time of this call or later; null: there is none. */
    CompletableFuture<@Nullable StreamTopic> ask(String stream) {
        CompletableFuture<@Nullable StreamTopic> answer;
        synchronized (this) {
            answer = waiting.computeIfAbsent(stream, name -> new CompletableFuture<>());
        }
        askNext();
        return answer;
    }

    private void askNext() {
        Map<String, CompletableFuture<@Nullable StreamTopic>> batch;
        synchronized (this) {
            if (asking || waiting.isEmpty()) {
                return;
            }
            batch = waiting;
            waiting = new HashMap<>();
            asking = true;
        }
        long asked = System.nanoTime();
        CompletableFuture<Answers<String, StreamTopic>> answers;
        try {
            answers = lookup.streams(batch.keySet());
        } catch (RuntimeException e) {
            answers = CompletableFuture.failedFuture(e);
        }
        var unused = answers.whenComplete((answer, error) -> {
            synchronized (this) {
                asking = false;
            }
            askNext();
            batch.forEach((stream, future) -> complete(future, stream, asked, answer, error));
        });
    }

    private void complete(
            CompletableFuture<@Nullable StreamTopic> future,
            String stream,
            long asked,
            @Nullable Answers<String, StreamTopic> answer,
            @Nullable Throwable error) {
        Throwable failure = answer == null ? error : answer.errors().get(stream);
        StreamTopic topic = answer == null ? null : answer.values().get(stream);
        if (failure != null) {
            future.completeExceptionally(
                    TopicErrors.of(failure, "looking up stream '" + stream + "'", "DESCRIBE on it"));
        } else if (topic != null) {
            found.accept(topic, asked);
            future.complete(topic);
        } else {
            notFound.accept(stream, asked);
            future.complete(null);
        }
    }
}
