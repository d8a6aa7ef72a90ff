package dev.leat.kafka.topics;

import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.kafka.client.Clients;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the configurations of topics cannot hold, in a compacted topic that all hubs read: a {@link SettingsRecord} for each
 * stream that needs one. Without such streams there is no such topic.
 *
 * <p>Thread-safe. Clients that block are used by one thread of its own alone, which also is the only one that sets what is
 * known; there is none while there is nothing to do.
 */
final class SettingsTopic implements AutoCloseable {

    /** Not shown among the streams: it holds no events. */
    static final String STREAM = "_leat.streams";

    private static final Logger LOG = LoggerFactory.getLogger(SettingsTopic.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_WAITING = 1_000;

    /** Ten years: without its last record the topic could not be read to its end, since no record would tell that it is that. */
    private static final Map<String, String> CONFIGURATION = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.DELETE_RETENTION_MS_CONFIG,
            String.valueOf(Duration.ofDays(3650).toMillis()));

    /** What is read is there already; and closing waits for requests that wait for more. */
    private static final Map<String, Object> READING =
            Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest", ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5);

    private final Clients clients;
    private final NewTopics newTopics;
    private final String topic;
    private final TopicPartition partition;
    private final ThreadPoolExecutor thread;
    private volatile Known known = new Known(Uuid.ZERO_UUID, 0, Map.of());

    /** Made by the thread when it is needed first; closed when the thread has ended. */
    private @Nullable Producer<byte[], byte[]> producer;

    /**
     * What has been read.
     *
     * @param id of the topic
     * @param next the offset to go on from
     * @param records by their keys
     */
    record Known(Uuid id, long next, Map<String, StreamSettings> records) {

        /** What is recorded, or announced, of a stream; null if nothing is. */
        @Nullable
        StreamSettings of(String stream, Uuid topic) {
            StreamSettings recorded = records.get(SettingsRecord.key(stream, topic));
            return recorded != null ? recorded : records.get(SettingsRecord.announced(stream));
        }

        boolean records(String stream, Uuid topic) {
            return records.containsKey(SettingsRecord.key(stream, topic));
        }
    }

    SettingsTopic(Clients clients, NewTopics newTopics) {
        this.clients = clients;
        this.newTopics = newTopics;
        this.topic = clients.names().topic(STREAM);
        this.partition = new TopicPartition(topic, 0);
        this.thread = new ThreadPoolExecutor(
                1, 1, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> daemon(work, topic));
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable work, String topic) {
        Thread thread = new Thread(work, "leat-settings-" + topic);
        thread.setDaemon(true);
        return thread;
    }

    /** As read last. */
    Known known() {
        return known;
    }

    /**
     * All that is recorded by now.
     *
     * @param id of the topic; null: there is none
     */
    CompletableFuture<Known> read(@Nullable Uuid id) {
        if (id == null) {
            return CompletableFuture.completedFuture(new Known(Uuid.ZERO_UUID, 0, Map.of()));
        }
        return clients.admin()
                .listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .toCompletionStage()
                .toCompletableFuture()
                .thenCompose(end -> {
                    Known now = known;
                    return now.id().equals(id) && now.next() >= end.offset()
                            ? CompletableFuture.completedFuture(now)
                            : onThread(() -> readTo(id, end.offset()));
                });
    }

    private Known readTo(Uuid id, long end) {
        Known now = known.id().equals(id) ? known : new Known(id, 0, Map.of());
        if (now.next() >= end) {
            return now;
        }
        Map<String, StreamSettings> records = new HashMap<>(now.records());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long next = now.next();
        try (Consumer<byte[], byte[]> consumer = clients.consumer("settings", READING)) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, next);
            while (next < end) {
                if (System.nanoTime() - deadline > 0) {
                    throw new LeatException.Unavailable(
                            "reading topic '" + topic + "' took longer than " + PATIENCE.toSeconds() + "s", null);
                }
                consumer.poll(Duration.ofMillis(100)).forEach(each -> put(records, each));
                next = consumer.position(partition);
            }
        }
        known = new Known(id, next, Map.copyOf(records));
        return known;
    }

    private void put(Map<String, StreamSettings> records, ConsumerRecord<byte[], byte[]> each) {
        String key = each.key() == null ? "" : new String(each.key(), StandardCharsets.UTF_8);
        StreamSettings settings = each.value() == null ? null : SettingsRecord.settings(each.value());
        if (settings != null) {
            records.put(key, settings);
        } else {
            records.remove(key);
            if (each.value() != null) {
                LOG.warn(
                        "'{}' at offset {} of topic {} holds no settings; it is passed over",
                        key,
                        each.offset(),
                        topic);
            }
        }
    }

    /** Records settings under a key, or, where they are null, that there are none any more. */
    CompletableFuture<@Nullable Void> write(String key, @Nullable StreamSettings settings) {
        return required().thenCompose(there -> onThread(() -> send(key, settings)));
    }

    private CompletableFuture<?> required() {
        return newTopics.required(topic, 1, CONFIGURATION);
    }

    private @Nullable Void send(String key, @Nullable StreamSettings settings) {
        Producer<byte[], byte[]> writer = producer;
        if (writer == null) {
            writer = clients.producer("settings", Map.of());
            producer = writer;
        }
        byte[] value = settings == null ? null : SettingsRecord.bytes(settings);
        try {
            var unused = writer.send(new ProducerRecord<>(topic, 0, key.getBytes(StandardCharsets.UTF_8), value))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new LeatException.Unavailable(
                    "the brokers did not take settings within " + PATIENCE.toSeconds() + "s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw closed();
        }
    }

    private <T extends @Nullable Object> CompletableFuture<T> onThread(Supplier<T> doing) {
        Work<T> work = new Work<>(doing, topic, new CompletableFuture<>());
        try {
            thread.execute(work);
        } catch (RejectedExecutionException e) {
            work.fail(
                    thread.isShutdown()
                            ? closed()
                            : new LeatException.Overloaded(
                                    MOST_WAITING + " changes of settings wait already", Duration.ofSeconds(1), e));
        }
        return work.result();
    }

    /** What the thread is to do. */
    private record Work<T extends @Nullable Object>(Supplier<T> doing, String topic, CompletableFuture<T> result)
            implements Runnable {

        @Override
        public void run() {
            try {
                result.complete(doing.get());
            } catch (RuntimeException e) {
                fail(TopicErrors.of(
                        e,
                        "using topic '" + topic + "', which holds settings of streams,",
                        "READ and WRITE on topic '" + topic + "'"));
            }
        }

        void fail(LeatException error) {
            result.completeExceptionally(error);
        }
    }

    private static LeatException closed() {
        return new LeatException.Closed("the hub is closed");
    }

    /** Waits a little for what is being written; what is not begun then fails. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            boolean ended = thread.awaitTermination(2, TimeUnit.SECONDS);
            for (Runnable left : thread.shutdownNow()) {
                ((Work<?>) left).fail(closed());
            }
            if ((ended || thread.awaitTermination(2, TimeUnit.SECONDS)) && producer != null) {
                producer.close(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            thread.shutdownNow().forEach(left -> ((Work<?>) left).fail(closed()));
            Thread.currentThread().interrupt();
        }
    }
}
