package dev.leat.kafka.guards;

import dev.leat.core.LeatException;
import dev.leat.engine.StreamPartition;
import dev.leat.kafka.appends.ProducerSettings;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaFailures;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.StreamTopic;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a hub becomes the owner of a partition. First nobody else can add to it any more, and then it is read to its end:
 *
 * <ol>
 *   <li>A producer with the partition's transactional id ends what its former owner had begun, and fences it.
 *   <li>Transactions of owners of other partitions may have added to this one. Each commits an offset of this partition in the
 *       group of its owners, which only the group's present member can; the takeover waits until none of these is open, nor
 *       any transaction in the partition.
 *   <li>The partition is read, from the first event kept to the last.
 * </ol>
 *
 * <p>Thread-safe.
 */
final class Takeover {

    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

    /** How long what others have begun may take to end. */
    private static final Duration SETTLING = Duration.ofSeconds(40);

    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final Clients clients;
    private final ProducerSettings producers;
    private final Catalog catalog;
    private final Clock clock;
    private final Owners owners;
    private final Ends ends;

    Takeover(Clients clients, Catalog catalog, Clock clock, Owners owners) {
        this.clients = clients;
        this.producers = new ProducerSettings(clients);
        this.catalog = catalog;
        this.clock = clock;
        this.owners = owners;
        this.ends = new Ends(clients.admin());
    }

    /**
     * Opens a partition that the group has given to this hub.
     *
     * @param anew the group gave it some time ago: it is asked whether that is still so, lest the true owner is fenced
     * @param givenUp whether to stop
     * @return null: it has been given up
     */
    PartitionGuard.@Nullable Opened open(StreamPartition partition, boolean anew, BooleanSupplier givenUp) {
        if (anew) {
            owners.requireOwn(partition.partition());
        }
        StreamTopic topic = catalog.required(partition.stream());
        TopicPartition stored = new TopicPartition(topic.topic(), partition.partition());
        Producer<byte[], byte[]> producer = producer(partition);
        try (History history = history(partition, stored, producer, givenUp)) {
            PartitionState state = read(topic, stored, history, givenUp);
            if (!givenUp.getAsBoolean()) {
                return new PartitionGuard.Opened(topic, producer, state);
            }
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw KafkaFailures.of(e, "taking over " + partition);
        } catch (LeatException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
        producer.close(CLOSING);
        return null;
    }

    private Producer<byte[], byte[]> producer(StreamPartition partition) {
        return producers.transactional(
                "guard-" + partition.stream() + "-" + partition.partition(),
                clients.names().guard(partition.stream(), partition.partition()));
    }

    /** Reads a partition to which nobody else can add any more. */
    private History history(
            StreamPartition partition,
            TopicPartition stored,
            Producer<byte[], byte[]> producer,
            BooleanSupplier givenUp) {
        producer.initTransactions();
        Consumer<byte[], byte[]> consumer = clients.consumer(
                "guard-takeover",
                Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        clients.names().guards(partition.stream()),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"));
        try {
            consumer.committed(Set.of(stored)); // waits for transactions that commit an offset of it
            awaitNoneOpen(stored, givenUp);
            return new History(() -> consumer);
        } catch (KafkaException | LeatException e) {
            consumer.close(CloseOptions.timeout(CLOSING));
            throw e;
        }
    }

    /** Waits until what readers see is all there is. */
    private void awaitNoneOpen(TopicPartition stored, BooleanSupplier givenUp) {
        long until = System.nanoTime() + SETTLING.toNanos();
        while (ends.visible(stored) < ends.stored(stored) && !givenUp.getAsBoolean()) {
            if (System.nanoTime() - until > 0) {
                throw new LeatException.Unavailable(
                        "a transaction has been open in " + stored + " for " + SETTLING.toSeconds()
                                + " s: something else than its owner writes to it; take its right to do so",
                        null);
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private PartitionState read(StreamTopic topic, TopicPartition stored, History history, BooleanSupplier givenUp) {
        long began = System.nanoTime();
        PartitionState state = new PartitionState(topic.settings().dedupe(), clock);
        long end = ends.visible(stored);
        history.first(stored, 0, end, event -> {
            state.add(event);
            return givenUp.getAsBoolean();
        });
        state.ends(end, began);
        LOG.info(
                "Took over partition {} of stream '{}', read to {} in {} ms",
                stored.partition(),
                topic.stream(),
                end,
                Duration.ofNanos(System.nanoTime() - began).toMillis());
        return state;
    }
}
