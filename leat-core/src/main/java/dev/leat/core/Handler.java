package dev.leat.core;

/** Handles the events of a subscription, on one of its threads. */
@FunctionalInterface
public interface Handler {

    /**
     * Handles an event; returning acknowledges it.
     *
     * @throws Exception anything: the event is tried again as {@link Retry} says, then set aside; {@link
     *     LeatException.Invalid} sets it aside at once, as it will not become valid
     */
    void handle(Event event) throws Exception;

    /** Handles the data of an event, read from JSON. */
    @FunctionalInterface
    interface Typed<T> {

        /** As {@link Handler#handle(Event)}; data that does not read as the type is set aside at once. */
        void handle(T data, Event event) throws Exception;
    }
}
