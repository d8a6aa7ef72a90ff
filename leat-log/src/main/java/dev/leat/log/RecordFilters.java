package dev.leat.log;

import dev.leat.core.filter.Filter;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.RecordFilter;
import java.util.LinkedHashMap;
import java.util.Map;

/** The filters that were used last on segments, with what they have found out. Thread-safe. */
final class RecordFilters {

    private static final int MOST = 64;

    private final Map<Key, RecordFilter> used = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, RecordFilter> eldest) {
            return size() > MOST;
        }
    };

    /** A dictionary is itself only. */
    private record Key(Filter filter, Dictionary dictionary) {}

    synchronized RecordFilter of(Filter filter, Dictionary dictionary) {
        return used.computeIfAbsent(new Key(filter, dictionary), key -> new RecordFilter(filter, dictionary));
    }
}
