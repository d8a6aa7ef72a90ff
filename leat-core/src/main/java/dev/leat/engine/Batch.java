package dev.leat.engine;

import dev.leat.core.Event;
import org.jspecify.annotations.Nullable;

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

    /**
     * An attribute of the event it stands on, without making the event.
     *
     * @return as {@link io.cloudevents.CloudEvent#getExtension} gives it, attributes of CloudEvents itself as well; null if
     *     there is none
     */
    @Nullable
    Object attribute(String name);

    /** The event it stands on, made to be kept. */
    Event event();

    /** Where the fetch that follows this one begins: behind the batch, and behind what it passed over. */
    long nextOffset();

    /** The offset behind the last visible event, as of this batch. */
    long endOffset();
}
