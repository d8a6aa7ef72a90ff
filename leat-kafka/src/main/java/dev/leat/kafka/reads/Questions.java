package dev.leat.kafka.reads;

import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaFailures;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.StreamTopic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the brokers what windows do not know, and brings the answers to them. Thread-safe; never asks under a lock, and never
 * answers on a thread of Kafka's, where whoever is answered could hold up all other answers.
 */
final class Questions {

    private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();

    private final Windows windows;
    private final Catalog catalog;
    private final Ends ends;
    private final Presence presence;
    private final Executor executor;

    /** Guarded by the lock of the windows. */
    private long looked = System.nanoTime();

    /** @param executor runs what is to be done when an answer has come */
    Questions(Windows windows, Clients clients, Catalog catalog, Executor executor) {
        this.windows = windows;
        this.catalog = catalog;
        this.ends = new Ends(clients);
        this.presence = new Presence(clients, this::gone);
        this.executor = executor;
    }

    /** Where does its partition end now? */
    void end(Read read, Answers answers) {
        answers.then(() -> {
            var unused = ends.last(read.partition)
                    .whenCompleteAsync(
                            answered(read, end -> {
                                read.asked(end);
                                windows.answer(read);
                            }),
                            executor);
        });
    }

    /** It was found to be out of range: from where on is its partition kept? */
    void first(Read read, Answers answers) {
        answers.then(() -> {
            var unused = ends.first(read.partition)
                    .whenCompleteAsync(
                            answered(read, first -> {
                                if (read.from < first) {
                                    read.answer.completeExceptionally(expired(read, first));
                                } else {
                                    read.forgetEnd();
                                    windows.answer(read);
                                }
                            }),
                            executor);
        });
    }

    private static LeatException expired(Read read, long offset) {
        Position first = new Position(read.partition.partition(), offset);
        return new LeatException.Expired(
                read.partition.partition() + ":" + read.from + " of stream '" + read.topic.stream()
                        + "' is no longer kept: the first one is " + first,
                first);
    }

    private BiConsumer<Long, @Nullable Throwable> answered(Read read, LongConsumer action) {
        return (offset, error) -> {
            if (error == null) {
                action.accept(offset);
            } else {
                unanswered(read, KafkaFailures.of(error, read.toString()));
            }
        };
    }

    /** Who waits goes on to do so as if nothing was there; others are told why, which may be that the stream has gone. */
    private void unanswered(Read read, LeatException failure) {
        if (failure instanceof LeatException.Denied || failure instanceof LeatException.Closed) {
            read.answer.completeExceptionally(failure);
            return;
        }
        if (read.waits && failure instanceof LeatException.Unavailable) {
            read.asked(read.from);
            windows.answer(read);
            return;
        }
        var unused = presence.isGone(read.topic)
                .thenAcceptAsync(
                        gone -> {
                            if (gone) {
                                gone(read.topic);
                            }
                            read.answer.completeExceptionally(gone ? read.notFound() : failure);
                        },
                        executor);
    }

    /** Are these topics still there? Asked now and then. */
    void present(Supplier<List<StreamTopic>> topics, long now, Answers answers) {
        if (now - looked > LOOK_NANOS) {
            looked = now;
            List<StreamTopic> all = topics.get();
            answers.then(() -> presence.look(all));
        }
    }

    private void gone(StreamTopic topic) {
        catalog.forget(topic.stream());
        executor.execute(() -> windows.gone(topic));
    }
}
