package dev.leat.core.memory;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capabilities;
import dev.leat.core.Capability;
import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import dev.leat.engine.StreamPattern;
import io.cloudevents.CloudEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps streams in memory. One lock, itself, guards everything; futures are completed outside of it. */
final class MemoryEngine implements Engine {

    private final Clock clock;
    private final Map<String, MemoryStream> streams = new TreeMap<>();
    private final NavigableMap<Long, MemoryEvent> all = new TreeMap<>();
    private final Map<String, Map<String, Cursor>> cursors = new TreeMap<>();
    private List<CompletableFuture<@Nullable Void>> waiting = new ArrayList<>();
    private long sequence;

    /** The time of the call that has the lock. */
    private Instant now = Instant.MIN;

    private Instant lastRecorded = Instant.MIN;
    private boolean closed;

    MemoryEngine(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Map.of(
                Capability.PERSISTENT,
                "memory is gone with the process; open a directory instead",
                Capability.SUBJECT_INDEX,
                "memory is searched event by event; open a directory instead",
                Capability.BACKUP,
                "memory is gone with the process, and so has nothing to restore; open a directory instead",
                Capability.SHARED_GROUPS,
                "memory belongs to one process; open a broker's URI instead"));
    }

    @Override
    public CompletableFuture<StreamInfo> create(String stream, StreamSettings settings, Durability durability) {
        return locked(() -> {
            MemoryStream known = streams.computeIfAbsent(stream, name -> new MemoryStream(name, settings, all));
            if (!known.settings().equals(settings)) {
                throw new LeatException.Invalid(
                        "settings", "stream '" + stream + "' exists with " + known.settings() + "; alter it instead");
            }
            return required(stream).info();
        });
    }

    @Override
    public CompletableFuture<StreamInfo> alter(String stream, StreamSettings settings) {
        return locked(() -> {
            MemoryStream known = required(stream);
            if (known.settings().partitions() != settings.partitions()) {
                throw new LeatException.Invalid(
                        "partitions",
                        "stream '" + stream + "' has " + known.settings().partitions() + ", not "
                                + settings.partitions() + ": keys would move; create another stream and copy");
            }
            known.alter(settings);
            return required(stream).info();
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> delete(String stream) {
        CompletableFuture<@Nullable Void> done = locked(() -> {
            required(stream).clear();
            streams.remove(stream);
            cursors.values().forEach(committed -> committed.remove(stream));
            return null;
        });
        wake();
        return done;
    }

    @Override
    public CompletableFuture<List<StreamInfo>> describe(String pattern) {
        return locked(() -> streams.keySet().stream()
                .filter(name -> StreamPattern.matches(pattern, name))
                .map(name -> required(name).info())
                .toList());
    }

    @Override
    public CompletableFuture<Appended> append(Append append, Durability durability) {
        CompletableFuture<Appended> done = locked(() -> {
            for (Append.Entry entry : append.entries()) {
                MemoryStream stream = required(entry.stream());
                entry.events().forEach(stream::check);
            }
            if (!isKnown(append)) {
                for (Condition condition : append.conditions()) {
                    MemoryConditions.check(condition, known(condition.stream()));
                }
            }
            append.commits().forEach(this::commit);
            lastRecorded = now.isAfter(lastRecorded) ? now : lastRecorded;
            Appended appended =
                    new Appended(append.entries().stream().map(this::record).toList());
            append.entries().forEach(entry -> required(entry.stream()).settle(now));
            return appended;
        });
        wake();
        return done;
    }

    /** Whether it is an append that has been recorded before: all of its events are duplicates. */
    private boolean isKnown(Append append) {
        return append.size() > 0
                && append.entries().stream().allMatch(entry -> {
                    MemoryStream stream = required(entry.stream());
                    return entry.events().stream().allMatch(event -> stream.original(event, now) != null);
                });
    }

    private Appended.Placed record(Append.Entry entry) {
        MemoryStream stream = required(entry.stream());
        List<Position> positions = new ArrayList<>();
        SortedSet<Integer> duplicates = new TreeSet<>();
        for (CloudEvent event : entry.events()) {
            MemoryEvent original = stream.original(event, now);
            if (original != null) {
                duplicates.add(positions.size());
            }
            positions.add(original != null ? original.position() : stream.record(event, sequence++, lastRecorded));
        }
        return new Appended.Placed(stream.name, List.copyOf(positions), duplicates);
    }

    private void commit(Append.Commit commit) {
        Map<String, Cursor> committed = cursors.computeIfAbsent(commit.subscription(), name -> new TreeMap<>());
        if (commit.cursor() == null || !streams.containsKey(commit.stream())) {
            committed.remove(commit.stream());
        } else {
            committed.put(commit.stream(), commit.cursor());
        }
    }

    @Override
    public CompletableFuture<Map<String, Cursor>> committed(String subscription) {
        return locked(() -> Map.copyOf(cursors.getOrDefault(subscription, Map.of())));
    }

    @Override
    public CompletableFuture<Batch> read(Fetch fetch) {
        CompletableFuture<@Nullable Void> arrival = new CompletableFuture<>();
        CompletableFuture<Batch> now = locked(() -> {
            Batch batch = batch(fetch);
            if (batch.nextOffset() == fetch.from() && !fetch.maxWait().isZero()) {
                waiting.add(arrival);
            } else {
                arrival.complete(null);
            }
            return batch;
        });
        if (arrival.isDone() || now.isCompletedExceptionally()) {
            return now;
        }
        return arrival.completeOnTimeout(null, fetch.maxWait().toNanos(), TimeUnit.NANOSECONDS)
                .thenCompose(nothing -> {
                    synchronized (this) {
                        waiting.removeIf(waiter -> waiter == arrival);
                    }
                    return read(new Fetch(
                            fetch.stream(), fetch.partition(), fetch.from(), fetch.maxBytes(), Duration.ZERO));
                });
    }

    private Batch batch(Fetch fetch) {
        if (fetch.partition() == ALL_PARTITIONS) {
            Iterator<MemoryEvent> events = all(fetch.stream(), fetch.from()).iterator();
            return MemoryBatch.of(events, MemoryEvent::sequence, fetch, sequence);
        }
        MemoryStream stream = required(fetch.stream());
        MemoryPartition partition = stream.partition(fetch.partition());
        if (fetch.from() < partition.first()) {
            Position first = new Position(fetch.partition(), partition.first());
            throw new LeatException.Expired(
                    fetch.partition() + ":" + fetch.from() + " of stream '" + stream.name
                            + "' is no longer kept: the first one is " + first,
                    first);
        }
        Iterator<MemoryEvent> events = partition.events(fetch.from()).iterator();
        return MemoryBatch.of(events, MemoryEvent::offset, fetch, partition.next());
    }

    @Override
    public CompletableFuture<Long> firstAtOrAfter(String stream, int partition, Instant recorded) {
        return locked(() -> {
            if (partition == ALL_PARTITIONS) {
                return all(stream, 0)
                        .filter(event -> !event.recordedTime().isBefore(recorded))
                        .findFirst()
                        .map(MemoryEvent::sequence)
                        .orElse(sequence);
            }
            MemoryPartition wanted = required(stream).partition(partition);
            return wanted.events().stream()
                    .filter(event -> !event.recordedTime().isBefore(recorded))
                    .findFirst()
                    .map(MemoryEvent::offset)
                    .orElse(wanted.next());
        });
    }

    /** What is kept of a stream, or of all, in the order in which it was recorded, from a place on. */
    private Stream<MemoryEvent> all(String stream, long from) {
        if (stream.equals(ALL_STREAMS)) {
            streams.values().forEach(each -> each.expire(now));
            return all.tailMap(from, true).values().stream();
        }
        String name = required(stream).name;
        return all.tailMap(from, true).values().stream()
                .filter(event -> event.stream().equals(name));
    }

    @Override
    public CompletableFuture<Long> compact() {
        return locked(() -> streams.values().stream()
                .mapToLong(stream -> stream.expire(now) + stream.compact(now))
                .sum());
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        wake();
    }

    /** A stream with what is still kept of it; null if there is none. */
    private @Nullable MemoryStream known(String name) {
        MemoryStream stream = streams.get(name);
        if (stream != null) {
            stream.expire(now);
        }
        return stream;
    }

    private MemoryStream required(String name) {
        MemoryStream stream = known(name);
        if (stream == null) {
            throw new LeatException.NotFound("there is no stream '" + name + "'; create it first");
        }
        return stream;
    }

    private <T> CompletableFuture<T> locked(Supplier<T> action) {
        try {
            synchronized (this) {
                if (closed) {
                    throw new LeatException.Closed("the hub is closed");
                }
                now = clock.instant().truncatedTo(ChronoUnit.MICROS);
                return CompletableFuture.completedFuture(action.get());
            }
        } catch (LeatException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void wake() {
        List<CompletableFuture<@Nullable Void>> woken;
        synchronized (this) {
            woken = waiting;
            waiting = new ArrayList<>();
        }
        woken.forEach(arrival -> arrival.complete(null));
    }
}
