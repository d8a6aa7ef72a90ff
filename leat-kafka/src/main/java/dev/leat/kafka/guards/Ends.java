package dev.leat.kafka.guards;

import dev.leat.kafka.client.KafkaFailures;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Where partitions end. Thread-safe; waits for the brokers. */
final class Ends {

    private final Admin admin;

    Ends(Admin admin) {
        this.admin = admin;
    }

    /** Behind the last event that readers see. */
    Map<TopicPartition, Long> visible(Collection<TopicPartition> partitions) {
        return ask(partitions, IsolationLevel.READ_COMMITTED);
    }

    /** Behind the last event that readers see. */
    long visible(TopicPartition partition) {
        return visible(List.of(partition)).getOrDefault(partition, 0L);
    }

    /** Behind all that is stored, with what is in open transactions. */
    long stored(TopicPartition partition) {
        return ask(List.of(partition), IsolationLevel.READ_UNCOMMITTED).getOrDefault(partition, 0L);
    }

    private Map<TopicPartition, Long> ask(Collection<TopicPartition> partitions, IsolationLevel level) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        Waiting.result(KafkaFailures.future(
                        admin.listOffsets(wanted, new ListOffsetsOptions(level)).all(),
                        "asking where " + partitions + " end"))
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }
}
