package dev.leat.core.memory;

import dev.leat.core.Event;
import dev.leat.core.filter.Attributes;
import dev.leat.engine.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some events of the memory engine. */
final class MemoryBatch implements Batch {

    static final int MOST_EVENTS = 1_000;

    private final List<MemoryEvent> events;
    private final long[] offsets;
    private final long behind;
    private final long end;
    private int at = -1;

    MemoryBatch(List<MemoryEvent> events, long[] offsets, long behind, long end) {
        this.events = events;
        this.offsets = offsets;
        this.behind = behind;
        this.end = end;
    }

    @Override
    public boolean next() {
        return ++at < offsets.length;
    }

    @Override
    public long offset() {
        return offsets[at];
    }

    @Override
    public @Nullable Object attribute(String name) {
        return Attributes.of(events.get(at)).attribute(name);
    }

    @Override
    public Event event() {
        return events.get(at);
    }

    @Override
    public long nextOffset() {
        return behind;
    }

    @Override
    public long endOffset() {
        return end;
    }
}
