package dev.leat.kafka.groups;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.kafka.client.KafkaFailures;
import dev.leat.kafka.groups.CommitQueue.Request;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.StreamTopic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;

/** Makes the commits of a member. For the thread that polls alone. */
final class MemberCommits {

    private static final Duration RETRY_AFTER = Duration.ofMillis(100);

    /** Kafka's consumer tries so long, also where the topic is gone, which it does not take for an answer. */
    private static final Duration ATTEMPT = Duration.ofSeconds(3);

    /** As {@link #ATTEMPT}, when the brokers did not answer the last time, or the member leaves. */
    private static final Duration SHORT_ATTEMPT = Duration.ofSeconds(1);

    /** A commit that a rebalance holds up waits for it so long. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String subscription;
    private final Catalog catalog;
    private final Share share;
    private final CommitQueue queue;
    private boolean unanswered;

    MemberCommits(String subscription, Catalog catalog, Share share, CommitQueue queue) {
        this.subscription = subscription;
        this.catalog = catalog;
        this.share = share;
        this.queue = queue;
    }

    /** Makes the commits that wait, in their order; false: a rebalance that is under way holds up some. */
    boolean run(Consumer<?, ?> consumer) {
        for (Request next = queue.first(); next != null; next = queue.first()) {
            if (!run(next, consumer)) {
                return false;
            }
        }
        return true;
    }

    /** Makes commits until this is done, the time is over, or the member leaves. */
    void runUntil(CompletableFuture<?> done, Duration most, Consumer<?, ?> consumer) {
        var unused = done.whenComplete((value, error) -> queue.signal());
        long until = System.nanoTime() + most.toNanos();
        while (!done.isDone() && until - System.nanoTime() > 0 && !queue.isClosed()) {
            boolean made = run(consumer);
            Duration left = Duration.ofNanos(until - System.nanoTime());
            queue.await(done, made || left.compareTo(RETRY_AFTER) < 0 ? left : RETRY_AFTER);
        }
    }

    /** Makes the commits that wait, as long as that works, and fails the others. */
    void runLast(Consumer<?, ?> consumer) {
        queue.close();
        boolean going = true;
        for (Request next = queue.first(); next != null; next = queue.first()) {
            if (going) {
                boolean unused = run(next, consumer);
                going = !next.done().isCompletedExceptionally();
            } else {
                fail(next, queue.leaving());
            }
        }
    }

    /** Whether it is done with, one way or the other; else a rebalance holds it up. */
    private boolean run(Request request, Consumer<?, ?> consumer) {
        try {
            commit(request, consumer);
            unanswered = false;
            queue.removeFirst();
            request.done().complete(null);
        } catch (RebalanceInProgressException e) {
            if (!request.isOlderThan(PATIENCE) && !queue.isClosed()) {
                return false;
            }
            fail(request, e);
        } catch (TimeoutException e) {
            unanswered = true;
            failAll(e);
        } catch (RuntimeException e) {
            fail(request, e);
        }
        return true;
    }

    /** Whoever waits would wait as long for nothing: all may try again later. */
    private void failAll(TimeoutException error) {
        for (Request next = queue.first(); next != null; next = queue.first()) {
            fail(next, error);
        }
    }

    private void commit(Request request, Consumer<?, ?> consumer) {
        LeatException.Fenced fenced = null;
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (Append.Commit commit : request.commits()) {
            Cursor named = commit.cursor();
            Cursor cursor = named == null ? Cursor.NOTHING : named;
            try {
                StreamTopic topic = catalog.required(commit.stream());
                offsets.putAll(share.offsets(topic, cursor)); // of what it has, also where that is not all
                share.require(topic, cursor);
            } catch (LeatException.NotFound e) {
                // a deleted stream has no cursors
            } catch (LeatException.Fenced e) {
                fenced = e;
            }
        }
        if (!offsets.isEmpty()) {
            commit(offsets, consumer);
        }
        if (fenced != null) {
            throw fenced;
        }
    }

    private void commit(Map<TopicPartition, OffsetAndMetadata> offsets, Consumer<?, ?> consumer) {
        boolean interrupted = true;
        while (interrupted) {
            try {
                consumer.commitSync(offsets, unanswered || queue.isClosed() ? SHORT_ATTEMPT : ATTEMPT);
                interrupted = false;
            } catch (WakeupException e) {
                // somebody wants the thread, and gets it when this is done: a commit may be repeated
            }
        }
    }

    private void fail(Request request, RuntimeException error) {
        queue.removeFirst();
        if (error instanceof TimeoutException) {
            // a stream may have been deleted: this is looked at before the next commit
            request.commits().forEach(commit -> catalog.doubt(commit.stream()));
        }
        boolean fenced = error instanceof CommitFailedException || error instanceof FencedInstanceIdException;
        request.done()
                .completeExceptionally(
                        fenced
                                ? share.fenced("what it had")
                                : KafkaFailures.of(
                                        error, "committing the cursors of subscription '" + subscription + "'"));
    }
}
