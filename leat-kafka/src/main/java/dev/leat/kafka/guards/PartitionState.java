package dev.leat.kafka.guards;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What its owner knows of a guarded partition: where each subject and key was last, which events it has had within the
 * horizon, and its newest events. Not thread-safe: built by one thread and handed to the lane.
 */
final class PartitionState {

    final Tail tail = new Tail();

    private final LastOffsets subjects = new LastOffsets();
    private final LastOffsets keys = new LastOffsets();
    private final @Nullable Identities identities;
    private final Clock clock;

    /** The last offset of an event whose key is no text: it may be equal to any. */
    private long lastOddKey = LastOffsets.NONE;

    private long last;
    private long next;
    private long lookedAt;

    /** @param dedupe the horizon of the stream; null: it takes duplicates */
    PartitionState(@Nullable Duration dedupe, Clock clock) {
        this.identities = dedupe == null ? null : new Identities(dedupe);
        this.clock = clock;
    }

    /** The next event of the partition has been recorded. */
    void add(GuardedEvent event) {
        last = event.offset();
        next = last + 1;
        if (event.attribute(Pin.SUBJECT) instanceof String subject) {
            subjects.put(subject, last);
        }
        Object key = event.attribute(Pin.PARTITION_KEY);
        if (key instanceof String text) {
            keys.put(text, last);
        } else if (key != null) {
            lastOddKey = last;
        }
        if (identities != null) {
            identities.add(event.identity(), last, event.recordedMillis(), clock.millis());
        }
        tail.add(event);
    }

    /** Behind this offset no event has an attribute of this text; {@link LastOffsets#NONE}: none has it at all. */
    long last(Pin pin) {
        return pin.attribute().equals(Pin.SUBJECT)
                ? subjects.last(pin.text())
                : Math.max(keys.last(pin.text()), lastOddKey);
    }

    /** Whether it recognises all that a horizon wants recognised. */
    boolean recognises(@Nullable Duration dedupe) {
        return dedupe == null || (identities != null && identities.reaches(dedupe));
    }

    /** The offset of the event that makes this one a duplicate; {@link Identities#NONE} if none does. */
    long original(Identity identity, Duration dedupe) {
        return identities == null ? Identities.NONE : identities.find(identity, dedupe, clock.millis());
    }

    /** The offset of the last event; 0 if there is none. */
    long last() {
        return last;
    }

    /** Where the next event comes to stand, or a little behind. */
    long next() {
        return next;
    }

    /** All up to there is known, as its broker said at some time of {@link System#nanoTime}. */
    void ends(long offset, long nanos) {
        next = Math.max(next, offset);
        lookedAt = nanos;
    }

    /** Whether it was longer ago that its broker was asked. */
    boolean isOlderThan(Duration age, long nowNanos) {
        return nowNanos - lookedAt > age.toNanos();
    }
}
