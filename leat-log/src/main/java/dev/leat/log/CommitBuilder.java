package dev.leat.log;

import dev.leat.log.PendingAppend.Chunk;
import dev.leat.log.format.ByteWriter;
import dev.leat.log.format.CommitWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups the events of some appends by partition and gives them offsets and global sequence numbers, in the order in which
 * they came. Used by the writer under its lock.
 *
 * <pre>
 * body of a run: count (varint), then spans: sequence numbers passed over (varint), events (varint); then the records
 * </pre>
 *
 * A span is a row of events with consecutive sequence numbers; the first begins at the commit's first one.
 */
final class CommitBuilder {

    private final List<RunDraft> runs = new ArrayList<>();
    private final Map<Partition, RunDraft> open = new HashMap<>();
    private long sequence;

    private static final class RunDraft {
        final Partition partition;
        final long firstOffset;
        final List<Chunk> chunks = new ArrayList<>(1);
        final List<byte[]> sources = new ArrayList<>(1);
        final ByteWriter spans = new ByteWriter(16);
        int spanCount;
        int count;
        int bytes;
        long spanEnd;
        int spanEvents;
        long spanGap;

        RunDraft(Partition partition, long firstOffset, long firstSequence) {
            this.partition = partition;
            this.firstOffset = firstOffset;
            this.spanEnd = firstSequence;
        }

        void add(Chunk chunk, byte[] source, long sequence) {
            if (count > 0 && sequence != spanEnd) {
                endSpan();
            }
            if (spanEvents == 0) {
                spanGap = sequence - spanEnd;
            }
            chunks.add(chunk);
            sources.add(source);
            chunk.firstOffset = firstOffset + count;
            count += chunk.count;
            spanEvents += chunk.count;
            bytes += chunk.length;
            spanEnd = sequence + chunk.count;
        }

        void endSpan() {
            spans.varint(spanGap);
            spans.varint(spanEvents);
            spanCount++;
            spanEvents = 0;
        }
    }

    /** Places these appends, and writes the bodies of their runs. */
    List<Visibility.Reached> build(List<PendingAppend> appends, long firstSequence, CommitWriter out) {
        runs.clear();
        open.clear();
        sequence = firstSequence;
        for (PendingAppend append : appends) {
            append.controls.forEach(out::control);
            for (Chunk chunk : append.encoded.chunks) {
                place(chunk, append.encoded.bytes, firstSequence);
            }
        }
        List<Visibility.Reached> reached = new ArrayList<>(open.size());
        for (RunDraft run : runs) {
            write(run, out);
        }
        for (RunDraft last : open.values()) {
            reached.add(new Visibility.Reached(last.partition, last.firstOffset + last.count));
        }
        return reached;
    }

    private void place(Chunk chunk, byte[] source, long firstSequence) {
        RunDraft run = open.get(chunk.partition);
        if (run == null || (run.bytes > 0 && run.bytes + chunk.length > AppendEncoder.RUN_BYTES)) {
            long offset = run == null ? chunk.partition.next : run.firstOffset + run.count;
            run = new RunDraft(chunk.partition, offset, firstSequence);
            runs.add(run);
            open.put(chunk.partition, run);
        }
        run.add(chunk, source, sequence);
        sequence += chunk.count;
    }

    private static void write(RunDraft run, CommitWriter out) {
        run.endSpan();
        ByteWriter bodies = out.bodies();
        int start = bodies.size();
        bodies.varint(run.spanCount);
        bodies.raw(run.spans.array(), 0, run.spans.size());
        for (int i = 0; i < run.chunks.size(); i++) {
            Chunk chunk = run.chunks.get(i);
            bodies.raw(run.sources.get(i), chunk.start, chunk.length);
        }
        out.endRun(run.partition.stream.id, run.partition.number, run.firstOffset, run.count, start);
    }
}
