package dev.leat.core.delivery;

import dev.leat.core.Cursor;
import dev.leat.core.filter.Filter;
import dev.leat.engine.StreamPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a subscription is. Immutable.
 *
 * @param streams a stream's name, or a pattern with {@code *}
 * @param filters in the order in which they were set, the last one holds; never empty
 */
record Definition(String name, String streams, boolean paused, List<Held> filters) {

    /**
     * A filter, and from where on it holds.
     *
     * @param since per stream, the last position that it does not hold for; a stream that is missing: it holds for all of it
     */
    record Held(Filter filter, Map<String, Cursor> since) {

        Held {
            since = Map.copyOf(since);
        }
    }

    Definition {
        filters = List.copyOf(filters);
    }

    static Definition of(String name, String streams, Filter filter) {
        return new Definition(name, streams, false, List.of(new Held(filter, Map.of())));
    }

    Filter filter() {
        return filters.get(filters.size() - 1).filter;
    }

    Map<String, Cursor> filterSince() {
        return filters.get(filters.size() - 1).since;
    }

    Definition filter(Filter filter, Map<String, Cursor> since) {
        List<Held> more = new ArrayList<>(filters);
        more.add(new Held(filter, since));
        return new Definition(name, streams, paused, more);
    }

    Definition paused(boolean now) {
        return new Definition(name, streams, now, filters);
    }

    /** What filters hold in one partition; what is to be handled again is not filtered. */
    Filters filters(String stream, int partition) {
        if (stream.equals(Definitions.replays(name))) {
            return Filters.ALL;
        }
        List<Filters.Since> history = new ArrayList<>();
        for (Held held : filters) {
            Cursor since = held.since.getOrDefault(stream, Cursor.NOTHING);
            history.add(new Filters.Since(history.isEmpty() ? 0 : since.next(partition), held.filter));
        }
        return new Filters(history);
    }

    boolean isPattern() {
        return StreamPattern.isPattern(streams);
    }

    /** Whether it is what somebody wants who opens it. */
    boolean isAs(Description wanted) {
        return streams.equals(wanted.streams()) && filter().equals(wanted.filter());
    }

    /** Whether a stream is one of its. What was set aside, and Leat's own streams, belong to those only that name them so. */
    boolean takes(String stream) {
        if (!isPattern()) {
            return stream.equals(streams);
        }
        return StreamPattern.matches(streams, stream)
                && (!stream.endsWith(SettingAside.SUFFIX) || streams.endsWith(SettingAside.SUFFIX))
                && (!stream.startsWith(Definitions.RESERVED) || streams.startsWith(Definitions.RESERVED));
    }
}
