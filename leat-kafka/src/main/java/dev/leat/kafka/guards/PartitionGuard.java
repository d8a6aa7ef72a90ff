package dev.leat.kafka.guards;

import dev.leat.core.LeatException;
import dev.leat.engine.StreamPartition;
import dev.leat.kafka.client.Uninterrupted;
import dev.leat.kafka.topics.StreamTopic;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition that the group has given to this hub, until it is {@linkplain #retire retired}. It opens by itself, again and
 * again until it has succeeded. Thread-safe: one lock, itself, guards all; what it has opened is used by the lane alone.
 */
final class PartitionGuard {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionGuard.class);
    private static final long AGAIN_MILLIS = 500;
    private static final Duration CLOSING = Duration.ofSeconds(2);

    /**
     * What the owner of a partition has.
     *
     * @param topic as it was when the partition was read
     */
    record Opened(StreamTopic topic, Producer<byte[], byte[]> producer, PartitionState state) {

        /** Whether it does for a stream as that is now: the same one, whose duplicates it recognises. */
        boolean serves(StreamTopic now) {
            return topic.id().equals(now.id())
                    && state.recognises(now.settings().dedupe());
        }
    }

    private final StreamPartition partition;
    private final Takeover takeover;
    private final ScheduledExecutorService threads;
    private final Runnable news;
    private final CompletableFuture<@Nullable Void> given = new CompletableFuture<>();
    private @Nullable Opened opened;
    private @Nullable LeatException failure;
    private boolean opening;
    private boolean retired;

    /**
     * @param takeover opens it
     * @param news runs when it has opened, or failed to
     */
    PartitionGuard(StreamPartition partition, Takeover takeover, ScheduledExecutorService threads, Runnable news) {
        this.partition = partition;
        this.takeover = takeover;
        this.threads = threads;
        this.news = news;
    }

    /** Begins to open. */
    void open() {
        open(false, 0);
    }

    private synchronized void open(boolean anew, long delayMillis) {
        if (!opening && !retired) {
            opening = true;
            var unused = threads.schedule(() -> tryToOpen(anew), delayMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void tryToOpen(boolean anew) {
        Opened result = null;
        LeatException error = null;
        try {
            result = isRetired() ? null : takeover.open(partition, anew, this::isRetired);
        } catch (LeatException e) {
            error = e;
        } catch (RuntimeException e) {
            error = new LeatException.Failed("taking over " + partition + " failed: " + e, e);
        }
        settle(result, error, anew);
        news.run();
    }

    private void settle(@Nullable Opened result, @Nullable LeatException error, boolean anew) {
        boolean late;
        synchronized (this) {
            opening = false;
            failure = error;
            late = retired;
            opened = late ? null : result;
        }
        if (late) {
            close(result);
        } else if (error != null) {
            LOG.warn("Taking over {} is tried again: {}", partition, error.getMessage());
            open(anew, AGAIN_MILLIS);
        }
    }

    /** What it has opened, if that does for a stream as it is now; else null, and where it does not, it opens anew. */
    @Nullable
    Opened opened(StreamTopic now) {
        Opened has;
        synchronized (this) {
            has = opened;
        }
        if (has != null && !has.serves(now)) {
            reopen(has);
            return null;
        }
        return has;
    }

    /** Why it could not be opened the last time; null: it is being opened for the first time, or is open. */
    synchronized @Nullable LeatException failure() {
        return failure;
    }

    /** What it had opened cannot be trusted any more: it begins again, if the group still says that it is the owner. */
    void reopen(Opened broken) {
        synchronized (this) {
            if (opened == null || opened.producer != broken.producer) {
                return;
            }
            opened = null;
        }
        Uninterrupted.run(() -> broken.producer.close(Duration.ZERO)); // also when the lane is broken off
        open(true, 0);
    }

    private synchronized boolean isRetired() {
        return retired;
    }

    /**
     * Gives it up, on the lane.
     *
     * @return completes when nothing more is done with it
     */
    CompletableFuture<@Nullable Void> retire() {
        Opened has;
        boolean stillOpening;
        synchronized (this) {
            retired = true;
            has = opened;
            opened = null;
            stillOpening = opening;
        }
        if (!stillOpening) {
            close(has);
        }
        return given;
    }

    private void close(@Nullable Opened has) {
        if (has != null) {
            has.producer.close(CLOSING);
        }
        given.complete(null);
    }
}
