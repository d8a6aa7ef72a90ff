package dev.leat.kafka.guards;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guarded partition with what the transaction that is being made adds to it. The events of that transaction count for the
 * appends behind them, and have their offsets when it has been sent. Confined to the lane.
 */
final class Draft {

    private static final Logger LOG = LoggerFactory.getLogger(Draft.class);

    /** A guard may be out of date for so long: as long as a hub may take a stream for guarded, or not, that is no more. */
    private static final Duration LOOKED_AT = Duration.ofSeconds(5);

    final TopicPartition partition;

    private final PartitionState state;
    private final History history;
    private final Ends ends;
    private final boolean complete;
    private final List<GuardedEvent> coming = new ArrayList<>();
    private final Set<Pin> pins = new HashSet<>();
    private final Map<Identity, GuardedEvent> identities = new HashMap<>();

    /** @param complete whether all that was recorded is kept, so that no event of the state needs looking for */
    Draft(TopicPartition partition, PartitionState state, History history, Ends ends, boolean complete) {
        this.partition = partition;
        this.state = state;
        this.history = history;
        this.ends = ends;
        this.complete = complete;
    }

    void add(GuardedEvent event) {
        coming.add(event);
        if (event.attribute(Pin.SUBJECT) instanceof String subject) {
            pins.add(new Pin(Pin.SUBJECT, subject));
        }
        if (event.attribute(Pin.PARTITION_KEY) instanceof String key) {
            pins.add(new Pin(Pin.PARTITION_KEY, key));
        }
    }

    /** As {@link #add}, of an event that others may turn out to be duplicates of. */
    void addOnce(GuardedEvent event) {
        add(event);
        identities.put(event.identity(), event);
    }

    /** Where the event stands that makes this one a duplicate, of those that are recorded; null if there is none. */
    @Nullable
    LongSupplier recorded(GuardedEvent event, Duration dedupe) {
        long known = state.original(event.identity(), dedupe);
        return known == Identities.NONE || !keeps(known) ? null : () -> known;
    }

    /** The event that makes this one a duplicate, of those that are drafted; null if there is none. */
    @Nullable
    GuardedEvent coming(GuardedEvent event) {
        return identities.get(event.identity());
    }

    private boolean keeps(long offset) {
        return complete || history.keeps(partition, offset);
    }

    /**
     * An event from an offset on that is wanted: the first one, where the newest events reach back so far; null if there is
     * none.
     *
     * @param pin what every event that is wanted has; null: it may be any
     */
    @Nullable
    GuardedEvent find(long from, @Nullable Pin pin, Predicate<GuardedEvent> wanted) {
        GuardedEvent found = null;
        if (pin == null || state.last(pin) >= from) {
            found = findRecorded(from, pin, event -> wanted.test(event) && keeps(event.offset()));
        }
        return found != null ? found : findComing(pin, wanted);
    }

    private @Nullable GuardedEvent findRecorded(long from, @Nullable Pin pin, Predicate<GuardedEvent> wanted) {
        GuardedEvent found = state.tail.first(from, wanted);
        long floor = state.tail.floor();
        if (found != null || from >= floor) {
            return found;
        }
        if (pin != null && state.last(pin) < floor) {
            GuardedEvent last = history.at(partition, state.last(pin));
            if (last != null && wanted.test(last)) {
                return last; // mostly so, and then nothing else is read
            }
        }
        return history.first(partition, from, floor, wanted);
    }

    private @Nullable GuardedEvent findComing(@Nullable Pin pin, Predicate<GuardedEvent> wanted) {
        if (pin != null && pin.attribute().equals(Pin.SUBJECT) && !pins.contains(pin)) {
            return null;
        }
        for (GuardedEvent event : coming) {
            if (wanted.test(event)) {
                return event;
            }
        }
        return null;
    }

    /** Whether there is, or was, something at an offset or behind it. */
    boolean reaches(long offset) {
        if (offset >= state.next()) {
            state.ends(ends.visible(partition), System.nanoTime()); // markers of transactions lie behind the last event
        }
        return offset < state.next();
    }

    /** Where the next event comes to stand, of those that are recorded. */
    long next() {
        return state.next();
    }

    /** The offset of the last event, once the transaction has been sent; 0 if there is none. */
    LongSupplier last() {
        if (coming.isEmpty()) {
            long last = state.last();
            return () -> last;
        }
        return coming.get(coming.size() - 1)::offset;
    }

    boolean isEmpty() {
        return coming.isEmpty();
    }

    /** Reads what others may have recorded since the partition was looked at last, unless that was a moment ago. */
    void refresh() {
        long now = System.nanoTime();
        if (state.isOlderThan(LOOKED_AT, now)) {
            long end = ends.visible(partition);
            catchUp(end);
            state.ends(end, now);
        }
    }

    /** What was drafted has been recorded; so has, perhaps, something of others before it. */
    void recorded(long end) {
        catchUp(coming.get(0).offset());
        coming.forEach(state::add);
        state.ends(end, System.nanoTime());
    }

    private void catchUp(long before) {
        long from = state.next();
        history.first(partition, from, before, event -> {
            state.add(event);
            return false;
        });
        if (from < before && state.last() >= from) {
            LOG.warn("Something else than its owner has written to {}: take its right to do so", partition);
        }
    }
}
