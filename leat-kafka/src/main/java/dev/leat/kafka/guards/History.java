package dev.leat.kafka.guards;

import dev.leat.core.LeatException;
import dev.leat.kafka.client.KafkaFailures;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads what is kept of partitions. Not thread-safe. */
final class History implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSING = Duration.ofSeconds(1);

    /** How long brokers may give nothing before a reading fails. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(15).toNanos();

    private final Supplier<Consumer<byte[], byte[]>> maker;
    private @Nullable Consumer<byte[], byte[]> made;

    /** @param maker of a consumer of what is committed, from the first one kept where it is told to read what is not */
    History(Supplier<Consumer<byte[], byte[]>> maker) {
        this.maker = maker;
    }

    private Consumer<byte[], byte[]> consumer() {
        Consumer<byte[], byte[]> consumer = made;
        if (consumer == null) {
            consumer = maker.get();
            made = consumer;
        }
        return consumer;
    }

    /** Whether the event at an offset is kept. */
    boolean keeps(TopicPartition partition, long offset) {
        return at(partition, offset) != null;
    }

    /** The event at an offset; null if it is not kept. */
    @Nullable
    GuardedEvent at(TopicPartition partition, long offset) {
        GuardedEvent next = first(partition, offset, offset + 1, event -> true);
        return next == null || next.offset() != offset ? null : next;
    }

    /** The first event that is wanted, of those from an offset on and before another one; null if there is none. */
    @Nullable
    GuardedEvent first(TopicPartition partition, long from, long before, Predicate<GuardedEvent> wanted) {
        if (from >= before) {
            return null;
        }
        try {
            Consumer<byte[], byte[]> consumer = consumer();
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            return read(consumer, partition, before, wanted);
        } catch (KafkaException e) {
            throw KafkaFailures.of(e, "reading " + partition);
        }
    }

    private static @Nullable GuardedEvent read(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, long before, Predicate<GuardedEvent> wanted) {
        long position = consumer.position(partition);
        long moved = System.nanoTime();
        while (position < before) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                GuardedEvent event = GuardedEvent.of(record);
                if (event.offset() >= before) {
                    return null;
                }
                if (wanted.test(event)) {
                    return event;
                }
            }
            long now = System.nanoTime();
            long reached = consumer.position(partition);
            if (reached == position && now - moved > PATIENCE_NANOS) {
                throw new LeatException.Unavailable(
                        "reading " + partition + " came no further than " + position + ": its broker gives nothing",
                        null);
            }
            moved = reached == position ? moved : now;
            position = reached;
        }
        return null;
    }

    @Override
    public void close() {
        Consumer<byte[], byte[]> consumer = made;
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(CLOSING));
        }
    }
}
