package dev.leat.log;

import dev.leat.core.Event;
import dev.leat.core.Position;
import dev.leat.engine.Batch;
import io.cloudevents.CloudEvent;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events that stand where a hash says, to see whether they are the same. Those of one batch that is published again
 * stand side by side, and are read together. Not thread-safe.
 */
final class Originals {

    private final PartitionBatches batches;
    private final long nowMicros;
    private @Nullable Partition partition;
    private @Nullable Batch batch;
    private boolean onEvent;

    Originals(PartitionBatches batches, long nowMicros) {
        this.batches = batches;
        this.nowMicros = nowMicros;
    }

    /** Where an event was recorded first, among those that count and were written when it was looked for; null if nowhere. */
    @Nullable
    Position find(StreamState stream, Identities identities, long hash, CloudEvent event) {
        Event[] first = new Event[1];
        identities.places(hash, (number, offset) -> {
            Event there = read(stream.partitions[number], offset);
            if (there != null
                    && OwnEvents.isSame(there, event)
                    && identities.counts(Micros.of(there.recordedTime()), nowMicros)
                    && (first[0] == null || there.recordedTime().isBefore(first[0].recordedTime()))) {
                first[0] = there;
            }
        });
        return first[0] == null ? null : first[0].position();
    }

    /** The event at an offset, or null if it is gone. */
    private @Nullable Event read(Partition from, long offset) {
        if (offset < batches.first(from)) {
            return null;
        }
        if (from != partition || batch == null || batch.offset() > offset || batch.endOffset() <= offset) {
            open(from, offset);
        }
        Batch open = batch;
        while (open != null && onEvent && open.offset() < offset) {
            onEvent = open.next();
        }
        if (open != null && !onEvent && open.nextOffset() <= offset) {
            open = open(from, offset);
        }
        return open != null && onEvent && open.offset() == offset ? open.event() : null;
    }

    private Batch open(Partition from, long offset) {
        Batch opened = batches.written(from, offset, from.next);
        partition = from;
        batch = opened;
        onEvent = opened.next();
        return opened;
    }
}
