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
 * @param cleaned whether it is of a cleaned segment: its runs are packed, and have no sequence numbers of their own
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
        boolean cleaned,
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
     * @param covered how many offsets it stands for: as many as it has events unless it is packed
     * @param micros when the first event was recorded
     * @param packed whether some of those offsets have no event any more, and each of its spans has a time of its own
     * @param position of the body in the segment file
     * @param crc of the body
     */
    public record Run(
            int stream,
            int partition,
            long firstOffset,
            int covered,
            long micros,
            int count,
            boolean packed,
            int position,
            int length,
            int crc) {

        public long endOffset() {
            return firstOffset + covered;
        }

        Run at(int start) {
            return at(start, micros);
        }

        /** This run behind a start that was not known before. */
        Run at(int start, long recorded) {
            return new Run(
                    stream, partition, firstOffset, covered, recorded, count, packed, start + position, length, crc);
        }
    }

    /** How many entries the dictionary has behind this commit, or 0 if it defines none. */
    public int definedUpTo() {
        return definitions.isEmpty() ? 0 : firstDefinition + definitions.size();
    }

    public int end() {
        return position + length;
    }

    /** The first sequence number of the commit behind it; those of a cleaned segment all begin with the segment. */
    public long endSequence() {
        return cleaned ? firstSequence : firstSequence + events;
    }
}
