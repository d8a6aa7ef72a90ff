package dev.leat.server.cli;

import dev.leat.core.Event;

/** What is done with the events of a subscription; thread-safe, as several are handled at once. */
interface Recipient {

    /**
     * Handles an event; returning acknowledges it.
     *
     * @throws Exception why it failed
     * @throws Consumption.Over if it is not handled because the end has come
     */
    void handle(Event event) throws Exception;

    /** The end has come: what would be waited for without end fails with {@link Consumption.Over}. */
    default void giveUp() {}

    /** Nothing is being handled any more: ends what still runs. */
    default void close() {}
}
