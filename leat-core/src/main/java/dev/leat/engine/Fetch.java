package dev.leat.engine;

import java.time.Duration;

/**
 * A question for a batch of events.
 *
 * @param stream a name, or {@link Engine#ALL_STREAMS}
 * @param partition a partition, or {@link Engine#ALL_PARTITIONS} where the engine has a global order
 * @param from the first offset wanted
 * @param maxBytes about how many stored bytes the batch may have; it has at least one event if there is one
 * @param maxWait how long to wait at the tail; zero: not at all
 */
public record Fetch(String stream, int partition, long from, int maxBytes, Duration maxWait) {}
