package dev.leat.log;

import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.ByteReader;
import dev.leat.log.format.Checksum;
import dev.leat.log.format.Control;
import dev.leat.log.format.Dictionary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
 *          sections dictionary, commits: position, length, checksum (u32 each),
 *          number of the next stream; count, then streams as of the end of the segment: a Control, next offset per
 *          partition,
 *          count, then parts: stream, partition, first offset, first time (u64), runs, position, checksum (u32) of runs;
 *          count, then cursors as of the end of the segment: a Control each (older files end before)
 *    sections: dictionary entries; commits, 24 bytes each; runs of each part, 40 bytes each
 * </pre>
 */
final class SideFile {

    static final long MAGIC = 0x315844495441454CL;
    static final int FIXED_BYTES = 20;
    static final int RUN_BYTES = 40;

    private static final Logger LOGGER = LoggerFactory.getLogger(SideFile.class);

    private final Disk disk;
    private final Rescan rescan;
    private final String name;
    private final Head head;

    private record Section(int position, int length, int crc) {}

    /** A stream as of the end of the segment. */
    record StreamEntry(Control.Created created, List<Long> next) {}

    /** One partition's runs in the segment. */
    record PartEntry(int stream, int partition, long firstOffset, long firstMicros, int runs, Section section) {}

    /** What is read when the log is opened. */
    record Head(
            int end,
            long firstSequence,
            long endSequence,
            long lastMicros,
            Section dictionary,
            Section commits,
            int nextStream,
            List<StreamEntry> streams,
            List<PartEntry> parts,
            List<Control.Committed> cursors) {}

    private SideFile(Disk disk, Rescan rescan, String name, Head head) {
        this.disk = disk;
        this.rescan = rescan;
        this.name = name;
        this.head = head;
    }

    Head head() {
        return head;
    }

    /** The side file of a segment, or null if there is none that is whole. */
    static @Nullable SideFile open(Disk disk, UUID log, int segment) {
        String name = Segment.sideName(segment);
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
            if (crc != new Checksum().at(log, segment, 0, head, 0, head.length)) {
                return null;
            }
            return new SideFile(disk, new Rescan(disk, log, segment), name, readHead(new ByteReader(head)));
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
        int nextStream = in.size();
        List<StreamEntry> streams = new ArrayList<>();
        for (int left = in.size(); left > 0; left--) {
            Control.Created created = (Control.Created) Control.read(in);
            if (created == null) {
                throw new IndexOutOfBoundsException("a stream is missing");
            }
            List<Long> next = new ArrayList<>();
            for (int i = 0; i < created.settings().partitions(); i++) {
                next.add(in.varint());
            }
            streams.add(new StreamEntry(created, next));
        }
        List<PartEntry> parts = new ArrayList<>();
        for (int left = in.size(); left > 0; left--) {
            int stream = in.size();
            int partition = in.size();
            long offset = in.varint();
            long micros = in.u64();
            int runs = in.size();
            parts.add(new PartEntry(
                    stream, partition, offset, micros, runs, new Section(in.u32(), runs * RUN_BYTES, in.u32())));
        }
        List<Control.Committed> cursors = new ArrayList<>();
        for (int left = in.hasMore() ? in.size() : 0; left > 0; left--) {
            if (Control.read(in) instanceof Control.Committed committed) {
                cursors.add(committed);
            }
        }
        return new Head(
                end, firstSequence, endSequence, lastMicros, dictionary, commits, nextStream, streams, parts, cursors);
    }

    /** Whether all of it can be read. */
    boolean isWhole() {
        return load(head.dictionary) != null
                && load(head.commits) != null
                && head.parts.stream().allMatch(part -> load(part.section) != null);
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
            index.add(in.u64(), in.u64(), in.u64(), in.u32(), in.u32(), in.u32(), in.u32());
        }
        return index;
    }

    /** A section, or null if it is damaged. */
    private byte @Nullable [] load(Section section) {
        try (DiskFile file = disk.open(name, false)) {
            byte[] bytes = bytes(file, section.position, section.length);
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
