package dev.leat.log.format;

/** Walks the records of a run's body. Not thread-safe. */
public final class RunRecords {

    private final ByteReader in;
    private final long micros;
    private int left;
    private long offset;
    private int place;
    private int start;
    private int end;

    /**
     * A walk that stands before the first record.
     *
     * @param micros when the run was recorded
     * @param bytes a piece of the segment that has the run
     * @param position where in the segment the piece begins; a run of no events needs no bytes
     */
    public RunRecords(Commit.Run run, long micros, byte[] bytes, int position) {
        int begin = run.position() - position;
        this.in = new ByteReader(bytes, begin, begin + run.length());
        this.micros = micros;
        this.left = run.count();
        this.offset = run.firstOffset() - 1;
        for (int spans = left == 0 ? 0 : in.size(); spans > 0; spans--) {
            in.varint();
            in.varint();
        }
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

    /** When the record's event was recorded, microseconds since 1970. */
    public long micros() {
        return micros;
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
