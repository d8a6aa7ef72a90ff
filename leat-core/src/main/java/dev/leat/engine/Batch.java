package dev.leat.engine;

import dev.leat.core.Event;

/** Events in order, walked with {@link #next()}. Not thread-safe. */
public interface Batch {

    /**
     * Moves to the next event.
     *
     * @return false behind the last one
     */
    boolean next();

    /** The offset of the event it stands on; the global sequence number in a batch of all partitions. */
    long offset();

    /** The event it stands on, made to be kept. */
    Event event();

    /** Where the fetch that follows this one begins: behind the batch, and behind what it passed over. */
    long nextOffset();

    /** The offset behind the last visible event, as of this batch. */
    long endOffset();
}
