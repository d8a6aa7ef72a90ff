package dev.leat.log.format;

import java.util.ArrayList;
import java.util.List;

/**
 * What the commits up to a place of the log add up to, but for the events.
 *
 * <pre>
 * number that the next stream gets (varint)
 * count, then streams: a control of kind 1; for each partition the offset of its next event, and the first one that is kept
 * count, then cursors: a control of kind 4 each
 * </pre>
 *
 * @param nextStream the number that the next stream gets
 */
public record Checkpoint(int nextStream, List<StreamEntry> streams, List<Control.Committed> cursors) {

    /** A stream, and how far its partitions reach. */
    public record StreamEntry(Control.Created created, List<Reach> partitions) {}

    /**
     * How far a partition reaches.
     *
     * @param next the offset of the next event
     * @param first the first offset that is kept
     */
    public record Reach(long next, long first) {}

    public void write(ByteWriter out) {
        out.varint(nextStream);
        out.varint(streams.size());
        for (StreamEntry stream : streams) {
            Control.write(stream.created, out);
            for (Reach partition : stream.partitions) {
                out.varint(partition.next);
                out.varint(partition.first);
            }
        }
        out.varint(cursors.size());
        cursors.forEach(cursor -> Control.write(cursor, out));
    }

    public static Checkpoint read(ByteReader in) {
        int nextStream = in.size();
        List<StreamEntry> streams = new ArrayList<>();
        for (int left = in.size(); left > 0; left--) {
            if (!(Control.read(in) instanceof Control.Created created)) {
                throw new IndexOutOfBoundsException("a stream is missing");
            }
            List<Reach> partitions = new ArrayList<>(created.settings().partitions());
            for (int i = 0; i < created.settings().partitions(); i++) {
                partitions.add(new Reach(in.varint(), in.varint()));
            }
            streams.add(new StreamEntry(created, partitions));
        }
        List<Control.Committed> cursors = new ArrayList<>();
        for (int left = in.size(); left > 0; left--) {
            if (Control.read(in) instanceof Control.Committed committed) {
                cursors.add(committed);
            }
        }
        return new Checkpoint(nextStream, streams, cursors);
    }
}
