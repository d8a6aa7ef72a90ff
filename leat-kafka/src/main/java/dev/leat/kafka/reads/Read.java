package dev.leat.kafka.reads;

import dev.leat.core.LeatException;
import dev.leat.engine.Batch;
import dev.leat.engine.Fetch;
import dev.leat.kafka.topics.StreamTopic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/** A fetch that is being answered. What changes of it is guarded by the lock of {@link Windows}. */
final class Read {

    /** How long brokers may take to answer who does not want to wait. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long NOT_ASKED = -1;

    /** As known to whoever asked: it may have gone since. */
    final StreamTopic topic;

    final TopicPartition partition;
    final long from;
    final int maxBytes;

    /** Whether it waits at the tail, and so need not be told what the end is at this moment. */
    final boolean waits;

    /** When it must have been answered, by {@link System#nanoTime()}. */
    final long deadline;

    /** Completed outside of the lock. */
    final CompletableFuture<Batch> answer = new CompletableFuture<>();

    private long end = NOT_ASKED;

    Read(StreamTopic topic, Fetch fetch) {
        this.topic = topic;
        this.partition = new TopicPartition(topic.topic(), fetch.partition());
        this.from = fetch.from();
        this.maxBytes = fetch.maxBytes();
        this.waits = !fetch.maxWait().isZero();
        this.deadline = System.nanoTime() + nanos(waits ? fetch.maxWait() : PATIENCE);
    }

    /** So bounded that a sum with the clock makes no sense of it. */
    private static long nanos(Duration wait) {
        Duration most = Duration.ofDays(1);
        return (wait.compareTo(most) < 0 ? wait : most).toNanos();
    }

    /** Whether brokers have been asked where the partition ends since it was called. */
    boolean isAsked() {
        return end != NOT_ASKED;
    }

    /** The offset behind the last visible event, as the broker said; less than any offset if it has not been asked. */
    long end() {
        return end;
    }

    void asked(long last) {
        end = last;
    }

    void forgetEnd() {
        end = NOT_ASKED;
    }

    /** Whether its time has passed. */
    boolean isOver(long now) {
        return deadline - now <= 0;
    }

    /** Nothing, at an end that may not even have been reached. */
    Batch nothing(long known) {
        return new RecordBatch(topic.stream(), List.of(), from, Math.max(known, end));
    }

    LeatException unavailable() {
        return new LeatException.Unavailable(
                this + " failed: no broker that leads the partition has answered within " + PATIENCE.toSeconds()
                        + " s; see whether the brokers are up",
                null);
    }

    LeatException notFound() {
        return new LeatException.NotFound("there is no stream '" + topic.stream() + "' any more; create it first");
    }

    @Override
    public String toString() {
        return "reading " + partition.partition() + ":" + from + " of stream '" + topic.stream() + "'";
    }
}
