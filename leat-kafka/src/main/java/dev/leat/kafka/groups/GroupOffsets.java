package dev.leat.kafka.groups;

import static java.util.Objects.requireNonNull;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.StreamTopic;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/**
 * Writes the committed offsets of groups that this process is not a member of, as their administrator. Kafka lets nobody else
 * write while a group has members: then this fails with Fenced, and names them. Thread-safe.
 */
final class GroupOffsets {

    private final Clients clients;
    private final ExistingTopics topics;
    private final StableOffsets offsets;
    private final GroupAnswers answers;

    GroupOffsets(Clients clients, Catalog catalog, StableOffsets offsets) {
        this.clients = clients;
        this.topics = new ExistingTopics(catalog);
        this.offsets = offsets;
        this.answers = new GroupAnswers(clients);
    }

    /** Replaces the cursors of one subscription, each in another stream, or takes them away. */
    CompletableFuture<@Nullable Void> write(String subscription, Collection<Append.Commit> commits) {
        Map<String, Cursor> kept = new HashMap<>();
        Set<String> gone = new HashSet<>();
        for (Append.Commit commit : commits) {
            Cursor cursor = commit.cursor();
            if (cursor == null) {
                gone.add(commit.stream());
            } else {
                kept.put(commit.stream(), cursor);
            }
        }
        return replace(subscription, kept).thenCompose(done -> delete(subscription, gone));
    }

    private CompletableFuture<@Nullable Void> replace(String subscription, Map<String, Cursor> cursors) {
        return topics.of(cursors.keySet()).thenCompose(found -> {
            Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
            for (StreamTopic topic : found) {
                places.putAll(Offsets.of(topic, requireNonNull(cursors.get(topic.stream()))));
            }
            return places.isEmpty() ? Futures.done() : replacePlaces(subscription, places);
        });
    }

    private CompletableFuture<@Nullable Void> replacePlaces(
            String subscription, Map<TopicPartition, OffsetAndMetadata> places) {
        String doing = "committing the cursors of subscription '" + subscription + "'";
        var result = clients.admin().alterConsumerGroupOffsets(clients.names().group(subscription), places);
        return Futures.all(places.keySet().stream()
                .map(partition ->
                        answers.ofPartition(subscription, doing, AclOperation.READ, result.partitionResult(partition)))
                .toList());
    }

    private CompletableFuture<@Nullable Void> delete(String subscription, Set<String> streams) {
        if (streams.isEmpty()) {
            return Futures.done();
        }
        return offsets.read(subscription, streams).thenCompose(committed -> {
            Set<TopicPartition> gone = new HashSet<>();
            boolean all = true;
            for (var of : committed.entrySet()) {
                StreamTopic topic = of.getKey();
                if (streams.contains(topic.stream())) {
                    of.getValue().keySet().forEach(partition -> gone.add(Offsets.partition(topic, partition)));
                } else {
                    all = false;
                }
            }
            CompletableFuture<@Nullable Void> deleted =
                    gone.isEmpty() ? Futures.done() : deletePlaces(subscription, gone);
            return all ? deleted.thenCompose(done -> deleteGroup(subscription)) : deleted;
        });
    }

    private CompletableFuture<@Nullable Void> deletePlaces(String subscription, Set<TopicPartition> gone) {
        String doing = "deleting cursors of subscription '" + subscription + "'";
        var result = clients.admin().deleteConsumerGroupOffsets(clients.names().group(subscription), gone);
        return Futures.all(gone.stream()
                .map(partition -> answers.ofPartition(
                        subscription, doing, AclOperation.DELETE, result.partitionResult(partition)))
                .toList());
    }

    private CompletableFuture<@Nullable Void> deleteGroup(String subscription) {
        String group = clients.names().group(subscription);
        return answers.unlessGone(
                subscription,
                "deleting the group of subscription '" + subscription + "'",
                AclOperation.DELETE,
                requireNonNull(clients.admin()
                        .deleteConsumerGroups(List.of(group))
                        .deletedGroups()
                        .get(group)));
    }
}
