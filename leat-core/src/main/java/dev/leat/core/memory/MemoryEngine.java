package dev.leat.core.memory;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capabilities;
import dev.leat.core.Capability;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import dev.leat.engine.Partitioner;
import dev.leat.engine.StreamPattern;
import io.cloudevents.CloudEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps streams in memory. One lock, itself, guards everything; futures are completed outside of it. */
final class MemoryEngine implements Engine {

    private final Clock clock;
    private final Map<String, MemoryStream> streams = new TreeMap<>();
    private final List<Recorded> all = new ArrayList<>();
    private final Map<String, Map<String, Cursor>> cursors = new TreeMap<>();
    private List<CompletableFuture<@Nullable Void>> waiting = new ArrayList<>();
    private long sequence;
    private Instant lastRecorded = Instant.MIN;
    private boolean closed;

    /** An event and its place in the order over all streams. */
    private record Recorded(long sequence, MemoryStream stream, MemoryEvent event) {}

    private static final class MemoryStream {
        final String name;
        final AtomicInteger roundRobin = new AtomicInteger();
        final List<List<MemoryEvent>> partitions = new ArrayList<>();
        StreamSettings settings;

        MemoryStream(String name, StreamSettings settings) {
            this.name = name;
            this.settings = settings;
            for (int i = 0; i < settings.partitions(); i++) {
                partitions.add(new ArrayList<>());
            }
        }

        StreamInfo info() {
            return new StreamInfo(
                    name,
                    settings,
                    partitions.stream()
                            .map(events -> new StreamInfo.Span(0, events.size()))
                            .toList(),
                    0,
                    0);
        }
    }

    MemoryEngine(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Map.of(
                Capability.PERSISTENT,
                "memory is gone with the process; open a directory instead",
                Capability.COMPACTION,
                "this engine has it not yet",
                Capability.CONDITIONS_ANYWHERE,
                "this engine has it not yet",
                Capability.CONDITIONS_IN_PARTITION,
                "this engine has it not yet",
                Capability.DEDUPE,
                "this engine has it not yet",
                Capability.PROMPT_RETENTION,
                "this engine has it not yet",
                Capability.SUBJECT_INDEX,
                "this engine has it not yet",
                Capability.BACKUP,
                "this engine has it not yet"));
    }

    @Override
    public CompletableFuture<StreamInfo> create(String stream, StreamSettings settings, Durability durability) {
        return locked(() -> {
            MemoryStream known = streams.computeIfAbsent(stream, name -> new MemoryStream(name, settings));
            if (!known.settings.equals(settings)) {
                throw new LeatException.Invalid(
                        "settings", "stream '" + stream + "' exists with " + known.settings + "; alter it instead");
            }
            return known.info();
        });
    }

    @Override
    public CompletableFuture<StreamInfo> alter(String stream, StreamSettings settings) {
        return locked(() -> {
            MemoryStream known = required(stream);
            if (known.settings.partitions() != settings.partitions()) {
                throw new LeatException.Invalid(
                        "partitions",
                        "stream '" + stream + "' has " + known.settings.partitions() + ", not " + settings.partitions()
                                + ": keys would move; create another stream and copy");
            }
            known.settings = settings;
            return known.info();
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> delete(String stream) {
        CompletableFuture<@Nullable Void> done = locked(() -> {
            streams.remove(required(stream).name);
            cursors.values().forEach(committed -> committed.remove(stream));
            all.removeIf(recorded -> recorded.stream.name.equals(stream));
            return null;
        });
        wake();
        return done;
    }

    @Override
    public CompletableFuture<List<StreamInfo>> describe(String pattern) {
        return locked(() -> streams.values().stream()
                .filter(stream -> StreamPattern.matches(pattern, stream.name))
                .map(MemoryStream::info)
                .toList());
    }

    @Override
    public CompletableFuture<Appended> append(Append append, Durability durability) {
        CompletableFuture<Appended> done = locked(() -> {
            append.entries().forEach(entry -> required(entry.stream()));
            append.commits().forEach(this::commit);
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            lastRecorded = now.isAfter(lastRecorded) ? now : lastRecorded;
            List<Appended.Placed> placed = new ArrayList<>();
            for (Append.Entry entry : append.entries()) {
                MemoryStream stream = required(entry.stream());
                List<Position> positions = new ArrayList<>();
                entry.events().forEach(event -> positions.add(record(stream, event)));
                placed.add(new Appended.Placed(stream.name, List.copyOf(positions)));
            }
            return new Appended(placed);
        });
        wake();
        return done;
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

    private Position record(MemoryStream stream, CloudEvent event) {
        int partition = Partitioner.partition(event, stream.partitions.size(), stream.roundRobin);
        List<MemoryEvent> events = stream.partitions.get(partition);
        Position position = new Position(partition, events.size());
        MemoryEvent recorded = MemoryEvent.of(stream.name, position, lastRecorded, event);
        events.add(recorded);
        all.add(new Recorded(sequence++, stream, recorded));
        return position;
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
        if (fetch.partition() == ALL_PARTITIONS || fetch.stream().equals(ALL_STREAMS)) {
            MemoryStream only = fetch.stream().equals(ALL_STREAMS) ? null : required(fetch.stream());
            List<Recorded> wanted = all.stream()
                    .filter(recorded -> recorded.sequence >= fetch.from() && (only == null || recorded.stream == only))
                    .limit(MemoryBatch.MOST_EVENTS)
                    .toList();
            long end = wanted.size() < MemoryBatch.MOST_EVENTS
                    ? Math.max(fetch.from(), sequence)
                    : wanted.get(wanted.size() - 1).sequence + 1;
            return new MemoryBatch(
                    wanted.stream().map(Recorded::event).toList(),
                    wanted.stream().mapToLong(Recorded::sequence).toArray(),
                    end,
                    sequence);
        }
        List<MemoryEvent> events = partition(required(fetch.stream()), fetch.partition());
        int from = (int) Math.min(fetch.from(), events.size());
        List<MemoryEvent> wanted =
                List.copyOf(events.subList(from, Math.min(events.size(), from + MemoryBatch.MOST_EVENTS)));
        long[] offsets =
                wanted.stream().mapToLong(event -> event.position().offset()).toArray();
        return new MemoryBatch(wanted, offsets, fetch.from() + wanted.size(), events.size());
    }

    private static List<MemoryEvent> partition(MemoryStream stream, int number) {
        if (number < 0 || number >= stream.partitions.size()) {
            throw new LeatException.Invalid(
                    "partition",
                    number + " is not one of stream '" + stream.name + "', which has 0 to "
                            + (stream.partitions.size() - 1));
        }
        return stream.partitions.get(number);
    }

    @Override
    public CompletableFuture<Long> firstAtOrAfter(String stream, int partition, Instant recorded) {
        return locked(() -> {
            if (partition == ALL_PARTITIONS) {
                return all.stream()
                        .filter(each -> !each.event.recordedTime().isBefore(recorded))
                        .findFirst()
                        .map(Recorded::sequence)
                        .orElse(sequence);
            }
            List<MemoryEvent> events = partition(required(stream), partition);
            return events.stream()
                    .filter(event -> !event.recordedTime().isBefore(recorded))
                    .findFirst()
                    .map(Event::position)
                    .map(Position::offset)
                    .orElse((long) events.size());
        });
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        wake();
    }

    private MemoryStream required(String name) {
        MemoryStream stream = streams.get(name);
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
