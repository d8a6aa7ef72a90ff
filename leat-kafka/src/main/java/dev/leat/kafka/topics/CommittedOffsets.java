package dev.leat.kafka.topics;

import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaFailures;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What groups have committed for a topic that is deleted. The brokers drop it by themselves; this waits for it. */
final class CommittedOffsets {

    private static final Logger LOG = LoggerFactory.getLogger(CommittedOffsets.class);
    private static final Duration MOST = Duration.ofSeconds(5);

    private final Clients clients;

    CommittedOffsets(Clients clients) {
        this.clients = clients;
    }

    /** Completes when no group of the hub has offsets for a topic, or when that takes too long. */
    CompletableFuture<@Nullable Void> gone(StreamTopic topic) {
        return groups().thenCompose(groups -> Polling.until(MOST, () -> left(groups, topic.topic()), left -> !left))
                .handle((left, error) -> {
                    if (error != null || left) {
                        LOG.warn(
                                "Groups may still have offsets for topic {}, which is deleted: {}",
                                topic.topic(),
                                error == null ? "after " + MOST.toSeconds() + "s" : KafkaFailures.cause(error));
                    }
                    return null;
                });
    }

    private CompletableFuture<Map<String, ListConsumerGroupOffsetsSpec>> groups() {
        return clients.admin()
                .listGroups(ListGroupsOptions.forConsumerGroups())
                .valid()
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(this::specs);
    }

    private Map<String, ListConsumerGroupOffsetsSpec> specs(Collection<GroupListing> groups) {
        Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
        for (GroupListing group : groups) {
            if (group.groupId().startsWith(clients.names().prefix())) {
                specs.put(group.groupId(), new ListConsumerGroupOffsetsSpec());
            }
        }
        return specs;
    }

    private CompletableFuture<Boolean> left(Map<String, ListConsumerGroupOffsetsSpec> groups, String topic) {
        if (groups.isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        return clients.admin()
                .listConsumerGroupOffsets(groups)
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(all -> all.values().stream().anyMatch(offsets -> has(offsets, topic)));
    }

    private static boolean has(Map<TopicPartition, OffsetAndMetadata> offsets, String topic) {
        return offsets.entrySet().stream()
                .anyMatch(entry ->
                        entry.getValue() != null && entry.getKey().topic().equals(topic));
    }
}
