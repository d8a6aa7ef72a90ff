package dev.leat.log.format;

/** Walks the records of a run with their places, in the order of offsets. Not thread-safe. */
public final class Records {

    private final byte[] bytes;
    private final ByteReader in;
    private final Spans spans;
    private int span = -1;
    private int inSpan;
    private int left;
    private int place;
    private int start;

    /**
     * @param start of the run's body
     * @param firstSequence of the commit
     * @param firstMicros of the run
     */
    public Records(
            byte[] bytes, int start, int end, boolean packed, long firstOffset, long firstSequence, long firstMicros) {
        this.bytes = bytes;
        this.in = new ByteReader(bytes, start, end);
        this.spans = Spans.read(in, packed, firstOffset, firstSequence, firstMicros);
    }

    /** Goes to the next record; false behind the last one. */
    public boolean next() {
        while (left == 0) {
            if (span + 1 == spans.size()) {
                return false;
            }
            span++;
            inSpan = -1;
            left = spans.count(span);
        }
        inSpan++;
        left--;
        place = in.position();
        int length = in.size();
        start = in.position();
        in.skip(length);
        return true;
    }

    public long offset() {
        return spans.offset(span) + inSpan;
    }

    public long sequence() {
        return spans.sequence(span) + inSpan;
    }

    /** When it was recorded, microseconds since 1970. */
    public long micros() {
        return spans.micros(span);
    }

    /** Where the record's length stands. */
    public int place() {
        return place;
    }

    /** Where the record begins, behind its length. */
    public int start() {
        return start;
    }

    public int end() {
        return in.position();
    }

    /** The event of the record, over the array that is walked. */
    public StoredEvent event(String stream, int partition, Dictionary dictionary) {
        return new StoredEvent(stream, partition, offset(), micros(), dictionary, bytes, start, end());
    }
}
