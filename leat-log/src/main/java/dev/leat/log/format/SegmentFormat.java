package dev.leat.log.format;

import java.util.Optional;
import java.util.UUID;

/**
 * A segment file: a header, commits one behind the other, and at the end of one that was closed a footer.
 *
 * <pre>
 * header, 64 bytes                              footer, 32 bytes
 *  0 u64 magic "LEATSEG1"                        0 u32 magic "LFTR"
 *  8 u32 format version                          4 u32 checksum of 8..31, seeded with its place
 * 12 u32 checksum of 16..63 seeded with 0:0      8 u64 global sequence behind the last event
 * 16 u64 log id, high half                      16 u64 recorded time of the last commit
 * 24 u64 log id, low half                       24 u32 number of commits
 * 32 u32 segment number                         28 u32 1: all before had been synced when this was written
 * 36 u32 epoch it was begun in
 * 40 u64 global sequence of its first event
 * 48 u64 of a cleaned segment: global sequence behind the last event that it stands for; else 0
 * 56 u64 0 (reserved)
 * </pre>
 *
 * A cleaned segment stands for one segment or several in a row, and holds what is left of them: see {@link CommitFormat}.
 */
public final class SegmentFormat {

    public static final int VERSION = 2;
    public static final int HEADER_BYTES = 64;
    public static final int FOOTER_BYTES = 32;
    public static final int FOOTER_MAGIC = 0x5254464C;
    private static final long MAGIC = 0x314745535441454CL;

    private SegmentFormat() {}

    /**
     * What the header of a segment says.
     *
     * @param endSequence behind the last event that a cleaned segment stands for; 0 in one that was written in order
     */
    public record Header(UUID log, int segment, int epoch, long firstSequence, long endSequence) {

        public boolean isCleaned() {
            return endSequence != 0;
        }
    }

    /** What the footer of a segment says. */
    public record Footer(long endSequence, long lastMicros, int commits, boolean synced) {}

    public static byte[] header(Header header) {
        ByteWriter out = new ByteWriter(HEADER_BYTES);
        out.u64(MAGIC);
        out.u32(VERSION);
        out.u32(0);
        out.u64(header.log.getMostSignificantBits());
        out.u64(header.log.getLeastSignificantBits());
        out.u32(header.segment);
        out.u32(header.epoch);
        out.u64(header.firstSequence);
        out.u64(header.endSequence);
        out.u64(0);
        byte[] bytes = out.toBytes();
        patch(bytes, 12, new Checksum().at(header.log, 0, VERSION, bytes, 16, 48));
        return bytes;
    }

    /** The version that a header claims, or -1 if it is no segment's. */
    public static int version(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        return bytes.length < HEADER_BYTES || in.u64() != MAGIC ? -1 : in.u32();
    }

    /** The version of a header that a newer program has written, or 0 if it is not newer, or damaged. */
    public static int newerVersion(byte[] bytes) {
        int version = version(bytes);
        if (version <= VERSION) {
            return 0;
        }
        ByteReader in = new ByteReader(bytes);
        in.position(12);
        int crc = in.u32();
        UUID log = new UUID(in.u64(), in.u64());
        return crc == new Checksum().at(log, 0, version, bytes, 16, 48) ? version : 0;
    }

    /** The header of a segment of this version or an earlier one, or nothing if it is damaged. */
    public static Optional<Header> readHeader(byte[] bytes) {
        int version = version(bytes);
        if (version < 1 || version > VERSION) {
            return Optional.empty();
        }
        ByteReader in = new ByteReader(bytes);
        in.position(12);
        int crc = in.u32();
        Header header = new Header(new UUID(in.u64(), in.u64()), in.u32(), in.u32(), in.u64(), in.u64());
        return crc == new Checksum().at(header.log, 0, version, bytes, 16, 48) ? Optional.of(header) : Optional.empty();
    }

    public static byte[] footer(UUID log, int segment, int position, Footer footer) {
        ByteWriter out = new ByteWriter(FOOTER_BYTES);
        out.u32(FOOTER_MAGIC);
        out.u32(0);
        out.u64(footer.endSequence);
        out.u64(footer.lastMicros);
        out.u32(footer.commits);
        out.u32(footer.synced ? 1 : 0);
        byte[] bytes = out.toBytes();
        patch(bytes, 4, new Checksum().at(log, segment, position, bytes, 8, 24));
        return bytes;
    }

    /** The footer at a place, or nothing if there is none that is whole. */
    public static Optional<Footer> readFooter(UUID log, int segment, int position, byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        if (bytes.length < FOOTER_BYTES
                || in.u32() != FOOTER_MAGIC
                || in.u32() != new Checksum().at(log, segment, position, bytes, 8, 24)) {
            return Optional.empty();
        }
        return Optional.of(new Footer(in.u64(), in.u64(), in.u32(), in.u32() == 1));
    }

    static void patch(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }
}
