package dev.leat.server.cli;

import dev.leat.core.Cursor;
import dev.leat.core.Position;
import dev.leat.core.Start;
import dev.leat.core.StreamInfo;

/** Moves a place that a stream does not keep, or does not have yet, to the nearest one that it has. */
final class Clamp {

    private Clamp() {}

    /** Partitions that the stream does not have are left as they are: those cannot be meant. */
    static Start to(StreamInfo stream, Start wanted) {
        if (wanted instanceof Start.At at) {
            Position position = at.position();
            return Start.at(
                    new Position(position.partition(), within(stream, position.partition(), position.offset())));
        }
        if (wanted instanceof Start.After after) {
            Cursor clamped = Cursor.NOTHING;
            for (int partition : after.cursor().seen().keySet()) {
                long next = within(stream, partition, after.cursor().next(partition));
                clamped = next == 0 ? clamped : clamped.and(new Position(partition, next - 1));
            }
            return Start.after(clamped);
        }
        return wanted;
    }

    private static long within(StreamInfo stream, int partition, long offset) {
        if (partition >= stream.partitions().size()) {
            return offset;
        }
        StreamInfo.Span span = stream.partitions().get(partition);
        return Math.max(span.first(), Math.min(offset, span.next()));
    }
}
