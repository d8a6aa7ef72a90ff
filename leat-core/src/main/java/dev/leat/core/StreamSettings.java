package dev.leat.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a stream is kept.
 *
 * @param partitions how many, 1 to 1,000; 1 (the default) gives a total order
 * @param retain how long events are kept after they were recorded; null: for ever
 * @param retainBytes how many bytes each partition keeps, its newest event at least; 0: no limit
 * @param compact null: all events are kept as the other settings say. Else only the last event of each key ({@code
 *     partitionkey}, else {@code subject}) is sure to be kept, and this is for how long an event without data, which says
 *     that its key is gone, can still be read before it goes too; every event must have a key
 * @param dedupe null: every event is recorded. Else one whose {@code source} and {@code id} are those of an event recorded
 *     at most this long ago is not recorded again; {@link #FOREVER} looks at all that are kept
 * @param guarded whether conditions and {@code dedupe} are wanted on engines that have to give a stream an owner for them;
 *     the embedded log needs no such thing and ignores it
 */
public record StreamSettings(
        int partitions,
        @Nullable Duration retain,
        long retainBytes,
        @Nullable Duration compact,
        @Nullable Duration dedupe,
        boolean guarded) {

    /** The largest number of partitions. */
    public static final int MOST_PARTITIONS = 1_000;

    /** For {@link #dedupe}: however long ago. */
    public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    /** How long events without data are kept in a compacted stream, unless told otherwise. */
    public static final Duration TOMBSTONES = Duration.ofHours(24);

    private static final StreamSettings DEFAULTS = new StreamSettings(1, null, 0, null, null, false);

    public StreamSettings {
        if (partitions < 1 || partitions > MOST_PARTITIONS) {
            throw new LeatException.Invalid("partitions", partitions + " is not within 1 to " + MOST_PARTITIONS);
        }
        requirePositive("retain", retain);
        if (retainBytes < 0) {
            throw new LeatException.Invalid("retainBytes", retainBytes + " is negative; 0 means no limit");
        }
        if (compact != null && compact.isNegative()) {
            throw new LeatException.Invalid("compact", Durations.format(compact) + " is negative");
        }
        requirePositive("dedupe", dedupe);
    }

    private static void requirePositive(String field, @Nullable Duration time) {
        if (time != null && (time.isNegative() || time.isZero())) {
            throw new LeatException.Invalid(field, Durations.format(time) + " is not longer than nothing");
        }
    }

    /** One partition, kept for ever. */
    public static StreamSettings defaults() {
        return DEFAULTS;
    }

    public StreamSettings partitions(int number) {
        return new StreamSettings(number, retain, retainBytes, compact, dedupe, guarded);
    }

    public StreamSettings retain(@Nullable Duration time) {
        return new StreamSettings(partitions, time, retainBytes, compact, dedupe, guarded);
    }

    public StreamSettings retainBytes(long bytes) {
        return new StreamSettings(partitions, retain, bytes, compact, dedupe, guarded);
    }

    /** Compacted, with {@link #TOMBSTONES}. */
    public StreamSettings compacted() {
        return compact(TOMBSTONES);
    }

    public StreamSettings compact(@Nullable Duration tombstones) {
        return new StreamSettings(partitions, retain, retainBytes, tombstones, dedupe, guarded);
    }

    public StreamSettings dedupe(@Nullable Duration within) {
        return new StreamSettings(partitions, retain, retainBytes, compact, within, guarded);
    }

    public StreamSettings guarded(boolean owned) {
        return new StreamSettings(partitions, retain, retainBytes, compact, dedupe, owned);
    }
}
