package dev.leat.core.memory;

import dev.leat.core.Event;
import dev.leat.core.filter.Attributes;
import dev.leat.engine.Batch;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Some events of the memory engine. */
final class MemoryBatch implements Batch {

    private static final int MOST_EVENTS = 1_000;

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
     * The first of these events.
     *
     * @param from where they begin
     * @param offset of an event among these
     * @param end behind the last one that there is or was
     */
    static MemoryBatch of(Stream<MemoryEvent> events, ToLongFunction<MemoryEvent> offset, long from, long end) {
        List<MemoryEvent> some = events.limit(MOST_EVENTS).toList();
        boolean all = some.size() < MOST_EVENTS;
        long behind = all ? Math.max(from, end) : offset.applyAsLong(some.get(some.size() - 1)) + 1;
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
