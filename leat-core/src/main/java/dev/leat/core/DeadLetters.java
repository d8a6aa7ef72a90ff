package dev.leat.core;

import dev.leat.core.filter.Filter;

/**
 * The events that a durable subscription has set aside and that nobody has dealt with yet. Thread-safe; blocks.
 *
 * <p>They stand in the streams {@code <stream>.dead}, as they were, with the extension attributes {@code deadsubscription},
 * {@code deadreason}, {@code deadattempts} and {@code deadorigin} ({@code stream/0:41}).
 */
public interface DeadLetters {

    /** Those that match, in the order in which they were set aside in each stream; read as the iteration goes on. */
    Iterable<Event> list(Filter filter);

    /**
     * Has those that match handled again, by this subscription alone, whether its filter matches them or not; they are dealt
     * with. They come behind what it has in progress, with the extension attribute {@code deadorigin}.
     *
     * @return how many
     */
    long replay(Filter filter);

    /**
     * Deals with those that match by leaving it at that.
     *
     * @return how many
     */
    long drop(Filter filter);
}
