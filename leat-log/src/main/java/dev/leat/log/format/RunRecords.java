package dev.leat.log.format;

/** Walks the records of a run's body. Not thread-safe. */
public final class RunRecords {

    private final ByteReader in;
    private int left;
    private long offset;
    private int place;
    private int start;
    private int end;

    /**
     * A walk that stands before the first record.
     *
     * @param start of the body in the array
     */
    public RunRecords(byte[] bytes, int start, int length, long firstOffset, int count) {
        in = new ByteReader(bytes, start, start + length);
        for (int spans = in.size(); spans > 0; spans--) {
            in.varint();
            in.varint();
        }
        left = count;
        offset = firstOffset - 1;
    }

    /** Moves to the next record; false behind the last one. */
    public boolean next() {
        if (left == 0) {
            return false;
        }
        left--;
        offset++;
        place = in.position();
        int length = in.size();
        start = in.position();
        end = start + length;
        in.skip(length);
        return true;
    }

    public long offset() {
        return offset;
    }

    /** Where the record's length stands in the array. */
    public int place() {
        return place;
    }

    /** Where the record stands, behind its length. */
    public int start() {
        return start;
    }

    public int end() {
        return end;
    }
}
