package dev.leat.kafka.topics;

import dev.leat.core.LeatException;
import dev.leat.engine.StreamPattern;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaFailures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which streams there are, as far as it is known here: asked of the brokers, and kept for a while, in which others may have
 * changed them. Thread-safe.
 *
 * <p>What is kept is at most {@link #FRESH} old. While the brokers cannot be reached, what was known before is taken to be
 * true still.
 */
public final class Catalog implements AutoCloseable {

    private static final Duration FRESH = Duration.ofSeconds(5);

    /** What is in use is asked for again at this age, so that nobody has to wait for it. */
    private static final Duration RENEWED = Duration.ofMillis(2500);

    /** How long something new is waited for where something old is known. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final SettingsTopic settings;
    private final NewTopics newTopics;
    private final TopicLookup lookup;
    private final LookupQueue queue;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param topic null where it has been forgotten: answers to what was asked before do not count
     * @param asked when, by {@link System#nanoTime}
     * @param renewing set by who asks again first
     */
    private record Known(@Nullable StreamTopic topic, long asked, AtomicBoolean renewing) {

        Known(@Nullable StreamTopic topic, long asked) {
            this(topic, asked, new AtomicBoolean());
        }

        boolean younger(Duration age) {
            return System.nanoTime() - asked < age.toNanos();
        }
    }

    public Catalog(Clients clients) {
        newTopics = new NewTopics(clients);
        settings = new SettingsTopic(clients, newTopics);
        lookup = new TopicLookup(clients, settings);
        queue = new LookupQueue(lookup, this::found, this::notFound);
    }

    NewTopics newTopics() {
        return newTopics;
    }

    SettingsTopic settings() {
        return settings;
    }

    /** What is known of a stream, without asking; null if nothing is. Never blocks. */
    public @Nullable StreamTopic known(String stream) {
        Known entry = known.get(stream);
        if (entry == null || entry.topic() == null || !entry.younger(FRESH)) {
            return null;
        }
        if (!entry.younger(RENEWED) && !closed && entry.renewing().compareAndSet(false, true)) {
            var unused = queue.ask(stream);
        }
        return entry.topic();
    }

    /** A stream, as known, or else as the brokers say; fails with NotFound. */
    public CompletableFuture<StreamTopic> find(String stream) {
        StreamTopic fresh = known(stream);
        if (fresh != null) {
            return CompletableFuture.completedFuture(fresh);
        }
        Known old = known.get(stream);
        CompletableFuture<@Nullable StreamTopic> asked = ask(stream);
        if (old != null && old.topic() != null) {
            asked = orAsItWas(old, old.topic(), asked);
        }
        return asked.thenApply(topic -> required(stream, topic));
    }

    /** Asked for again only when the same time has passed again, lest everybody waits for brokers that do not answer. */
    private CompletableFuture<@Nullable StreamTopic> orAsItWas(
            Known old, StreamTopic before, CompletableFuture<@Nullable StreamTopic> asked) {
        return asked.copy()
                .completeOnTimeout(before, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(error -> TopicErrors.is(error, LeatException.Unavailable.class)
                        ? CompletableFuture.completedFuture(before)
                        : CompletableFuture.failedFuture(error))
                .thenApply(topic -> {
                    if (before.equals(topic)) {
                        known.replace(before.stream(), old, new Known(before, System.nanoTime()));
                    }
                    return topic;
                });
    }

    /** As {@link #find}, waiting for the brokers if nothing is known. Not to be called by threads of Kafka's clients. */
    public StreamTopic required(String stream) {
        StreamTopic fresh = known(stream);
        if (fresh != null) {
            return fresh;
        }
        try {
            return find(stream)
                    .orTimeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new LeatException.Unavailable(
                        "the brokers did not tell of stream '" + stream + "' within " + LONGEST_WAIT.toSeconds() + "s",
                        e.getCause());
            }
            throw KafkaFailures.of(e, "looking up stream '" + stream + "'");
        }
    }

    static StreamTopic required(String stream, @Nullable StreamTopic topic) {
        if (topic == null) {
            throw notFound(stream);
        }
        return topic;
    }

    static LeatException notFound(String stream) {
        return new LeatException.NotFound("there is no stream '" + stream + "'; create it first");
    }

    /** A stream as the brokers say now; null if there is none. */
    CompletableFuture<@Nullable StreamTopic> ask(String stream) {
        return unlessClosed(() -> queue.ask(stream).copy());
    }

    /**
     * All streams as the brokers say now, whose names match a pattern; sorted by name. Topics of others that are not to be
     * looked at, or cannot be streams, are left out.
     */
    public CompletableFuture<List<StreamTopic>> list(String pattern) {
        if (!StreamPattern.isPattern(pattern)) {
            return ask(pattern).thenApply(topic -> topic == null ? List.of() : List.of(topic));
        }
        return unlessClosed(() -> lookup.names().thenCompose(names -> {
            long asked = System.nanoTime();
            return lookup.streams(names.stream()
                            .filter(name -> StreamPattern.matches(pattern, name))
                            .toList())
                    .thenApply(answers -> listed(answers, asked));
        }));
    }

    private List<StreamTopic> listed(Answers<String, StreamTopic> answers, long asked) {
        answers.errors().forEach((stream, error) -> {
            if (!(error instanceof LeatException.Denied) && !(error instanceof LeatException.Invalid)) {
                throw KafkaFailures.of(error, "listing streams");
            }
        });
        List<StreamTopic> topics = new ArrayList<>(answers.values().values());
        topics.forEach(topic -> found(topic, asked));
        topics.sort(Comparator.comparing(StreamTopic::stream));
        return topics;
    }

    /** What is known of a stream may be wrong: it is asked for anew, but goes on to be true while no broker answers. */
    public void doubt(String stream) {
        known.computeIfPresent(
                stream,
                (name, before) -> before.topic() == null
                        ? before
                        : new Known(before.topic(), System.nanoTime() - FRESH.toNanos()));
    }

    /** What was known of a stream has turned out wrong: it is asked for anew. */
    public void forget(String stream) {
        known.put(stream, new Known(null, System.nanoTime()));
    }

    private void found(StreamTopic topic, long asked) {
        Known now = new Known(topic, asked);
        known.merge(topic.stream(), now, (before, found) -> found.asked() - before.asked() > 0 ? found : before);
    }

    private void notFound(String stream, long asked) {
        known.computeIfPresent(stream, (name, before) -> asked - before.asked() > 0 ? null : before);
    }

    private <T> CompletableFuture<T> unlessClosed(Supplier<CompletableFuture<T>> asking) {
        CompletableFuture<T> asked;
        try {
            asked = closed ? CompletableFuture.failedFuture(closedHub()) : asking.get();
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        return asked.exceptionallyCompose(error ->
                CompletableFuture.failedFuture(closed ? closedHub() : KafkaFailures.of(error, "looking up streams")));
    }

    private static LeatException closedHub() {
        return new LeatException.Closed("the hub is closed");
    }

    @Override
    public void close() {
        closed = true;
        settings.close();
    }
}
