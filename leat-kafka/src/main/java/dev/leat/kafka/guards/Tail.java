package dev.leat.kafka.guards;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The newest events of a partition, at most 10,000 of at most 16 MiB. Not thread-safe. */
final class Tail {

    private static final int MOST_EVENTS = 10_000;
    private static final long MOST_BYTES = 16L << 20;

    private final Deque<GuardedEvent> events = new ArrayDeque<>();
    private long bytes;
    private long floor;

    void add(GuardedEvent event) {
        events.add(event);
        bytes += event.bytes();
        while (events.size() > MOST_EVENTS || bytes > MOST_BYTES) {
            GuardedEvent oldest = events.remove();
            bytes -= oldest.bytes();
            floor = oldest.offset() + 1;
        }
    }

    /** It has all events from this offset on. */
    long floor() {
        return floor;
    }

    /** The first event from an offset on that is wanted; null if it has none. */
    @Nullable
    GuardedEvent first(long from, Predicate<GuardedEvent> wanted) {
        GuardedEvent first = null;
        Iterator<GuardedEvent> backwards = events.descendingIterator();
        while (backwards.hasNext()) {
            GuardedEvent event = backwards.next();
            if (event.offset() < from) {
                break;
            }
            first = wanted.test(event) ? event : first;
        }
        return first;
    }
}
