package dev.leat.core;

import java.util.List;

/**
 * A stream as it stands.
 *
 * @param partitions one entry per partition, in order
 * @param liveBytes about how many bytes the events have that can be read
 * @param heldBytes about how many bytes are stored for the stream, with what has expired and is still to be removed
 */
public record StreamInfo(String name, StreamSettings settings, List<Span> partitions, long liveBytes, long heldBytes) {

    /**
     * The offsets that can be read of one partition; compaction leaves gaps among them.
     *
     * @param first the first one that has not expired, which never goes back; equal to next if all have
     * @param next the offset that the next event will at least have
     */
    public record Span(long first, long next) {}

    public StreamInfo {
        partitions = List.copyOf(partitions);
    }

    /** How many offsets lie between first and next in all partitions: at least the number of events. */
    public long span() {
        return partitions.stream().mapToLong(p -> p.next() - p.first()).sum();
    }
}
