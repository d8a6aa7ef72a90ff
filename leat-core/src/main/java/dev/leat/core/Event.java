package dev.leat.core;

import io.cloudevents.CloudEvent;
import java.net.URI;
import java.time.Instant;

/** An event that a hub has recorded. Immutable; keep it as long as you like, it holds no file open. */
public interface Event extends CloudEventV1 {

    /** The name of the stream it was read from. */
    String stream();

    /** Where it stands in its stream. */
    Position position();

    /** When the hub took it, to the microsecond; never goes backwards within a partition. */
    Instant recordedTime();

    /**
     * A new event with a random UUID as its id and the present time as its time.
     *
     * @param type what happened, as in {@code order.placed}
     * @param source where, a URI reference as in {@code /shop}
     * @throws LeatException.Invalid if one of them is empty, or the source is no URI reference
     */
    static NewEvent of(String type, String source) {
        return NewEvent.of(type, source);
    }

    /** As {@link #of(String, String)}, with a source that has been parsed. */
    static NewEvent of(String type, URI source) {
        return NewEvent.of(type, source);
    }

    /**
     * A new event that is like another one, with its id, to be changed and published.
     *
     * @throws LeatException.Invalid if it is no valid CloudEvent
     */
    static NewEvent from(CloudEvent event) {
        return NewEvent.from(event);
    }
}
