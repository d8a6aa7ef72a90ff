package dev.leat.core.delivery;

import dev.leat.core.filter.Filter;
import dev.leat.engine.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * The filters of a subscription in one partition: each holds from an offset on, the first one from 0. Immutable.
 *
 * <p>An event is filtered by what held where it stands, also when it comes again after a crash.
 */
record Filters(List<Since> history) {

    static final Filters ALL = new Filters(List.of(new Since(0, Filter.all())));

    /** @param offset the first one that the filter holds for */
    record Since(long offset, Filter filter) {}

    Filters {
        history = List.copyOf(history);
    }

    /** And from this offset on another one. */
    Filters and(long offset, Filter filter) {
        List<Since> more = new ArrayList<>(history);
        more.add(new Since(offset, filter));
        return new Filters(more);
    }

    /** These, the last one of which holds from this offset on or later. */
    Filters notBefore(long offset) {
        Since last = history.get(history.size() - 1);
        List<Since> later = new ArrayList<>(history.subList(0, history.size() - 1));
        later.add(later.isEmpty() ? last : new Since(Math.max(last.offset, offset), last.filter));
        return new Filters(later);
    }

    private Filter at(long offset) {
        for (int i = history.size() - 1; i > 0; i--) {
            if (history.get(i).offset <= offset) {
                return history.get(i).filter;
            }
        }
        return history.get(0).filter;
    }

    boolean test(long offset, Batch batch) {
        Filter filter = at(offset);
        return filter.conjuncts().isEmpty() || filter.test(batch::attribute);
    }

    /** What an engine may pass over from this offset on: only what no filter wants. */
    Filter hint(long from) {
        return from >= history.get(history.size() - 1).offset ? at(from) : Filter.all();
    }
}
