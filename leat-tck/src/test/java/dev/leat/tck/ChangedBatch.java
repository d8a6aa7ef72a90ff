package dev.leat.tck;

import dev.leat.core.Event;
import dev.leat.core.filter.Attributes;
import dev.leat.engine.Batch;

/** Another batch, to be changed in places. */
class ChangedBatch implements Batch {

    private final Batch inner;

    ChangedBatch(Batch inner) {
        this.inner = inner;
    }

    @Override
    public boolean next() {
        return inner.next();
    }

    @Override
    public long offset() {
        return inner.offset();
    }

    @Override
    public Object attribute(String name) {
        return Attributes.of(event()).attribute(name);
    }

    @Override
    public Event event() {
        return inner.event();
    }

    @Override
    public long nextOffset() {
        return inner.nextOffset();
    }

    @Override
    public long endOffset() {
        return inner.endOffset();
    }
}
