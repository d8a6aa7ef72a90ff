package dev.leat.core.memory;

import dev.leat.core.Event;
import dev.leat.core.filter.Attributes;
import dev.leat.engine.Batch;
import dev.leat.engine.Fetch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Some events of the memory engine. */
final class MemoryBatch implements Batch {

    private final List<MemoryEvent> events;
    private final ToLongFunction<MemoryEvent> offset;
    private final long behind;
    private final long end;
    private int at = -1;

    private MemoryBatch(List<MemoryEvent> events, ToLongFunction<MemoryEvent> offset, long behind, long end) {
        this.events = events;
        this.offset = offset;
        this.behind = behind;
        this.end = end;
    }

    /**
     * The first of these events, one at least, as a fetch wants them.
     *
     * @param offset of an event among these
     * @param end behind the last one that there is or was
     */
    static MemoryBatch of(Iterator<MemoryEvent> events, ToLongFunction<MemoryEvent> offset, Fetch fetch, long end) {
        List<MemoryEvent> some = new ArrayList<>();
        long bytes = 0;
        while (bytes < fetch.maxBytes() && events.hasNext()) {
            MemoryEvent next = events.next();
            some.add(next);
            bytes += next.bytes();
        }
        long behind =
                events.hasNext() ? offset.applyAsLong(some.get(some.size() - 1)) + 1 : Math.max(fetch.from(), end);
        return new MemoryBatch(some, offset, behind, end);
    }

    @Override
    public boolean next() {
        at += at < events.size() ? 1 : 0;
        return at < events.size();
    }

    @Override
    public long offset() {
        return offset.applyAsLong(events.get(at));
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
