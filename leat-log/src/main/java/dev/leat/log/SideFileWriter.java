package dev.leat.log;

import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.ByteWriter;
import dev.leat.log.format.Checkpoint;
import dev.leat.log.format.Checksum;
import dev.leat.log.format.Control;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.DictionaryFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Writes the {@link SideFile} of a segment that does not grow any more.
 *
 * @param lastMicros when its last commit was recorded
 * @param checkpoint how everything stands at the end of the segment
 * @param trims what has expired of partitions whose events the segment had
 */
record SideFileWriter(
        UUID log,
        Segment segment,
        long lastMicros,
        Checkpoint checkpoint,
        List<Found> parts,
        List<Control.Trimmed> trims) {

    /** A partition's runs in the segment. */
    record Found(int stream, int partition, Partition.Part part) {}

    /**
     * What the side file will say, taken while the segment is the last one. One of a cleaned segment was lost: whose events that
     * stood for is not known any more, so it says of all partitions what has expired.
     */
    static SideFileWriter of(UUID log, LogState state, Segment segment) {
        List<Found> parts = new ArrayList<>();
        List<Control.Trimmed> trims = new ArrayList<>();
        for (StreamState stream : state.sorted()) {
            for (Partition partition : stream.partitions) {
                Partition.Part[] all = partition.parts();
                if (all.length > 0 && all[all.length - 1].segment == segment) {
                    parts.add(new Found(stream.id, partition.number, all[all.length - 1]));
                }
                if (segment.isCleaned() && partition.floor.last() > 0) {
                    trims.add(new Control.Trimmed(stream.id, partition.number, partition.floor.last()));
                }
            }
        }
        return new SideFileWriter(log, segment, state.lastMicros, state.checkpoint(), parts, trims);
    }

    /** Writes the file; afterwards what it says need not be held in memory. */
    void write(Disk disk) throws IOException {
        ByteWriter sections = new ByteWriter(64 * 1024);
        ByteWriter head = head(sections);
        int headBytes = head.size();
        ByteWriter all = new ByteWriter(SideFile.FIXED_BYTES + headBytes + sections.size());
        all.u64(SideFile.MAGIC);
        all.u32(Manifest.VERSION);
        all.u32(headBytes);
        all.u32(new Checksum().at(log, segment.number, 0, head.array(), 0, headBytes));
        all.raw(head.array(), 0, headBytes);
        all.raw(sections.array(), 0, sections.size());
        String name = segment.id.side();
        disk.delete(name + ".new");
        try (DiskFile file = disk.open(name + ".new", true)) {
            file.write(0, ByteBuffer.wrap(all.array(), 0, all.size()));
            file.sync();
        }
        disk.rename(name + ".new", name);
    }

    /** The head. Fills in the sections. */
    private ByteWriter head(ByteWriter sections) {
        ByteWriter out = new ByteWriter(4096);
        out.u64(segment.end);
        out.u64(segment.firstSequence);
        out.u64(segment.endSequence);
        out.u64(lastMicros);
        dictionary(segment.dictionary.get(), segment.defined, sections);
        section(out, sections, 0);
        int commitsAt = sections.size();
        commits(segment.commits.get(), sections);
        section(out, sections, commitsAt);
        int checkpointAt = sections.size();
        checkpoint.write(sections);
        section(out, sections, checkpointAt);
        out.varint(parts.size());
        for (Found found : parts) {
            RunIndex index = found.part.runs.get();
            int runsAt = sections.size();
            runs(index, sections);
            out.varint(found.stream);
            out.varint(found.partition);
            out.varint(found.part.firstOffset);
            out.u64(found.part.firstMicros);
            out.varint(found.part.bytes());
            out.varint(found.part.endOffset());
            out.varint(index.size());
            out.u32(runsAt);
            out.u32(new Checksum().of(sections.array(), runsAt, sections.size() - runsAt));
        }
        out.varint(trims.size());
        trims.forEach(trimmed -> Control.write(trimmed, out));
        return out;
    }

    /** What was written to the sections from here on is a section. */
    private static void section(ByteWriter out, ByteWriter sections, int from) {
        out.u32(from);
        out.u32(sections.size() - from);
        out.u32(new Checksum().of(sections.array(), from, sections.size() - from));
    }

    private static void dictionary(Dictionary dictionary, int defined, ByteWriter out) {
        for (int id = 0; id < defined; id++) {
            DictionaryFormat.write(dictionary.entry(id), out);
        }
    }

    private static void commits(CommitIndex commits, ByteWriter out) {
        for (int i = 0; i < commits.size(); i++) {
            out.u64(commits.firstSequence(i));
            out.u64(commits.micros(i));
            out.u32(commits.position(i));
            out.u32(commits.length(i));
        }
    }

    private static void runs(RunIndex index, ByteWriter out) {
        for (int i = 0; i < index.size(); i++) {
            out.u64(index.firstOffset(i));
            out.u64(index.firstSequence(i));
            out.u64(index.micros(i));
            out.u32(index.count(i));
            out.u32(index.covered(i));
            out.u32(index.isPacked(i) ? 1 : 0);
            out.u32(index.position(i));
            out.u32(index.length(i));
            out.u32(index.crc(i));
        }
    }
}
