package dev.leat.log.format;

import dev.leat.log.format.Commit.Definition;
import dev.leat.log.format.Commit.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A commit: what becomes durable at once.
 *
 * <pre>
 *  0 u32 magic "LCMT"
 *  4 u32 length of the whole commit, a multiple of 8
 *  8 u32 checksum of 12 up to the end of the tables, seeded with its place
 * 12 u32 length of the tables
 * 16 u64 global sequence of its first event
 * 24 u64 recorded time, microseconds since 1970
 * 32 u32 number of events
 * 36 u16 flags: bit 0 safe; bit 1 cleaned; bits 4-7 compression, 8-11 codec (both reserved, 0)
 * 38 u16 encryption key id (reserved, 0)
 * 40 u64 the log was durable up to here when this was written: segment number, byte
 * 48 tables
 *      count and, unless 0, number of the first, then dictionary entries: name, 0 or 1, with 1 the value
 *      count, then controls (see Control)
 *      count, then runs: stream, partition, first offset, events, bytes, flags (bit 0 packed),
 *                        if packed: offsets covered, microseconds from the commit's time to the first event's,
 *                        u32 checksum of the body
 *    bodies, in the order of the runs: see Spans
 *    zeros up to the length
 * </pre>
 *
 * Numbers in tables are varints unless a size is given. The checksum in the header covers the checksums of the bodies:
 * every byte is covered once, and a body can be read and checked alone.
 *
 * <p>A commit of a cleaned segment has packed runs of any partitions, sorted by stream, partition and offset over the whole
 * segment. Its first sequence and its time are those at which the segment begins.
 */
public final class CommitFormat {

    public static final int MAGIC = 0x544D434C;
    public static final int HEADER_BYTES = 48;
    static final int SAFE = 1;
    static final int CLEANED = 2;
    static final int PACKED = 1;

    private CommitFormat() {}

    /** Why bytes are no commit. */
    public static final class BadCommit extends Exception {
        private static final long serialVersionUID = 1;

        private final String why;

        BadCommit(String why) {
            super(why, null, false, false);
            this.why = why;
        }

        public String why() {
            return why;
        }
    }

    /** The length that a header claims, or 0 if there is no commit's magic or no possible length. */
    public static int length(byte[] bytes, int start, int available) {
        if (available < HEADER_BYTES) {
            return 0;
        }
        ByteReader in = new ByteReader(bytes, start, start + available);
        int magic = in.u32();
        int length = in.u32();
        return magic == MAGIC && length >= HEADER_BYTES && (length & 7) == 0 ? length : 0;
    }

    /**
     * Reads and checks the commit that begins at bytes[start].
     *
     * @param available bytes that are there; fewer than the commit's length is a bad commit
     * @param checkBodies whether the events' bytes are checked too
     */
    public static Commit read(
            UUID log, int segment, int position, byte[] bytes, int start, int available, boolean checkBodies)
            throws BadCommit {
        int length = length(bytes, start, available);
        if (length == 0 || length > available) {
            throw new BadCommit(length == 0 ? "no commit begins here" : "the commit is cut off");
        }
        ByteReader in = new ByteReader(bytes, start + 8, start + length);
        int crc = in.u32();
        int tables = in.u32();
        if (tables < 0 || tables > length - HEADER_BYTES) {
            throw new BadCommit("the header is damaged");
        }
        Checksum checksum = new Checksum();
        if (crc != checksum.at(log, segment, position, bytes, start + 12, HEADER_BYTES - 12 + tables)) {
            throw new BadCommit("the checksum of the header and tables does not match");
        }
        try {
            Commit commit = parse(in, position, length, position + HEADER_BYTES + tables);
            int needed = HEADER_BYTES + tables;
            for (Run run : commit.runs()) {
                needed = Math.addExact(needed, run.length());
            }
            if (length != (needed + 7 & ~7)) {
                throw new BadCommit("the length in the header does not match the tables");
            }
            if (checkBodies) {
                checkBodies(commit, bytes, start, position + HEADER_BYTES + tables, checksum);
            }
            return commit;
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new BadCommit("the tables do not read: " + e.getMessage());
        }
    }

    private static Commit parse(ByteReader in, int position, int length, int bodies) {
        long firstSequence = in.u64();
        long micros = in.u64();
        int events = in.u32();
        int flags = in.u32();
        long durable = in.u64();
        List<Definition> definitions = new ArrayList<>();
        int defined = in.size();
        int firstDefinition = defined == 0 ? 0 : in.size();
        for (int left = defined; left > 0; left--) {
            definitions.add(DictionaryFormat.read(in));
        }
        List<Control> controls = new ArrayList<>();
        for (int left = in.size(); left > 0; left--) {
            Control control = Control.read(in);
            if (control != null) {
                controls.add(control);
            }
        }
        List<Run> runs = new ArrayList<>();
        int body = bodies;
        for (int left = in.size(); left > 0; left--) {
            int stream = in.size();
            int partition = in.size();
            long offset = in.varint();
            int count = in.size();
            int bytes = in.size();
            boolean packed = (in.varint() & PACKED) != 0;
            int covered = packed ? in.size() : count;
            long since = packed ? in.varint() : 0;
            runs.add(new Run(stream, partition, offset, covered, micros + since, count, packed, body, bytes, in.u32()));
            body += bytes;
        }
        return new Commit(
                position,
                length,
                firstSequence,
                micros,
                events,
                (flags & SAFE) != 0,
                (flags & CLEANED) != 0,
                durable,
                firstDefinition,
                definitions,
                controls,
                runs);
    }

    private static void checkBodies(Commit commit, byte[] bytes, int start, int bodiesStart, Checksum checksum)
            throws BadCommit {
        int shift = start - commit.position();
        int end = bodiesStart;
        for (Run run : commit.runs()) {
            end = run.position() + run.length();
            if (checksum.of(bytes, run.position() + shift, run.length()) != run.crc()) {
                throw new BadCommit("the checksum of the events does not match");
            }
        }
        for (int i = end; i < commit.end(); i++) {
            if (bytes[i + shift] != 0) {
                throw new BadCommit("the bytes behind the events are not zero");
            }
        }
    }
}
