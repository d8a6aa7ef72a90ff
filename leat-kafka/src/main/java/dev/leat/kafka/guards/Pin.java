package dev.leat.kafka.guards;

import dev.leat.core.filter.Filter;
import org.jspecify.annotations.Nullable;

/** The one text that a filter leaves to an attribute by which the events of a partition are indexed. */
record Pin(String attribute, String text) {

    static final String PARTITION_KEY = "partitionkey";
    static final String SUBJECT = "subject";

    /** By the key of partitions, or else by the subject; null: the filter leaves more than one text to both. */
    static @Nullable Pin of(Filter filter) {
        return filter.pinned(PARTITION_KEY)
                .map(text -> new Pin(PARTITION_KEY, text))
                .or(() -> filter.pinned(SUBJECT).map(text -> new Pin(SUBJECT, text)))
                .orElse(null);
    }
}
