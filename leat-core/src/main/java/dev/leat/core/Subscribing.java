package dev.leat.core;

import dev.leat.core.filter.Filter;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A subscription that is being described; each method gives a changed one, a handler begins it. Immutable, thread-safe.
 *
 * <p>Every event that matches is handled at least once. Of one {@linkplain NewEvent#key key} events are handled one at a
 * time, in order; with a concurrency of 1 and no other member, all events of a partition are. At most {@value
 * #MOST_IN_PROGRESS} events of a partition are handled beyond what the cursor has: so many come again at most after a
 * crash. Handlers run on threads of their own, one for each event that is being handled: one that blocks holds up its own
 * subscription only.
 */
public interface Subscribing {

    /** So many events of each partition are in progress or not yet covered by the cursor, at most. */
    int MOST_IN_PROGRESS = 1_000;

    /**
     * Keeps a cursor under this name, so that whoever subscribes by the name again goes on where it stands. Several
     * members at a time share the events by key.
     *
     * @param name 1 to 150 characters of {@code a-z A-Z 0-9 . _ -}
     */
    Subscribing durable(String name);

    /** Where to begin; never said: a durable one at the earliest event, another at the latest. Once there is a cursor, it counts. */
    Subscribing from(Start start);

    /** Takes only events that this CESQL expression matches. */
    Subscribing where(String cesql);

    /** Takes only events that match. */
    Subscribing where(Filter filter);

    /** Handles events of up to this many keys at once, 1 to 1,000; events without a key in any order. */
    Subscribing concurrency(int events);

    Subscribing retry(Retry retry);

    Subscribing onDead(OnDead action);

    /** Begins; blocks until the subscription stands. */
    Subscription handle(Handler handler);

    /** Begins, with the data read from JSON; needs jackson-databind on the class path. */
    <T> Subscription handle(Class<T> type, Handler.Typed<T> handler);

    /** Begins; an event is acknowledged by hand, when the stage completes, and counts as being handled until then. */
    Subscription handleAsync(Function<Event, CompletionStage<?>> handler);

    /**
     * Begins; up to so many events are handled and acknowledged together. After a failure they are handled again at once, one
     * by one, so that only the one that fails is tried again later. In order: concurrency is 1.
     */
    Subscription handleBatch(int most, BatchHandler handler);

    /**
     * Begins a durable subscription that appends for each event, together with its cursor, all or none: each event has its
     * effect exactly once. In order, also where several members share it: by partition, and concurrency is 1.
     */
    Subscription append(Function<Event, Append> handler);

    /** Handles events together. */
    @FunctionalInterface
    interface BatchHandler {
        void handle(List<Event> events) throws Exception;
    }
}
