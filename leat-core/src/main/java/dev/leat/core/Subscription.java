package dev.leat.core;

/**
 * A standing interest in a stream. Thread-safe; every method may be called from within a handler.
 *
 * <p>Of a durable one, this is one member: {@link #pause}, {@link #resume}, {@link #filter}, {@link #seek} and {@link
 * #delete} concern all of them, and last.
 */
public interface Subscription extends AutoCloseable {

    /** The name of a durable one; of others one that was made up. */
    String name();

    /** As it stands. Blocks. */
    SubscriptionInfo info();

    /** Begins to handle no more events, until resumed; those that are being handled are finished. */
    void pause();

    void resume();

    /**
     * Takes other events from now on, and keeps the cursor. What is being handled is finished; the position from which the
     * filter holds is recorded.
     *
     * @throws LeatException.Invalid if the expression does not parse
     */
    void filter(String cesql);

    /**
     * Goes on elsewhere. What is being handled is finished and does not move the cursor any more.
     *
     * @throws LeatException.Expired if the stream no longer keeps it, naming the first position that it does
     * @throws LeatException.Invalid if the stream is not yet there, or it belongs to another stream
     */
    void seek(Start start);

    /**
     * What it has set aside.
     *
     * @throws LeatException.NotFound if it is not durable
     */
    DeadLetters dead();

    /** Completes when everything that is in its streams now has been handled or passed over. */
    Pending<Void> caughtUp();

    /** Completes when it is closed or deleted; fails with what stopped it. */
    Pending<Void> done();

    /** Forgets it, with its cursor; all its members end. */
    void delete();

    /**
     * Ends this member: waits up to 30 s for what is being handled, unless called from there, and keeps the cursor. May be
     * called again.
     */
    @Override
    void close();
}
