package dev.leat.kafka.reads;

import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaFailures;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks the leaders of partitions for offsets, as who reads only what is committed sees them. Thread-safe.
 *
 * <p>It asks by the hub's admin client: a consumer's connection may just be waiting for something to come, and brokers answer the
 * requests of one connection in turn.
 */
final class Ends {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Clients clients;

    Ends(Clients clients) {
        this.clients = clients;
    }

    /** The first offset of a partition that is kept. */
    CompletableFuture<Long> first(TopicPartition partition) {
        return one(partition, OffsetSpec.earliest());
    }

    /** The offset behind the last visible event: what is visible before this is called, lies before it. */
    CompletableFuture<Long> last(TopicPartition partition) {
        return one(partition, OffsetSpec.latest());
    }

    /** The offset of the first record of this time or later; -1 if there is none. */
    CompletableFuture<Long> atOrAfter(TopicPartition partition, long epochMillis) {
        return one(partition, OffsetSpec.forTimestamp(epochMillis));
    }

    private CompletableFuture<Long> one(TopicPartition partition, OffsetSpec spec) {
        return Objects.requireNonNull(offsets(List.of(partition), spec).get(partition));
    }

    /** One question for all; each partition's answer by itself, as one that fails does not hurt the others. */
    Map<TopicPartition, CompletableFuture<Long>> offsets(Collection<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, spec));
        ListOffsetsOptions options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        options.timeoutMs((int) PATIENCE.toMillis());
        ListOffsetsResult result = clients.admin().listOffsets(wanted, options);
        Map<TopicPartition, CompletableFuture<Long>> answers = new HashMap<>();
        for (TopicPartition partition : partitions) {
            String doing =
                    "asking for the offsets of topic '" + partition.topic() + "', partition " + partition.partition();
            answers.put(
                    partition,
                    KafkaFailures.future(result.partitionResult(partition), doing)
                            .thenApply(ListOffsetsResult.ListOffsetsResultInfo::offset));
        }
        return answers;
    }
}
