package dev.leat.core;

import dev.leat.core.filter.Filter;
import java.util.List;
import java.util.Optional;

/**
 * A way to read; each method gives a new one, iterating starts it. Immutable; an iterator belongs to one thread.
 *
 * <p>Iteration ends at the tail as it was when it began. It holds nothing between batches: leaving the loop early leaks
 * nothing. Within a partition events come in order; a stream of several partitions comes merged by recorded time, as far
 * as that is known.
 */
public interface Reading extends Iterable<Event> {

    /** Where to begin; {@link Start#earliest()} if never said. */
    Reading from(Start start);

    /**
     * Only events that this CESQL expression matches.
     *
     * @throws LeatException.Invalid if it does not parse
     */
    Reading where(String cesql);

    /** Only events that match; and what was said before. */
    Reading where(Filter filter);

    /**
     * Only events of this subject: found by an index where the engine has one ({@link Capability#SUBJECT_INDEX}), so that it
     * costs what the subject has, not what the stream has.
     */
    default Reading subject(String subject) {
        return where(Filter.subject(subject));
    }

    /** Stops behind what this cursor has seen; partitions it does not name are not read. */
    Reading until(Cursor last);

    /** Stops after this many events, 0 or more. */
    Reading limit(long events);

    /** Does not end at the tail: {@code hasNext} waits there until the thread is interrupted or the hub closed. */
    Reading follow();

    /** All events of this reading. */
    List<Event> list();

    /** The first event of this reading. */
    Optional<Event> first();

    /** The number of events of this reading. */
    long count();
}
