package dev.leat.kafka.groups;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.leat.core.LeatException;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.StreamTopic;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/**
 * Reads the committed offsets of groups, waiting for the transactions that commit some. Thread-safe.
 *
 * <p>The brokers answer a transaction as soon as its end is sure, and apply its offsets a moment later; in between, and while it
 * is open, they do not tell these offsets. Asked for all offsets of a group they leave such ones out without a word. So they
 * are asked twice: for all, to learn which streams there are, then for each partition of these streams: one that is left out
 * then is waited for.
 */
final class StableOffsets {

    private static final Duration FIRST_WAIT = Duration.ofMillis(20);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    /** Longer than a transaction whose producer was killed stays open. */
    private static final Duration PATIENCE = Duration.ofSeconds(75);

    private final Clients clients;
    private final ExistingTopics topics;
    private final GroupAnswers answers;

    StableOffsets(Clients clients, Catalog catalog) {
        this.clients = clients;
        this.topics = new ExistingTopics(catalog);
        this.answers = new GroupAnswers(clients);
    }

    /**
     * The offsets of a subscription's group in all streams of this hub, by stream and partition; without those that there are
     * none of.
     *
     * @param streams for which it may have its first ones in a transaction
     */
    CompletableFuture<Map<StreamTopic, Map<Integer, OffsetAndMetadata>>> read(
            String subscription, Set<String> streams) {
        return list(subscription, new ListConsumerGroupOffsetsSpec(), false)
                .thenCompose(all -> topics.of(streams(all == null ? Set.of() : all.keySet(), streams)))
                .thenCompose(found -> stable(subscription, partitions(found), FIRST_WAIT, System.nanoTime())
                        .thenApply(offsets -> byTopic(found, offsets)));
    }

    private Set<String> streams(Set<TopicPartition> partitions, Set<String> more) {
        Set<String> streams = new HashSet<>(more);
        for (TopicPartition partition : partitions) {
            String stream = clients.names().stream(partition.topic());
            if (stream != null) {
                streams.add(stream);
            }
        }
        return streams;
    }

    private static Set<TopicPartition> partitions(List<StreamTopic> topics) {
        Set<TopicPartition> partitions = new HashSet<>();
        for (StreamTopic topic : topics) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                partitions.add(Offsets.partition(topic, partition));
            }
        }
        return partitions;
    }

    private CompletableFuture<Map<TopicPartition, @Nullable OffsetAndMetadata>> stable(
            String subscription, Set<TopicPartition> partitions, Duration wait, long since) {
        if (partitions.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        return list(subscription, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions), true)
                .thenCompose(offsets -> {
                    if (offsets == null || offsets.keySet().containsAll(partitions)) {
                        return CompletableFuture.completedFuture(offsets == null ? Map.of() : offsets);
                    }
                    if (System.nanoTime() - since > PATIENCE.toNanos()) {
                        throw new LeatException.Unavailable(
                                "the cursors of subscription '" + subscription + "' are part of a transaction that"
                                        + " has not ended after " + PATIENCE.toSeconds() + " s: try again",
                                null);
                    }
                    Duration doubled = wait.multipliedBy(2);
                    Duration next = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
                    return new CompletableFuture<@Nullable Void>()
                            .completeOnTimeout(null, wait.toMillis(), MILLISECONDS)
                            .thenCompose(later -> stable(subscription, partitions, next, since));
                });
    }

    /** Null if there is no such group; a partition without an offset has null, one that is not stable is left out. */
    private CompletableFuture<@Nullable Map<TopicPartition, @Nullable OffsetAndMetadata>> list(
            String subscription, ListConsumerGroupOffsetsSpec which, boolean stable) {
        String group = clients.names().group(subscription);
        return answers.unlessGone(
                subscription,
                "reading the cursors of subscription '" + subscription + "'",
                AclOperation.DESCRIBE,
                clients.admin()
                        .listConsumerGroupOffsets(
                                Map.of(group, which), new ListConsumerGroupOffsetsOptions().requireStable(stable))
                        .partitionsToOffsetAndMetadata(group));
    }

    private static Map<StreamTopic, Map<Integer, OffsetAndMetadata>> byTopic(
            List<StreamTopic> topics, Map<TopicPartition, @Nullable OffsetAndMetadata> offsets) {
        Map<StreamTopic, Map<Integer, OffsetAndMetadata>> byTopic = new HashMap<>();
        for (StreamTopic topic : topics) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                OffsetAndMetadata offset = offsets.get(Offsets.partition(topic, partition));
                if (offset != null) {
                    byTopic.computeIfAbsent(topic, any -> new HashMap<>()).put(partition, offset);
                }
            }
        }
        return byTopic;
    }
}
