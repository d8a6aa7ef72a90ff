package dev.leat.kafka.reads;

import dev.leat.core.Capability;
import dev.leat.core.LeatException;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.StreamTopic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers fetches from {@link Windows}, which a few consumers fill. Thread-safe.
 *
 * <p>What has been polled for one reader is there for all. A batch ends at what is known at most; before it says that nothing is
 * left to who does not wait, the broker has been asked.
 */
public final class Readers implements AutoCloseable {

    private static final Duration LEAVE = Duration.ofSeconds(2);

    private final Catalog catalog;
    private final Windows windows;

    /** Goes on with what brokers have answered; its thread ends when there is nothing for a while. */
    private final ThreadPoolExecutor answering;

    /** Those that have not been answered. */
    private final Map<Long, CompletableFuture<Batch>> open = new ConcurrentHashMap<>();

    private final AtomicLong opened = new AtomicLong();

    private volatile boolean closed;

    public Readers(Clients clients, Catalog catalog) {
        this.catalog = catalog;
        this.answering = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> daemon(task, clients.id() + "-answers"),
                (task, executor) -> task.run());
        answering.allowCoreThreadTimeOut(true);
        this.windows = new Windows(clients, owner -> new Questions(owner, clients, catalog, answering));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** As {@link Engine#read}. */
    public CompletableFuture<Batch> read(Fetch fetch) {
        if (closed) {
            return CompletableFuture.failedFuture(closed());
        }
        CompletableFuture<Batch> answer = start(fetch);
        if (!answer.isDone()) {
            long number = opened.incrementAndGet();
            open.put(number, answer);
            var unused = answer.whenComplete((batch, error) -> open.remove(number));
            if (closed) {
                answer.completeExceptionally(closed());
            }
        }
        return answer;
    }

    private CompletableFuture<Batch> start(Fetch fetch) {
        if (fetch.partition() == Engine.ALL_PARTITIONS) {
            return CompletableFuture.failedFuture(new LeatException.Unsupported(
                    Capability.GLOBAL_ORDER,
                    "Kafka orders events within a partition only; read one partition at a time"));
        }
        StreamTopic known = catalog.known(fetch.stream());
        if (known != null && fetch.partition() < known.partitions()) {
            return start(known, fetch);
        }
        if (known != null) {
            // it may have got more of them
            catalog.forget(fetch.stream());
        }
        return catalog.find(fetch.stream()).thenComposeAsync(topic -> start(topic, fetch), answering);
    }

    private CompletableFuture<Batch> start(StreamTopic topic, Fetch fetch) {
        if (fetch.partition() >= topic.partitions()) {
            return CompletableFuture.failedFuture(noSuchPartition(topic, fetch.partition()));
        }
        Read read = new Read(topic, fetch);
        windows.answer(read);
        return read.answer;
    }

    static LeatException noSuchPartition(StreamTopic topic, int partition) {
        return new LeatException.Invalid(
                "partition",
                partition + " is not one of stream '" + topic.stream() + "', which has 0 to "
                        + (topic.partitions() - 1));
    }

    private static LeatException closed() {
        return new LeatException.Closed("the hub is closed");
    }

    /** Fails whoever waits, and ends its threads, for which it waits two seconds at most. */
    @Override
    public void close() {
        closed = true;
        List<Poller> ending = windows.close();
        List.copyOf(open.values()).forEach(answer -> answer.completeExceptionally(closed()));
        answering.shutdown();
        long deadline = System.nanoTime() + LEAVE.toNanos();
        try {
            for (Poller poller : ending) {
                poller.join(deadline - System.nanoTime());
            }
        } catch (InterruptedException e) {
            // they end by themselves
            Thread.currentThread().interrupt();
        }
    }
}
