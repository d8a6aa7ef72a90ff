package dev.leat.log;

import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.ByteWriter;
import dev.leat.log.format.Checksum;
import dev.leat.log.format.Control;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.DictionaryFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * Writes the {@link SideFile} of a segment that does not grow any more.
 *
 * @param streams as they were at the end of the segment
 */
record SideFileWriter(
        UUID log,
        Segment segment,
        int nextStream,
        List<SideFile.StreamEntry> streams,
        List<Found> parts,
        List<Control.Committed> cursors,
        long lastMicros) {

    /** A partition's runs in the segment. */
    record Found(Partition partition, Partition.Part part) {}

    /** What the side file will say, taken while the segment is the last one. */
    static SideFileWriter of(UUID log, LogState state, Segment segment) {
        List<SideFile.StreamEntry> streams = new ArrayList<>();
        List<Found> parts = new ArrayList<>();
        List<StreamState> sorted = state.streams();
        sorted.sort(Comparator.comparingInt(stream -> stream.id));
        for (StreamState stream : sorted) {
            List<Long> next = new ArrayList<>();
            for (Partition partition : stream.partitions) {
                next.add(partition.next + partition.lost);
                Partition.Part[] all = partition.parts();
                if (all.length > 0 && all[all.length - 1].segment() == segment) {
                    parts.add(new Found(partition, all[all.length - 1]));
                }
            }
            streams.add(new SideFile.StreamEntry(new Control.Created(stream.id, stream.name, stream.settings), next));
        }
        return new SideFileWriter(
                log, segment, state.nextStream, streams, parts, state.cursors.all(), state.lastMicros);
    }

    /** Writes the file; afterwards what it says need not be held in memory. */
    void write(Disk disk) throws IOException {
        ByteWriter dictionary = dictionary(segment.dictionary.get(), segment.defined);
        ByteWriter commits = commits(segment.commits.get());
        ByteWriter runs = new ByteWriter(4096);
        int headBytes = head(dictionary, commits, runs, 0).size();
        runs.clear();
        ByteWriter head = head(dictionary, commits, runs, SideFile.FIXED_BYTES + headBytes);
        ByteWriter all = new ByteWriter(SideFile.FIXED_BYTES + headBytes + commits.size() + runs.size());
        all.u64(SideFile.MAGIC);
        all.u32(Manifest.VERSION);
        all.u32(headBytes);
        all.u32(new Checksum().at(log, segment.number, 0, head.array(), 0, headBytes));
        for (ByteWriter piece : List.of(head, dictionary, commits, runs)) {
            all.raw(piece.array(), 0, piece.size());
        }
        String name = Segment.sideName(segment.number);
        disk.delete(name + ".new");
        try (DiskFile file = disk.open(name + ".new", true)) {
            file.write(0, ByteBuffer.wrap(all.array(), 0, all.size()));
            file.sync();
        }
        disk.rename(name + ".new", name);
    }

    /** The head; its length does not depend on where the sections begin. Fills in the runs. */
    private ByteWriter head(ByteWriter dictionary, ByteWriter commits, ByteWriter runs, int sections) {
        ByteWriter out = new ByteWriter(4096);
        out.u64(segment.end);
        out.u64(segment.firstSequence);
        out.u64(segment.endSequence);
        out.u64(lastMicros);
        section(out, sections, dictionary, 0);
        section(out, sections + dictionary.size(), commits, 0);
        out.varint(nextStream);
        out.varint(streams.size());
        for (SideFile.StreamEntry stream : streams) {
            Control.write(stream.created(), out);
            for (long next : stream.next()) {
                out.varint(next);
            }
        }
        int runsAt = sections + dictionary.size() + commits.size();
        out.varint(parts.size());
        for (Found found : parts) {
            RunIndex index = found.part.runs().get();
            int start = runs.size();
            runs(index, runs);
            out.varint(found.partition.stream.id);
            out.varint(found.partition.number);
            out.varint(found.part.firstOffset());
            out.u64(found.part.firstMicros());
            out.varint(index.size());
            out.u32(runsAt + start);
            out.u32(new Checksum().of(runs.array(), start, runs.size() - start));
        }
        out.varint(cursors.size());
        cursors.forEach(cursor -> Control.write(cursor, out));
        return out;
    }

    private static void section(ByteWriter out, int position, ByteWriter section, int start) {
        out.u32(position);
        out.u32(section.size());
        out.u32(new Checksum().of(section.array(), start, section.size()));
    }

    private static ByteWriter dictionary(Dictionary dictionary, int defined) {
        ByteWriter out = new ByteWriter(4096);
        for (int id = 0; id < defined; id++) {
            DictionaryFormat.write(dictionary.entry(id), out);
        }
        return out;
    }

    private static ByteWriter commits(CommitIndex commits) {
        ByteWriter out = new ByteWriter(commits.size() * 24);
        for (int i = 0; i < commits.size(); i++) {
            out.u64(commits.firstSequence(i));
            out.u64(commits.micros(i));
            out.u32(commits.position(i));
            out.u32(commits.length(i));
        }
        return out;
    }

    private static void runs(RunIndex index, ByteWriter out) {
        for (int i = 0; i < index.size(); i++) {
            out.u64(index.firstOffset(i));
            out.u64(index.firstSequence(i));
            out.u64(index.micros(i));
            out.u32(index.count(i));
            out.u32(index.position(i));
            out.u32(index.length(i));
            out.u32(index.crc(i));
        }
    }
}
