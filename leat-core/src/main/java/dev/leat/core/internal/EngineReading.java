package dev.leat.core.internal;

import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.Reading;
import dev.leat.core.Start;
import dev.leat.core.filter.Filter;
import dev.leat.engine.Engine;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be read of one stream, or of {@link Engine#ALL_STREAMS}.
 *
 * @param until null: up to the tail
 */
record EngineReading(
        EngineHub hub, String stream, Start start, @Nullable Cursor until, long most, boolean follows, Filter filter)
        implements Reading {

    static Reading of(EngineHub hub, String stream) {
        return new EngineReading(hub, stream, Start.earliest(), null, Long.MAX_VALUE, false, Filter.all());
    }

    @Override
    public Reading from(Start where) {
        return new EngineReading(hub, stream, where, until, most, follows, filter);
    }

    @Override
    public Reading where(String cesql) {
        return where(Filter.parse(cesql));
    }

    @Override
    public Reading where(Filter wanted) {
        return new EngineReading(hub, stream, start, until, most, follows, filter.and(wanted));
    }

    @Override
    public Reading until(Cursor last) {
        if (isAll()) {
            throw new LeatException.Invalid(
                    "until", "a cursor belongs to one stream; use limit to end a reading of all");
        }
        return new EngineReading(hub, stream, start, last, most, follows, filter);
    }

    @Override
    public Reading limit(long events) {
        if (events < 0) {
            throw new LeatException.Invalid("limit", events + " is negative; give 0 or more");
        }
        return new EngineReading(hub, stream, start, until, events, follows, filter);
    }

    @Override
    public Reading follow() {
        return new EngineReading(hub, stream, start, until, most, true, filter);
    }

    boolean isAll() {
        return stream.equals(Engine.ALL_STREAMS);
    }

    @Override
    public Iterator<Event> iterator() {
        return new EventIterator(Starts.readers(this), most, follows);
    }

    @Override
    public List<Event> list() {
        List<Event> events = new ArrayList<>();
        forEach(events::add);
        return events;
    }

    @Override
    public Optional<Event> first() {
        Iterator<Event> events = limit(Math.min(most, 1)).iterator();
        return events.hasNext() ? Optional.of(events.next()) : Optional.empty();
    }

    @Override
    public long count() {
        long count = 0;
        for (Event ignored : this) {
            count++;
        }
        return count;
    }
}
