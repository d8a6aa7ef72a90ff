package dev.leat.kafka.reads;

import dev.leat.core.StreamInfo;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaFailures;
import dev.leat.kafka.topics.StreamTopic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Where partitions begin and end, and how large they are. Thread-safe. */
public final class Spans {

    /** Behind this time nothing is recorded. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final Clients clients;
    private final Ends ends;
    private final Sizes sizes;

    public Spans(Clients clients) {
        this.clients = clients;
        this.ends = new Ends(clients);
        this.sizes = new Sizes(clients);
    }

    /** Streams as they stand, in the given order; those that have gone meanwhile are left out. */
    public CompletableFuture<List<StreamInfo>> infos(List<StreamTopic> topics) {
        if (topics.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        List<TopicPartition> partitions =
                topics.stream().flatMap(topic -> partitions(topic).stream()).toList();
        Offsets offsets = new Offsets(
                ends.offsets(partitions, OffsetSpec.earliest()), ends.offsets(partitions, OffsetSpec.latest()));
        CompletableFuture<Map<TopicPartition, Long>> bytes = sizes.all();
        List<CompletableFuture<Optional<StreamInfo>>> infos = topics.stream()
                .map(topic -> offsets.of(topic)
                        .thenCombine(bytes, (spans, sizes) -> Optional.of(info(topic, spans, sizes)))
                        .exceptionallyCompose(error -> unlessGone(topic, error)))
                .toList();
        return all(infos)
                .thenApply(found -> found.stream().flatMap(Optional::stream).toList());
    }

    private static List<TopicPartition> partitions(StreamTopic topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.topic(), partition))
                .toList();
    }

    private static StreamInfo info(StreamTopic topic, List<StreamInfo.Span> spans, Map<TopicPartition, Long> sizes) {
        long held = 0;
        long live = 0;
        for (TopicPartition partition : partitions(topic)) {
            StreamInfo.Span span = spans.get(partition.partition());
            long size = Objects.requireNonNullElse(sizes.get(partition), 0L);
            held += size;
            live += span.first() == span.next() ? 0 : size;
        }
        return new StreamInfo(topic.stream(), topic.settings(), spans, live, held);
    }

    private CompletableFuture<Optional<StreamInfo>> unlessGone(StreamTopic topic, Throwable error) {
        return clients.admin()
                .describeTopics(List.of(topic.topic()))
                .allTopicNames()
                .toCompletionStage()
                .toCompletableFuture()
                .handle((found, refused) -> {
                    Throwable cause = refused == null || refused.getCause() == null ? refused : refused.getCause();
                    if (refused instanceof UnknownTopicOrPartitionException
                            || cause instanceof UnknownTopicOrPartitionException) {
                        return Optional.empty();
                    }
                    throw KafkaFailures.of(error, "describing stream '" + topic.stream() + "'");
                });
    }

    /** As {@link dev.leat.engine.Engine#firstAtOrAfter}; where a transaction ends there, the offset of its end. */
    public CompletableFuture<Long> firstAtOrAfter(StreamTopic topic, int partition, Instant recorded) {
        if (partition < 0 || partition >= topic.partitions()) {
            return CompletableFuture.failedFuture(Readers.noSuchPartition(topic, partition));
        }
        TopicPartition wanted = new TopicPartition(topic.topic(), partition);
        CompletableFuture<Long> last = ends.last(wanted);
        if (recorded.isAfter(LATEST)) {
            return last;
        }
        long millis = recorded.isBefore(Instant.EPOCH) ? 0 : millis(recorded);
        // in turn: what comes in between is found, or lies behind the end
        return last.thenCompose(next -> ends.atOrAfter(wanted, millis).thenApply(found -> found < 0 ? next : found));
    }

    /** Kafka's times are whole milliseconds: those at or after a time in between begin with the next one. */
    private static long millis(Instant recorded) {
        return recorded.plusNanos(999_999).toEpochMilli();
    }

    private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new))
                .thenApply(
                        nothing -> futures.stream().map(CompletableFuture::join).toList());
    }

    /** Answers that are still to come, by partition. */
    private record Offsets(
            Map<TopicPartition, CompletableFuture<Long>> firsts, Map<TopicPartition, CompletableFuture<Long>> nexts) {

        CompletableFuture<List<StreamInfo.Span>> of(StreamTopic topic) {
            List<CompletableFuture<StreamInfo.Span>> spans = new ArrayList<>();
            for (TopicPartition partition : partitions(topic)) {
                CompletableFuture<Long> first = Objects.requireNonNull(firsts.get(partition));
                CompletableFuture<Long> next = Objects.requireNonNull(nexts.get(partition));
                // the first may have been asked after the next, when all had been removed
                spans.add(first.thenCombine(next, (low, high) -> new StreamInfo.Span(Math.min(low, high), high)));
            }
            return all(spans);
        }
    }
}
