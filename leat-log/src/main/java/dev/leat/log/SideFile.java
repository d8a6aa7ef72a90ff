package dev.leat.log;

import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.ByteReader;
import dev.leat.log.format.Checkpoint;
import dev.leat.log.format.Checksum;
import dev.leat.log.format.Commit.Run;
import dev.leat.log.format.Control;
import dev.leat.log.format.Dictionary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be found in a closed segment, beside it; can always be made again from the segment.
 *
 * <pre>
 *  0 u64 magic "LEATIDX1"
 *  8 u32 format version
 * 12 u32 length of the head
 * 16 u32 checksum of the head, seeded with the segment's number
 * 20 head: end of the segment's commits, sequence of the first event and behind the last, time of the last commit
 *          (u64 each),
 *          sections dictionary, commits, checkpoint: position, length, checksum (u32 each),
 *          count, then parts: stream, partition, first offset, first time (u64), bytes of its runs, end offset, runs, position, checksum
 *          (u32) of runs; count, then of a cleaned segment a control of kind 6 for each partition of which something has expired
 *    sections, whose positions count from here on: dictionary entries; commits, 24 bytes each; the {@link Checkpoint} as of the end of the segment; runs of each
 *    part, 48 bytes each
 * </pre>
 *
 * The checkpoint is read of the last closed segment only.
 */
final class SideFile {

    static final long MAGIC = 0x315844495441454CL;
    static final int FIXED_BYTES = 20;
    static final int RUN_BYTES = 48;

    private static final Logger LOGGER = LoggerFactory.getLogger(SideFile.class);

    private final Disk disk;
    private final Rescan rescan;
    private final String name;
    private final Head head;

    /** Where the sections begin in the file. */
    private final int sections;

    private byte @Nullable [] held;

    private record Section(int position, int length, int crc) {}

    /**
     * One partition's runs in the segment.
     *
     * @param bytes of its events, as they are stored
     */
    record PartEntry(
            int stream,
            int partition,
            long firstOffset,
            long firstMicros,
            int bytes,
            long endOffset,
            int runs,
            Section section) {}

    /** What is read when the log is opened. */
    record Head(
            int end,
            long firstSequence,
            long endSequence,
            long lastMicros,
            Section dictionary,
            Section commits,
            Section checkpoint,
            List<PartEntry> parts,
            List<Control.Trimmed> trims) {}

    private SideFile(Disk disk, Rescan rescan, String name, int sections, Head head) {
        this.disk = disk;
        this.rescan = rescan;
        this.name = name;
        this.sections = sections;
        this.head = head;
    }

    Head head() {
        return head;
    }

