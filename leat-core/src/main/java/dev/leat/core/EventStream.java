package dev.leat.core;

import io.cloudevents.CloudEvent;
import java.util.List;

/** A named, ordered, persistent sequence of events. Thread-safe. */
public interface EventStream {

    String name();

    /**
     * Records one event; the stream is created by the first one unless the hub was opened otherwise.
     *
     * <p>Of two events that one thread publishes to the same partition, the first one is recorded first, awaited or
     * not.
     *
     * @param event any CloudEvent 1.0, at most 1,000,000 bytes: the sum of its attributes' names and values and its data
     */
    Pending<Position> publish(CloudEvent event);

    /** Records events next to each other, all or none: at most 16 MiB in all. */
    Pending<Appended> publish(List<? extends CloudEvent> events);

    /** Reads this stream, from its earliest event unless told otherwise. */
    Reading read();

    /** Begins to describe a subscription of this stream. */
    Subscribing subscribe();

    /**
     * This stream as it stands. Blocks.
     *
     * @throws LeatException.NotFound if there is none of this name
     */
    StreamInfo info();

    /**
     * Changes the settings. Blocks.
     *
     * @throws LeatException.Invalid if the number of partitions would change: keys would move
     */
    StreamInfo alter(StreamSettings settings);

    /** Deletes the stream and its events; a stream created again under its name is a new one. Blocks. */
    void delete();
}
