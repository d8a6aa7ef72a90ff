package dev.leat.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a stream is kept.
 *
 * @param partitions how many, 1 to 1,000; 1 (the default) gives a total order
 * @param retain how long events are kept after they were recorded; null: for ever
 * @param retainBytes how many bytes each partition keeps; 0: no limit
 */
public record StreamSettings(int partitions, @Nullable Duration retain, long retainBytes) {

    /** The largest number of partitions. */
    public static final int MOST_PARTITIONS = 1_000;

    private static final StreamSettings DEFAULTS = new StreamSettings(1, null, 0);

    public StreamSettings {
        if (partitions < 1 || partitions > MOST_PARTITIONS) {
            throw new LeatException.Invalid("partitions", partitions + " is not within 1 to " + MOST_PARTITIONS);
        }
        if (retain != null && (retain.isNegative() || retain.isZero())) {
            throw new LeatException.Invalid("retain", Durations.format(retain) + " is not longer than nothing");
        }
        if (retainBytes < 0) {
            throw new LeatException.Invalid("retainBytes", retainBytes + " is negative; 0 means no limit");
        }
    }

    /** One partition, kept for ever. */
    public static StreamSettings defaults() {
        return DEFAULTS;
    }

    public StreamSettings partitions(int number) {
        return new StreamSettings(number, retain, retainBytes);
    }

    public StreamSettings retain(@Nullable Duration time) {
        return new StreamSettings(partitions, time, retainBytes);
    }

    public StreamSettings retainBytes(long bytes) {
        return new StreamSettings(partitions, retain, bytes);
    }
}
