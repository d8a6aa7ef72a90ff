package dev.leat.core.memory;

import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Partitioner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is kept of one partition. Guarded by the engine. */
final class MemoryPartition {

    private final NavigableMap<Long, MemoryEvent> events = new TreeMap<>();
    private long first;
    private long next;
    private long bytes;

    Collection<MemoryEvent> events() {
        return events.values();
    }

    Stream<MemoryEvent> events(long from) {
        return events.tailMap(from, true).values().stream();
    }

    long first() {
        return first;
    }

    long next() {
        return next;
    }

    long bytes() {
        return bytes;
    }

    StreamInfo.Span span() {
        return new StreamInfo.Span(first, next);
    }

    void add(MemoryEvent event) {
        events.put(event.offset(), event);
        bytes += event.bytes();
        next = event.offset() + 1;
    }

    /** The oldest event, if it is no longer to be kept. */
    @Nullable
    MemoryEvent expired(StreamSettings settings, Instant now) {
        if (events.isEmpty()) {
            return null;
        }
        MemoryEvent oldest = events.firstEntry().getValue();
        boolean tooOld = settings.retain() != null && oldest.isAged(settings.retain(), now);
        boolean tooMuch = settings.retainBytes() > 0 && bytes > settings.retainBytes() && events.size() > 1;
        return tooOld || tooMuch ? oldest : null;
    }

    /** The oldest event is gone, and what was before it: reading begins behind it. */
    void expire(MemoryEvent oldest) {
        remove(oldest);
        first = events.isEmpty() ? next : events.firstKey();
    }

    /** An event in the middle is gone; its place is left empty. */
    void remove(MemoryEvent event) {
        events.remove(event.offset());
        bytes -= event.bytes();
    }

    /**
     * What compaction does not keep: all events but the last one of each key, and that one, too, if it has said for long
     * enough that the key is gone.
     */
    List<MemoryEvent> superseded(Duration tombstones, Instant now) {
        Map<Object, MemoryEvent> last = new HashMap<>();
        List<MemoryEvent> superseded = new ArrayList<>();
        for (MemoryEvent event : events.values()) {
            Object key = Partitioner.key(event);
            MemoryEvent before = key == null ? null : last.put(key, event);
            if (before != null) {
                superseded.add(before);
            }
        }
        last.values().stream()
                .filter(event -> event.getData() == null && event.isAged(tombstones, now))
                .forEach(superseded::add);
        return superseded;
    }
}
