package dev.leat.log;

import dev.leat.log.format.ByteWriter;
import dev.leat.log.format.CommitWriter;

/**
 * Writes what is left of one partition as packed runs, see {@link dev.leat.log.format.Spans}. Not thread-safe.
 *
 * <p>Each run stands for all offsets from its first up to that of the next one, so that what was left out is told from what
 * damage took.
 */
final class PackedRuns {

    private final CommitWriter out;
    private final int stream;
    private final int partition;
    private final long firstSequence;
    private final ByteWriter spans = new ByteWriter(256);
    private final ByteWriter records = new ByteWriter(4096);

    private long runOffset;
    private long runMicros;
    private int count;

    private int spanCount;
    private int spanEvents;
    private long spanSequence;
    private long spanMicros;
    private long spanOffset;

    /** Behind the last event. */
    private long nextSequence;

    private long nextOffset;
    private long lastMicros;

    /**
     * @param firstSequence of the segment
     * @param firstOffset from which on it stands for the partition
     * @param firstMicros of the segment, for a run without events
     */
    PackedRuns(CommitWriter out, int stream, int partition, long firstSequence, long firstOffset, long firstMicros) {
        this.out = out;
        this.stream = stream;
        this.partition = partition;
        this.firstSequence = firstSequence;
        begin(firstOffset, firstMicros);
    }

    private void begin(long offset, long micros) {
        runOffset = offset;
        runMicros = micros;
        count = 0;
        spanCount = 0;
        spanEvents = 0;
        spans.clear();
        records.clear();
        nextSequence = firstSequence;
        nextOffset = offset;
        lastMicros = micros;
    }

    /** Where the next record, with its length before it, is to be appended; {@link #added} says what it is. */
    ByteWriter records() {
        return records;
    }

    /** A record has been appended; true: the run is long enough, and the commit may be ended here. */
    boolean added(long sequence, long micros, long offset) {
        boolean goesOn = spanEvents > 0
                && sequence == spanSequence + spanEvents
                && offset == spanOffset + spanEvents
                && micros == spanMicros;
        if (!goesOn) {
            endSpan();
            if (count == 0) {
                runMicros = micros;
                lastMicros = micros;
            }
            spanSequence = sequence;
            spanMicros = micros;
            spanOffset = offset;
        }
        spanEvents++;
        count++;
        if (records.size() >= AppendEncoder.RUN_BYTES) {
            end(offset + 1);
            return true;
        }
        return false;
    }

    private void endSpan() {
        if (spanEvents > 0) {
            spans.varint(spanSequence - nextSequence);
            spans.varint(spanMicros - lastMicros);
            spans.varint(spanOffset - nextOffset);
            spans.varint(spanEvents);
            spanCount++;
            nextSequence = spanSequence + spanEvents;
            nextOffset = spanOffset + spanEvents;
            lastMicros = spanMicros;
            spanEvents = 0;
        }
    }

    /** Ends the runs: they stand for all offsets below this one. */
    void end(long endOffset) {
        if (endOffset == runOffset) {
            return;
        }
        endSpan();
        ByteWriter bodies = out.bodies();
        int start = bodies.size();
        bodies.varint(spanCount);
        bodies.raw(spans.array(), 0, spans.size());
        bodies.raw(records.array(), 0, records.size());
        out.endPacked(stream, partition, runOffset, Math.toIntExact(endOffset - runOffset), runMicros, count, start);
        begin(endOffset, lastMicros);
    }
}
