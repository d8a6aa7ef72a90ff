package dev.leat.log;

import dev.leat.core.LeatException;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import dev.leat.log.disk.Disk;
import dev.leat.log.format.CommitFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers what is read: at once where something is visible, else when it becomes so. Thread-safe. */
final class LogReader {

    private final Disk disk;
    private final OpenLog log;
    private final PartitionBatches batches;

    LogReader(Disk disk, OpenLog log) {
        this.disk = disk;
        this.log = log;
        this.batches = new PartitionBatches(disk, log);
    }

    CompletableFuture<Batch> read(Fetch fetch) {
        log.requireOpen();
        boolean all = fetch.stream().equals(Engine.ALL_STREAMS);
        StreamState stream = all ? null : log.required(fetch.stream());
        if (all || fetch.partition() == Engine.ALL_PARTITIONS) {
            Visibility visibility = log.visibility();
            return await(
                    fetch,
                    null,
                    visibility.waitingForAny(),
                    visibility::sequence,
                    () -> new GlobalBatch(disk, log, stream, fetch.from()));
        }
        Partition partition = partition(log.required(fetch.stream()), fetch.partition());
        log.requireKept(partition, fetch.from());
        return await(
                fetch,
                partition.stream,
                partition.waiting,
                () -> partition.visible,
                () -> batches.visible(partition, fetch));
    }

    private static Partition partition(StreamState stream, int number) {
        if (number < 0 || number >= stream.partitions.length) {
            throw new LeatException.Invalid(
                    "partition",
                    number + " is not one of stream '" + stream.name + "', which has 0 to "
                            + (stream.partitions.length - 1));
        }
        return stream.partitions[number];
    }

    private CompletableFuture<Batch> await(
            Fetch fetch,
            @Nullable StreamState stream,
            Queue<CompletableFuture<@Nullable Void>> waiting,
            LongSupplier visible,
            Supplier<Batch> batch) {
        if (fetch.from() < visible.getAsLong() || fetch.maxWait().isZero()) {
            return CompletableFuture.completedFuture(batch.get());
        }
        CompletableFuture<@Nullable Void> arrived = new CompletableFuture<>();
        waiting.add(arrived);
        log.awaited();
        if (fetch.from() < visible.getAsLong() || log.isClosed() || (stream != null && stream.deleted)) {
            arrived.complete(null);
        }
        CompletableFuture<Batch> result = arrived.completeOnTimeout(
                        null, Math.min(fetch.maxWait().toMillis() + 1, Integer.MAX_VALUE), TimeUnit.MILLISECONDS)
                .thenApply(nothing -> {
                    if (log.isClosed()) {
                        throw new LeatException.Closed("the hub is closed");
                    }
                    if (stream != null && stream.deleted) {
                        throw new LeatException.NotFound("stream '" + stream.name + "' was deleted");
                    }
                    waiting.removeIf(waiter -> waiter == arrived);
                    return batch.get();
                });
        return result;
    }

    long firstAtOrAfter(String name, int number, Instant recorded) {
        log.requireOpen();
        log.refresh();
        long micros = recorded.compareTo(Instant.EPOCH) < 0
                ? 0
                : recorded.getEpochSecond() >= Long.MAX_VALUE / 1_000_000 ? Long.MAX_VALUE : Micros.of(recorded);
        if (number == Engine.ALL_PARTITIONS) {
            return global(micros);
        }
        Partition partition = partition(log.required(name), number);
        long first = Math.min(log.first(partition, log.micros()), partition.visible);
        if (micros > log.state().lastMicros) {
            return partition.visible;
        }
        try {
            return Math.max(first, Math.min(found(partition, micros), partition.visible));
        } catch (IOException e) {
            throw log.readFailure("the log", e);
        }
    }

    private long found(Partition partition, long micros) throws IOException {
        try {
            return partition.firstAtOrAfter(micros);
        } catch (IOException | LeatException e) {
            log.refresh(); // cleaning may just have replaced the segment
            return partition.firstAtOrAfter(micros);
        }
    }

    private long global(long micros) {
        long visible = log.visibility().sequence();
        if (micros > log.state().lastMicros) {
            return visible; // the usual question, which needs no index
        }
        for (Segment segment : log.state().segments) {
            try {
                long first = segment.isCleaned()
                        ? segment.order(log.id()).firstAtOrAfter(micros)
                        : inCommits(segment, micros);
                if (first >= 0) {
                    return Math.min(first, visible);
                }
            } catch (IOException | CommitFormat.BadCommit | LeatException e) {
                log.refresh();
                // where cleaning has not just replaced it, reading from here on tells what is wrong
                return segment.replaced ? global(micros) : Math.min(segment.firstSequence, visible);
            }
        }
        return visible;
    }

    private static long inCommits(Segment segment, long micros) {
        CommitIndex commits = segment.commits.get();
        int commit = commits.findTime(micros);
        return commit < commits.size() ? commits.firstSequence(commit) : -1;
    }
}