    /** The side file of a segment, or null if there is none that is whole. */
    static @Nullable SideFile open(Disk disk, UUID log, SegmentName segment) {
        String name = segment.side();
        if (!disk.exists(name)) {
            return null;
        }
        try (DiskFile file = disk.open(name, false)) {
            ByteReader fixed = new ByteReader(bytes(file, 0, FIXED_BYTES));
            if (fixed.u64() != MAGIC || fixed.u32() != Manifest.VERSION) {
                return null;
            }
            int length = fixed.u32();
            int crc = fixed.u32();
            if (length < 0 || length > file.size()) {
                return null;
            }
            byte[] head = bytes(file, FIXED_BYTES, length);
            if (crc != new Checksum().at(log, segment.number(), 0, head, 0, head.length)) {
                return null;
            }
            return new SideFile(
                    disk, new Rescan(disk, log, segment), name, FIXED_BYTES + length, readHead(new ByteReader(head)));
        } catch (IOException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private static Head readHead(ByteReader in) {
        int end = (int) in.u64();
        long firstSequence = in.u64();
        long endSequence = in.u64();
        long lastMicros = in.u64();
        Section dictionary = new Section(in.u32(), in.u32(), in.u32());
        Section commits = new Section(in.u32(), in.u32(), in.u32());
        Section checkpoint = new Section(in.u32(), in.u32(), in.u32());
        List<PartEntry> parts = new ArrayList<>();
        for (int left = in.size(); left > 0; left--) {
            int stream = in.size();
            int partition = in.size();
            long offset = in.varint();
            long micros = in.u64();
            int bytes = in.size();
            long endOffset = in.varint();
            int runs = in.size();
            parts.add(new PartEntry(
                    stream,
                    partition,
                    offset,
                    micros,
                    bytes,
                    endOffset,
                    runs,
                    new Section(in.u32(), runs * RUN_BYTES, in.u32())));
        }
        List<Control.Trimmed> trims = new ArrayList<>();
        for (int left = in.size(); left > 0; left--) {
            if (Control.read(in) instanceof Control.Trimmed trimmed) {
                trims.add(trimmed);
            }
        }
        return new Head(end, firstSequence, endSequence, lastMicros, dictionary, commits, checkpoint, parts, trims);
    }

    /** Whether all of it can be read. */
    boolean isWhole() {
        return load(head.dictionary) != null
                && load(head.commits) != null
                && load(head.checkpoint) != null
                && head.parts.stream().allMatch(part -> load(part.section) != null);
    }

    /** How everything stood at the end of the segment, or null if that is damaged. */
    @Nullable
    Checkpoint loadCheckpoint() {
        byte[] bytes = load(head.checkpoint);
        return bytes == null ? null : Checkpoint.read(new ByteReader(bytes));
    }

    Dictionary loadDictionary() {
        byte[] bytes = load(head.dictionary);
        if (bytes == null) {
            return rescan.dictionary();
        }
        return Dictionary.of(bytes);
    }

    CommitIndex loadCommits() {
        byte[] bytes = load(head.commits);
        if (bytes == null) {
            return rescan.commits();
        }
        CommitIndex index = new CommitIndex();
        ByteReader in = new ByteReader(bytes);
        while (in.hasMore()) {
            index.add(in.u64(), in.u64(), in.u32(), in.u32());
        }
        return index;
    }

    RunIndex loadRuns(PartEntry part) {
        byte[] bytes = load(part.section);
        if (bytes == null) {
            return rescan.runs(part.stream, part.partition);
        }
        RunIndex index = new RunIndex(part.runs);
        ByteReader in = new ByteReader(bytes);
        while (in.hasMore()) {
            long firstOffset = in.u64();
            long firstSequence = in.u64();
            long micros = in.u64();
            int count = in.u32();
            int covered = in.u32();
            boolean packed = in.u32() != 0;
            Run run = new Run(
                    part.stream,
                    part.partition,
                    firstOffset,
                    covered,
                    micros,
                    count,
                    packed,
                    in.u32(),
                    in.u32(),
                    in.u32());
            index.add(run, firstSequence);
        }
        return index;
    }

    private byte[] bytes(Section section) throws IOException {
        byte[] all = held;
        if (all != null) {
            return Arrays.copyOfRange(all, section.position, section.position + section.length);
        }
        try (DiskFile file = disk.open(name, false)) {
            return bytes(file, (long) sections + section.position, section.length);
        }
    }

    /** Reads all sections at once, for those who want each of them; until {@link #release()}. */
    void hold() {
        try (DiskFile file = disk.open(name, false)) {
            held = bytes(file, sections, (int) file.size() - sections);
        } catch (IOException | IndexOutOfBoundsException e) {
            warn(e.getMessage());
        }
    }

    void release() {
        held = null;
    }

    /** A section, or null if it is damaged. */
    private byte @Nullable [] load(Section section) {
        try {
            byte[] bytes = bytes(section);
            if (new Checksum().of(bytes, 0, bytes.length) == section.crc) {
                return bytes;
            }
            warn("its checksum does not match");
        } catch (IOException | IndexOutOfBoundsException e) {
            warn(e.getMessage());
        }
        return null;
    }

    private void warn(@Nullable String problem) {
        LOGGER.warn(
                "{} is damaged ({}), the segment is read instead; delete this file while the hub is closed, and it is made"
                        + " again",
                disk.directory().resolve(name),
                problem);
    }

    private static byte[] bytes(DiskFile file, long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        if (file.read(position, ByteBuffer.wrap(bytes)) < length) {
            throw new IndexOutOfBoundsException("the file ends early");
        }
        return bytes;
    }
}
