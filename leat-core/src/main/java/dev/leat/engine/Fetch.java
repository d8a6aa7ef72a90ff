package dev.leat.engine;

import dev.leat.core.filter.Filter;
import java.time.Duration;

/**
 * A question for a batch of events.
 *
 * @param stream a name, or {@link Engine#ALL_STREAMS}
 * @param partition a partition, or {@link Engine#ALL_PARTITIONS} where the engine has a global order
 * @param from the first offset wanted
 * @param maxBytes about how many stored bytes the batch may have; it has at least one event if there is one
 * @param maxWait how long to wait at the tail; zero: not at all
 * @param hint the engine may pass over events that this filter does not match; it need not, the caller filters again
 */
public record Fetch(String stream, int partition, long from, int maxBytes, Duration maxWait, Filter hint) {

    /** For all events. */
    public Fetch(String stream, int partition, long from, int maxBytes, Duration maxWait) {
        this(stream, partition, from, maxBytes, maxWait, Filter.all());
    }

    /** This question, of which only events are wanted that a filter matches. */
    public Fetch hint(Filter filter) {
        return new Fetch(stream, partition, from, maxBytes, maxWait, filter);
    }
}
