package dev.leat.log;

import dev.leat.core.LeatException;
import dev.leat.log.keys.KeyHash;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the {@link StreamIds} of a stream from its events, when it is first published to, and when its horizon was changed. As
 * long as it does, nothing is written to the stream. Thread-safe.
 */
final class StreamIdsMaker {

    private final PartitionBatches batches;
    private final KeyHash hash;
    private final LongSupplier nowMicros;

    StreamIdsMaker(PartitionBatches batches, KeyHash hash, LongSupplier nowMicros) {
        this.batches = batches;
        this.hash = hash;
        this.nowMicros = nowMicros;
    }

    /** What there is of a stream, or is made now; null if it does not want its events once any more. */
    @Nullable
    StreamIds of(StreamState stream) {
        StreamIds known = stream.ids;
        if (known != null && known.epoch == stream.dedupeEpoch.get()) {
            return known;
        }
        synchronized (stream) {
            known = stream.ids;
            while (known == null || known.epoch != stream.dedupeEpoch.get()) {
                known = make(stream);
                if (known == null) {
                    return null;
                }
                stream.ids = known;
            }
            return known;
        }
    }

    private @Nullable StreamIds make(StreamState stream) {
        int epoch = stream.dedupeEpoch.get(); // first: who changes the settings raises it last
        Duration within = stream.settings.dedupe();
        if (within == null) {
            return null;
        }
        StreamIds ids = new StreamIds(epoch, Micros.of(within));
        for (Partition partition : stream.partitions) {
            add(partition, ids);
        }
        return ids;
    }

    private void add(Partition partition, StreamIds ids) {
        long end = partition.next;
        long at = batches.first(partition);
        try {
            at = Math.max(at, partition.firstAtOrAfter(ids.beginMicros(nowMicros.getAsLong())));
        } catch (IOException e) {
            // then older ones are looked at too
        }
        while (at < end) {
            RunBatch batch = batches.written(partition, at, end);
            try {
                while (batch.next()) {
                    ids.add(batch.identity(hash), partition.number, batch.offset(), batch.micros());
                }
                at = batch.nextOffset();
            } catch (LeatException.Expired e) {
                at = e.firstKept().offset(); // just now
            } catch (LeatException.Damaged e) {
                at = partition.behindRun(batch.nextOffset()); // what cannot be read cannot be a duplicate's original
            }
        }
    }
}
