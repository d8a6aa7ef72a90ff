package dev.leat.kafka.topics;

import dev.leat.core.LeatException;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaFailures;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Makes topics, with as many replicas as the user says, or else as the brokers can hold, up to three. Thread-safe. */
final class NewTopics {

    private static final int MOST_REPLICAS = 3;

    /** An event of 1,000,000 bytes, with its names and what surrounds it. */
    private static final int MOST_RECORD_BYTES = 2 * 1024 * 1024;

    private final Clients clients;

    NewTopics(Clients clients) {
        this.clients = clients;
    }

    /**
     * Makes a topic; fails with Kafka's own {@link TopicExistsException} where there is one, and else as users see it.
     *
     * @return its id
     */
    CompletableFuture<Uuid> make(String topic, int partitions, Map<String, String> configuration) {
        return replication()
                .thenCompose(replicas -> make(topic, partitions, replicas, configuration))
                .exceptionallyCompose(error -> CompletableFuture.failedFuture(refused(topic, error)));
    }

    /** Makes a topic unless there is one. */
    CompletableFuture<?> required(String topic, int partitions, Map<String, String> configuration) {
        return Answers.of(clients.admin().describeTopics(List.of(topic)).topicNameValues())
                .thenCompose(answers -> {
                    Throwable error = answers.errors().get(topic);
                    if (error == null) {
                        return CompletableFuture.completedFuture(Uuid.ZERO_UUID);
                    }
                    return TopicErrors.is(error, UnknownTopicOrPartitionException.class)
                            ? make(topic, partitions, configuration)
                            : CompletableFuture.failedFuture(refused(topic, error));
                })
                .exceptionallyCompose(error -> TopicErrors.is(error, TopicExistsException.class)
                        ? CompletableFuture.completedFuture(Uuid.ZERO_UUID)
                        : CompletableFuture.failedFuture(error));
    }

    private CompletableFuture<Uuid> make(
            String topic, int partitions, int replicas, Map<String, String> configuration) {
        Map<String, String> all = new HashMap<>(configuration);
        all.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        all.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(MOST_RECORD_BYTES));
        // One replica may be down while what is acknowledged still is in two.
        all.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, replicas >= MOST_REPLICAS ? "2" : "1");
        NewTopic made = new NewTopic(topic, Optional.of(partitions), Optional.of((short) replicas)).configs(all);
        return stage(clients.admin().createTopics(List.of(made)).topicId(topic));
    }

    private CompletableFuture<Integer> replication() {
        int wanted = clients.location().replication();
        return wanted > 0 ? CompletableFuture.completedFuture(wanted) : mostReplicas();
    }

    private CompletableFuture<Integer> mostReplicas() {
        // A broker that is down for a moment counts: it comes back, and what it missed is copied to it.
        return stage(nodes(new DescribeClusterOptions().includeFencedBrokers(true)))
                .exceptionallyCompose(error -> TopicErrors.is(error, UnsupportedVersionException.class)
                        ? stage(nodes(new DescribeClusterOptions()))
                        : CompletableFuture.failedFuture(error))
                .thenApply(nodes -> nodes.size() >= MOST_REPLICAS ? MOST_REPLICAS : 1);
    }

    private KafkaFuture<Collection<Node>> nodes(DescribeClusterOptions options) {
        return clients.admin().describeCluster(options).nodes();
    }

    private static Throwable refused(String topic, Throwable error) {
        Throwable cause = KafkaFailures.cause(error);
        if (cause instanceof TopicExistsException) {
            return cause;
        }
        if (cause instanceof InvalidReplicationFactorException) {
            return new LeatException.Invalid(
                    "replication",
                    "topic '" + topic + "' is refused: " + cause.getMessage() + "; ask for fewer replicas");
        }
        return TopicErrors.of(error, "creating topic '" + topic + "'", "CREATE on topic '" + topic + "'");
    }

    private static <T> CompletableFuture<T> stage(KafkaFuture<T> future) {
        return future.toCompletionStage().toCompletableFuture();
    }
}
