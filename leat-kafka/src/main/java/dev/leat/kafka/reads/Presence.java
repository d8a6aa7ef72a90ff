package dev.leat.kafka.reads;

import dev.leat.kafka.client.Clients;
import dev.leat.kafka.topics.StreamTopic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which topics are there no more: consumers are never told, they try for ever. Thread-safe; one look at a time.
 *
 * <p>A topic that has just been made may not yet be known to every broker, so it is gone when it was missed twice.
 */
final class Presence {

    /** So many are looked for at once. */
    private static final int MOST = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** When what was missed is looked for again. */
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final Clients clients;
    private final Consumer<StreamTopic> gone;
    private final AtomicBoolean looking = new AtomicBoolean();

    /** Where the next look begins, if there are many; used by the look that is under way, as is what follows. */
    private int turn;

    /** Missed by the last look. */
    private final Set<Uuid> missed = new HashSet<>();

    /** @param gone hears of topics that have been deleted, or replaced by others of their name */
    Presence(Clients clients, Consumer<StreamTopic> gone) {
        this.clients = clients;
        this.gone = gone;
    }

    /** Looks whether these are still there, or some of them if there are many. Does nothing while a look is under way. */
    void look(List<StreamTopic> topics) {
        if (topics.isEmpty() || !looking.compareAndSet(false, true)) {
            return;
        }
        Map<String, StreamTopic> wanted = new HashMap<>();
        for (int i = 0; i < Math.min(MOST, topics.size()); i++) {
            StreamTopic topic = topics.get((turn + i) % topics.size());
            wanted.put(topic.topic(), topic);
        }
        turn = topics.size() > MOST ? (turn + MOST / 2) % topics.size() : 0;
        Map<String, KafkaFuture<TopicDescription>> answers = describe(wanted.keySet());
        var unused = KafkaFuture.allOf(answers.values().toArray(KafkaFuture<?>[]::new))
                .whenComplete((nothing, error) -> seen(wanted, answers));
    }

    private Map<String, KafkaFuture<TopicDescription>> describe(Collection<String> topics) {
        DescribeTopicsOptions options = new DescribeTopicsOptions().timeoutMs((int) PATIENCE.toMillis());
        return clients.admin().describeTopics(topics, options).topicNameValues();
    }

    /** Whether a topic that should have been there for a while has gone. Never fails: if that cannot be known, it has not. */
    CompletableFuture<Boolean> isGone(StreamTopic topic) {
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        describe(List.of(topic.topic())).values().forEach(answer -> {
            var unused = answer.whenComplete((description, error) -> gone.complete(
                    isMissing(error) || (error == null && !description.topicId().equals(topic.id()))));
        });
        return gone;
    }

    private void seen(Map<String, StreamTopic> wanted, Map<String, KafkaFuture<TopicDescription>> answers) {
        Set<StreamTopic> absent = new HashSet<>();
        Set<Uuid> missing = new HashSet<>();
        answers.forEach((name, answer) -> {
            var unused = answer.whenComplete((description, error) -> {
                StreamTopic topic = wanted.get(name);
                if (topic == null) {
                    return;
                }
                if (isMissing(error) && !missed.contains(topic.id())) {
                    missing.add(topic.id());
                } else if (isMissing(error)
                        || (error == null && !description.topicId().equals(topic.id()))) {
                    absent.add(topic);
                }
            });
        });
        missed.clear();
        missed.addAll(missing);
        looking.set(false);
        absent.forEach(gone);
        if (missing.isEmpty()) {
            return;
        }
        List<StreamTopic> again = wanted.values().stream()
                .filter(topic -> missing.contains(topic.id()))
                .toList();
        CompletableFuture.delayedExecutor(AGAIN.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> look(again));
    }

    private static boolean isMissing(@Nullable Throwable error) {
        return error instanceof UnknownTopicOrPartitionException;
    }
}
