package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.log.format.Control;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** A log that is open: what it holds, and how to add to it. Thread-safe. */
interface OpenLog extends AutoCloseable {

    UUID id();

    LogState state();

    Visibility visibility();

    /** The time by which events expire, microseconds since 1970. */
    long micros();

    /** Where the events of a subject stand. */
    SubjectIndex subjects();

    /** The first offset of a partition that is kept at a time. */
    default long first(Partition partition, long now) {
        while (true) {
            Partition.Part[] parts = partition.parts();
            try {
                return partition.floor.at(now);
            } catch (LeatException e) {
                refresh(); // cleaning may have moved what it looked at
                if (parts == partition.parts()) {
                    return partition.floor.last();
                }
            }
        }
    }

    /** Refuses what has expired. */
    default void requireKept(Partition partition, long from) {
        long first = first(partition, micros());
        if (from < first) {
            Position kept = new Position(partition.number, first);
            throw new LeatException.Expired(
                    partition.number + ":" + from + " of stream '" + partition.stream.name
                            + "' is no longer kept: the first one is " + kept,
                    kept);
        }
    }

    /** Takes in what another process has written, where this one only reads. */
    void refresh();

    /** Someone waits at the tail. */
    void awaited();

    /** Encodes an append on the caller's thread. */
    PendingAppend encode(Append append, List<Control> controls, boolean safe);

    /** Writes an append, or has it written. */
    void submit(PendingAppend append);

    /** Gives back the space of what is not to be kept, at once; returns how many bytes that were. */
    long compact();

    /** The log as it stands, with all that has been acknowledged, and synced as far as this process can see to that. */
    Moment moment() throws IOException;

    boolean isClosed();

    @Override
    void close();

    /** Refuses what is asked of a closed log. */
    default void requireOpen() {
        if (isClosed()) {
            throw new LeatException.Closed("the hub is closed");
        }
    }

    /** What a failure to read a file is: a reader may still be at it when the log is closed. */
    default LeatException readFailure(String file, IOException e) {
        return isClosed()
                ? new LeatException.Closed("the hub is closed")
                : new LeatException.Unavailable("reading " + file + " failed: " + e.getMessage(), e);
    }

    /** The stream of this name, which must exist. */
    default StreamState required(String name) {
        requireOpen();
        StreamState stream = state().stream(name);
        if (stream == null) {
            throw new LeatException.NotFound("there is no stream '" + name + "'");
        }
        return stream;
    }
}
