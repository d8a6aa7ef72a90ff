package dev.leat.core;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * A result that is on its way. Thread-safe.
 *
 * <p>Functions chained without {@code Async} may run on the thread that commits: keep them short and never block in
 * them; {@code Async} forms run elsewhere. {@code toCompletableFuture} gives a copy: to complete or cancel it changes
 * nothing here, and nothing that is under way.
 */
public interface Pending<T> extends CompletionStage<T> {

    /**
     * Waits for the result.
     *
     * @return the result
     * @throws LeatException what went wrong, itself and not wrapped; {@link LeatException.InDoubt} if this thread is
     *     interrupted while it waits (it stays interrupted, and the operation goes on)
     */
    T await();

    /**
     * Waits for the result for a limited time.
     *
     * @throws LeatException as {@link #await()}, and {@link LeatException.TimedOut} if the time is over first (the
     *     operation goes on)
     */
    T await(Duration limit);

    /** Whether there is a result or an error by now. */
    boolean isDone();
}
