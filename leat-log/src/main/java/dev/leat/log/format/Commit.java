package dev.leat.log.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One commit, all of it but the events themselves.
 *
 * @param position of its first byte in the segment file
 * @param length in bytes, a multiple of 8
 * @param firstSequence global sequence of its first event
 * @param recordedMicros when its events were recorded, microseconds since 1970
 * @param events how many
 * @param safe whether its events are visible only once it is synced
 * @param durableUpTo the log was synced up to here when this was written ({@link Lsn})
 * @param firstDefinition number of the first dictionary entry that it defines
 */
public record Commit(
        int position,
        int length,
        long firstSequence,
        long recordedMicros,
        int events,
        boolean safe,
        long durableUpTo,
        int firstDefinition,
        List<Definition> definitions,
        List<Control> controls,
        List<Run> runs) {

    /** A dictionary entry: a name with a value or, value null, alone. */
    public record Definition(String name, @Nullable Object value) {}

    /**
     * Events of one partition that stand together.
     *
     * @param stream the stream's number
     * @param position of the body in the segment file
     * @param crc of the body
     */
    public record Run(int stream, int partition, long firstOffset, int count, int position, int length, int crc) {}

    /** How many entries the dictionary has behind this commit, or 0 if it defines none. */
    public int definedUpTo() {
        return definitions.isEmpty() ? 0 : firstDefinition + definitions.size();
    }

    public int end() {
        return position + length;
    }

    public long endSequence() {
        return firstSequence + events;
    }
}
