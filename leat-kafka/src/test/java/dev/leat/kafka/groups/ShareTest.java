package dev.leat.kafka.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.engine.StreamPartition;
import dev.leat.kafka.topics.StreamTopic;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** What is committed for cursors. */
class ShareTest {

    private final StreamTopic topic = new StreamTopic(
            "orders", "orders", Uuid.randomUuid(), StreamSettings.defaults().partitions(3), 1, 1, true);

    @SuppressWarnings("removal") // as in the class itself
    private final Share share = new Share("work", new ConsumerGroupMetadata("work"));

    private static Set<StreamPartition> partition(int number) {
        return Set.of(new StreamPartition("orders", number));
    }

    private Map<Integer, Long> committed(String cursor) {
        Map<Integer, Long> committed = new TreeMap<>();
        share.offsets(topic, Cursor.parse(cursor))
                .forEach((partition, offset) -> committed.put(partition.partition(), offset.offset()));
        return committed;
    }

    @Test
    void whatACursorDoesNotNameStaysAsItIs() {
        share.add(partition(0));
        share.add(partition(1));
        assertThat(committed("0:4,1:6")).isEqualTo(Map.of(0, 5L, 1, 7L));
        assertThat(committed("1:8")).isEqualTo(Map.of(1, 9L));
        assertThat(committed("")).isEmpty();
    }

    @Test
    void whatOthersHaveIsNotCommittedAndRefused() {
        share.add(partition(0));
        assertThat(committed("0:4,1:6")).isEqualTo(Map.of(0, 5L));
        assertThatThrownBy(() -> share.require(topic, Cursor.parse("0:4,1:6")))
                .isInstanceOf(LeatException.Fenced.class)
                .hasMessageContaining("partition 1 of stream 'orders'");
        share.remove(partition(0));
        assertThat(committed("0:5")).isEmpty();
    }
}
