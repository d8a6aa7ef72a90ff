package dev.leat.kafka.groups;

import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.engine.StreamPartition;
import dev.leat.kafka.topics.StreamTopic;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What a member has of its group now. Thread-safe: changed by the thread that polls, read by all. */
final class Share {

    private final String subscription;
    private final Set<StreamPartition> has = new HashSet<>();
    private ConsumerGroupMetadata metadata;

    /** @param metadata of a member that has not joined yet */
    Share(String subscription, ConsumerGroupMetadata metadata) {
        this.subscription = subscription;
        this.metadata = metadata;
    }

    /** The group has begun a new generation, or this is another member now. */
    synchronized void now(ConsumerGroupMetadata now) {
        metadata = now;
    }

    synchronized void add(Set<StreamPartition> more) {
        has.addAll(more);
    }

    synchronized void remove(Set<StreamPartition> fewer) {
        has.removeAll(fewer);
    }

    synchronized Set<String> streams() {
        return has.stream().map(StreamPartition::stream).collect(Collectors.toSet());
    }

    synchronized Set<StreamPartition> all() {
        return Set.copyOf(has);
    }

    /** What is to be committed for a cursor: of the partitions that it names and this member has. Others stay as they are. */
    synchronized Map<TopicPartition, OffsetAndMetadata> offsets(StreamTopic topic, Cursor cursor) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (int partition : cursor.seen().keySet()) {
            if (partition < topic.partitions() && has.contains(new StreamPartition(topic.stream(), partition))) {
                offsets.put(Offsets.partition(topic, partition), Offsets.of(topic, cursor, partition));
            }
        }
        return offsets;
    }

    /**
     * Passes if it has all partitions that a cursor names.
     *
     * @throws LeatException.Fenced if not
     */
    synchronized void require(StreamTopic topic, Cursor cursor) {
        for (int partition : cursor.seen().keySet()) {
            if (!has.contains(new StreamPartition(topic.stream(), partition))) {
                throw fenced("partition " + partition + " of stream '" + topic.stream() + "'");
            }
        }
    }

    /**
     * What a transaction is to commit for the cursors of some streams, and as whom.
     *
     * @throws LeatException.Fenced as {@link #require}: what is appended because of it must not be appended
     */
    synchronized Commits transaction(Map<StreamTopic, Cursor> cursors) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        cursors.forEach((topic, cursor) -> {
            require(topic, cursor);
            offsets.putAll(offsets(topic, cursor));
        });
        return new Commits(metadata, offsets);
    }

    /** What one commits, and as whom. */
    record Commits(ConsumerGroupMetadata group, Map<TopicPartition, OffsetAndMetadata> offsets) {}

    LeatException.Fenced fenced(String what) {
        return new LeatException.Fenced("this member of subscription '" + subscription + "' does not have " + what
                + ": another process has it, or may have, and handles what was not committed before");
    }
}
