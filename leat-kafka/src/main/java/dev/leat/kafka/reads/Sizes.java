package dev.leat.kafka.reads;

import dev.leat.kafka.client.Clients;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeLogDirsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/**
 * How many bytes partitions take on disk: those of the largest replica. All brokers are asked about all they have, which is not
 * cheap, and so once per second at most. Thread-safe.
 */
final class Sizes {

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Clients clients;

    /** Guarded by this. */
    private CompletableFuture<Map<TopicPartition, Long>> last = CompletableFuture.completedFuture(Map.of());

    /** Guarded by this. */
    private long asked = System.nanoTime() - FRESH_NANOS;

    Sizes(Clients clients) {
        this.clients = clients;
    }

    /** Bytes by partition; of what brokers do not tell, as it is not allowed or they do not answer, nothing. Never fails. */
    synchronized CompletableFuture<Map<TopicPartition, Long>> all() {
        if (System.nanoTime() - asked >= FRESH_NANOS && last.isDone()) {
            asked = System.nanoTime();
            last = ask().exceptionally(refused -> Map.of());
        }
        return last;
    }

    private CompletableFuture<Map<TopicPartition, Long>> ask() {
        DescribeClusterOptions cluster = new DescribeClusterOptions().timeoutMs((int) PATIENCE.toMillis());
        DescribeLogDirsOptions dirs = new DescribeLogDirsOptions().timeoutMs((int) PATIENCE.toMillis());
        return clients.admin()
                .describeCluster(cluster)
                .nodes()
                .toCompletionStage()
                .thenCompose(nodes -> clients.admin()
                        .describeLogDirs(nodes.stream().map(Node::id).toList(), dirs)
                        .allDescriptions()
                        .toCompletionStage())
                .thenApply(Sizes::largest)
                .toCompletableFuture();
    }

    private static Map<TopicPartition, Long> largest(Map<Integer, Map<String, LogDirDescription>> brokers) {
        Map<TopicPartition, Long> sizes = new HashMap<>();
        brokers.values()
                .forEach(dirs -> dirs.values()
                        .forEach(dir -> dir.replicaInfos()
                                .forEach((partition, replica) -> sizes.merge(partition, replica.size(), Math::max))));
        return sizes;
    }
}
