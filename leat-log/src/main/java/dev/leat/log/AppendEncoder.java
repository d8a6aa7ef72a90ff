package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.core.LeatException;
import dev.leat.engine.Partitioner;
import dev.leat.log.PendingAppend.Chunk;
import dev.leat.log.PendingAppend.Encoded;
import dev.leat.log.format.ByteWriter;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.EventEncoder;
import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.List;

/** Turns events into records, on the publisher's thread. Thread-safe. */
final class AppendEncoder {

    /** A body of a run is checked as a whole when one event of it is read: so runs are kept short. */
    static final int RUN_BYTES = 256 * 1024;

    private static final int KEEP_BYTES = 1024 * 1024;

    private final ThreadLocal<ByteWriter> scratch = ThreadLocal.withInitial(() -> new ByteWriter(4096));

    /**
     * Encodes the events of an append.
     *
     * @throws LeatException.NotFound if there is no such stream
     */
    Encoded encode(Append append, LogState state, Dictionary dictionary) {
        ByteWriter out = scratch.get();
        out.clear();
        List<Chunk> chunks = new ArrayList<>(1);
        for (int i = 0; i < append.entries().size(); i++) {
            Append.Entry entry = append.entries().get(i);
            StreamState stream = state.stream(entry.stream());
            if (stream == null) {
                throw new LeatException.NotFound("there is no stream '" + entry.stream() + "'; create it first");
            }
            encode(entry, i, stream, dictionary, out, chunks);
        }
        byte[] bytes = out.toBytes();
        if (out.array().length > KEEP_BYTES) {
            scratch.remove();
        }
        return new Encoded(dictionary, bytes, chunks);
    }

    private static void encode(
            Append.Entry entry,
            int number,
            StreamState stream,
            Dictionary dictionary,
            ByteWriter out,
            List<Chunk> chunks) {
        Chunk chunk = null;
        int[] subjects = stream.subjectsFrom == ConditionGuard.NEVER ? null : ConditionGuard.subjects(entry);
        for (CloudEvent event : entry.events()) {
            int count = stream.partitions.length;
            Partition partition =
                    stream.partitions[count == 1 ? 0 : Partitioner.partition(event, count, stream.roundRobin)];
            if (chunk == null || chunk.partition != partition || chunk.length >= RUN_BYTES) {
                chunk = new Chunk(partition, number, out.size());
                chunk.subjects = subjects;
                chunks.add(chunk);
            }
            EventEncoder.encode(event, dictionary, out);
            chunk.count++;
            chunk.length = out.size() - chunk.start;
        }
    }
}
