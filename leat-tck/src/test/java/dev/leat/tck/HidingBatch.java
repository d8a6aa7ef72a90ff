package dev.leat.tck;

import dev.leat.core.Event;
import dev.leat.engine.Batch;
import java.util.function.Predicate;

/** Another batch without some of its events. */
final class HidingBatch extends ChangedBatch {

    private final Predicate<Event> hidden;

    HidingBatch(Batch inner, Predicate<Event> hidden) {
        super(inner);
        this.hidden = hidden;
    }

    @Override
    public boolean next() {
        while (super.next()) {
            if (!hidden.test(event())) {
                return true;
            }
        }
        return false;
    }
}
