package dev.leat.log.format;

/**
 * Which offsets, sequence numbers and times the events of a run have; in its body before the records.
 *
 * <pre>
 * body: count (varint), then spans, then the records
 * span: sequence numbers passed over (varint), events (varint)
 * span of a packed run: sequence numbers, microseconds and offsets passed over (varint each), events (varint)
 * </pre>
 *
 * A span is a row of events with consecutive sequence numbers and offsets, recorded at once. Its sequence numbers are passed
 * over from the end of the span before, the first one's from the commit's first; times from that of the span before, the
 * first one's from the run's; offsets from the end of the span before, the first one's from the run's first.
 */
public final class Spans {

    private final int[] counts;
    private final long[] sequences;
    private final long[] micros;
    private final long[] offsets;

    private Spans(int size) {
        this.counts = new int[size];
        this.sequences = new long[size];
        this.micros = new long[size];
        this.offsets = new long[size];
    }

    /** Reads the spans of a body, and leaves the reader before its first record. */
    public static Spans read(ByteReader in, boolean packed, long firstOffset, long firstSequence, long firstMicros) {
        int size = in.size();
        Spans spans = new Spans(size);
        long sequence = firstSequence;
        long micros = firstMicros;
        long offset = firstOffset;
        for (int i = 0; i < size; i++) {
            sequence += in.varint();
            if (packed) {
                micros += in.varint();
                offset += in.varint();
            }
            spans.counts[i] = in.size();
            spans.sequences[i] = sequence;
            spans.micros[i] = micros;
            spans.offsets[i] = offset;
            sequence += spans.counts[i];
            offset += spans.counts[i];
        }
        return spans;
    }

    public int size() {
        return counts.length;
    }

    /** How many events a span has. */
    public int count(int span) {
        return counts[span];
    }

    /** Of its first event. */
    public long sequence(int span) {
        return sequences[span];
    }

    /** When its events were recorded. */
    public long micros(int span) {
        return micros[span];
    }

    /** Of its first event. */
    public long offset(int span) {
        return offsets[span];
    }
}
