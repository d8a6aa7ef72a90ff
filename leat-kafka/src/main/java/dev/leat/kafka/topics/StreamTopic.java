package dev.leat.kafka.topics;

import dev.leat.core.StreamSettings;
import org.apache.kafka.common.Uuid;

/**
 * A stream as it is stored: what was known of its topic when it was last looked at.
 *
 * @param id of the topic: one that is created anew under the same name has another
 * @param replication the least number of replicas of any partition
 * @param minInsync how many replicas an append waits for ({@code min.insync.replicas})
 * @param recordsTime whether the broker gives each record its time ({@code LogAppendTime}), so that it never goes back
 */
public record StreamTopic(
        String stream,
        String topic,
        Uuid id,
        StreamSettings settings,
        int replication,
        int minInsync,
        boolean recordsTime) {

    public int partitions() {
        return settings.partitions();
    }
}
