package dev.leat.kafka.groups;

import dev.leat.core.Cursor;
import dev.leat.core.Position;
import dev.leat.kafka.topics.StreamTopic;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Cursors as committed offsets. A cursor tells the last offset seen, Kafka's the next to be read: one more; 0 is nothing seen.
 *
 * <p>With each offset goes the id of its topic, so that a topic that is made anew under the same name does not inherit it.
 * Offsets that other tools committed have none, and count.
 */
final class Offsets {

    private static final String TOPIC_ID = "topic-id:";

    private Offsets() {}

    static TopicPartition partition(StreamTopic topic, int partition) {
        return new TopicPartition(topic.topic(), partition);
    }

    /** How far a cursor is in one partition. */
    static OffsetAndMetadata of(StreamTopic topic, Cursor cursor, int partition) {
        return new OffsetAndMetadata(cursor.next(partition), TOPIC_ID + topic.id());
    }

    /** How far a cursor is in all partitions; those that the stream does not have are left out. */
    static Map<TopicPartition, OffsetAndMetadata> of(StreamTopic topic, Cursor cursor) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            offsets.put(partition(topic, partition), of(topic, cursor, partition));
        }
        return offsets;
    }

    /** The cursor that these offsets, per partition, stand for; null if they are all of another topic. */
    static @Nullable Cursor cursor(StreamTopic topic, Map<Integer, OffsetAndMetadata> offsets) {
        Cursor cursor = null;
        for (Map.Entry<Integer, OffsetAndMetadata> committed : offsets.entrySet()) {
            if (isOf(topic, committed.getValue())) {
                long next = committed.getValue().offset();
                Cursor before = cursor == null ? Cursor.NOTHING : cursor;
                cursor = next == 0 ? before : before.and(new Position(committed.getKey(), next - 1));
            }
        }
        return cursor;
    }

    private static boolean isOf(StreamTopic topic, OffsetAndMetadata offset) {
        return !offset.metadata().startsWith(TOPIC_ID) || offset.metadata().equals(TOPIC_ID + topic.id());
    }
}
