package dev.leat.core.memory;

import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Partitioner;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What is kept of one stream. Guarded by the engine. */
final class MemoryStream {

    /** A compacted partition is compacted when it has twice what was left the last time, from this many events on. */
    private static final int FEWEST_COMPACTED = 1_000;

    final String name;

    private final NavigableMap<Long, MemoryEvent> all;
    private final AtomicInteger roundRobin = new AtomicInteger();
    private final List<MemoryPartition> partitions = new ArrayList<>();
    private final Map<Identity, List<MemoryEvent>> identities = new HashMap<>();
    private StreamSettings settings;
    private int compactedAt = FEWEST_COMPACTED;

    /** What tells an event from all others, within its stream. */
    private record Identity(String source, String id) {

        static Identity of(CloudEvent event) {
            return new Identity(event.getSource().toString(), event.getId());
        }
    }

    /** @param all the events of all streams by their sequence, those of this one to be among them */
    MemoryStream(String name, StreamSettings settings, NavigableMap<Long, MemoryEvent> all) {
        this.name = name;
        this.settings = settings;
        this.all = all;
        for (int i = 0; i < settings.partitions(); i++) {
            partitions.add(new MemoryPartition());
        }
    }

    StreamInfo info() {
        long bytes = partitions.stream().mapToLong(MemoryPartition::bytes).sum();
        return new StreamInfo(
                name, settings, partitions.stream().map(MemoryPartition::span).toList(), bytes, bytes);
    }

    StreamSettings settings() {
        return settings;
    }

    void alter(StreamSettings changed) {
        settings = changed;
    }

    List<MemoryPartition> partitions() {
        return partitions;
    }

    MemoryPartition partition(int number) {
        if (number < 0 || number >= partitions.size()) {
            throw new LeatException.Invalid(
                    "partition",
                    number + " is not one of stream '" + name + "', which has 0 to " + (partitions.size() - 1));
        }
        return partitions.get(number);
    }

    // ---- what comes

    /** Refuses an event that cannot be recorded here. */
    void check(CloudEvent event) {
        if (settings.compact() != null && Partitioner.key(event) == null) {
            throw new LeatException.Invalid(
                    "subject",
                    "is missing in the event with id " + event.getId() + ", and so is partitionkey: stream '" + name
                            + "' keeps the last event of each key, so each must have one");
        }
    }

    Position record(CloudEvent event, long sequence, Instant recorded) {
        int number = Partitioner.partition(event, partitions.size(), roundRobin);
        Position position = new Position(number, partitions.get(number).next());
        MemoryEvent kept = MemoryEvent.of(sequence, name, position, recorded, event);
        partitions.get(number).add(kept);
        all.put(sequence, kept);
        identities
                .computeIfAbsent(Identity.of(kept), identity -> new ArrayList<>())
                .add(kept);
        return position;
    }

    /** The event that makes this one a duplicate: the first one of its identity that counts; null if it is none. */
    @Nullable
    MemoryEvent original(CloudEvent event, Instant now) {
        Duration within = settings.dedupe();
        if (within == null) {
            return null;
        }
        return identities.getOrDefault(Identity.of(event), List.of()).stream()
                .filter(known -> Duration.between(known.recordedTime(), now).compareTo(within) <= 0)
                .findFirst()
                .orElse(null);
    }

    // ---- what goes

    /** Removes what is no longer to be kept; returns its bytes. */
    long expire(Instant now) {
        long freed = 0;
        for (MemoryPartition partition : partitions) {
            MemoryEvent oldest = partition.expired(settings, now);
            while (oldest != null) {
                partition.expire(oldest);
                freed += forget(oldest);
                oldest = partition.expired(settings, now);
            }
        }
        return freed;
    }

    /** Leaves the last event of each key, if it is compacted; returns the bytes of the others. */
    long compact(Instant now) {
        Duration tombstones = settings.compact();
        long freed = 0;
        if (tombstones != null) {
            for (MemoryPartition partition : partitions) {
                for (MemoryEvent superseded : partition.superseded(tombstones, now)) {
                    partition.remove(superseded);
                    freed += forget(superseded);
                }
            }
            compactedAt = Math.max(FEWEST_COMPACTED, 2 * size());
        }
        return freed;
    }

    /** Removes what need not be kept, as far as it is time for that. */
    void settle(Instant now) {
        expire(now);
        if (settings.compact() != null && size() >= compactedAt) {
            compact(now);
        }
    }

    private int size() {
        return partitions.stream()
                .mapToInt(partition -> partition.events().size())
                .sum();
    }

    private long forget(MemoryEvent event) {
        all.remove(event.sequence());
        identities.computeIfPresent(Identity.of(event), (identity, known) -> {
            known.remove(event);
            return known.isEmpty() ? null : known;
        });
        return event.bytes();
    }

    /** Removes everything. */
    void clear() {
        partitions.forEach(partition -> partition.events().forEach(event -> all.remove(event.sequence())));
    }
}
