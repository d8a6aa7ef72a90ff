package dev.leat.log.format;

import dev.leat.log.format.Commit.Definition;
import dev.leat.log.format.Commit.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Puts a commit together, see {@link CommitFormat}. Used again and again; not thread-safe. */
public final class CommitWriter {

    private final ByteWriter out = new ByteWriter(64 * 1024);
    private final ByteWriter bodies = new ByteWriter(64 * 1024);
    private final Checksum checksum = new Checksum();
    private final List<Definition> definitions = new ArrayList<>();
    private final List<Control> controls = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private int firstDefinition;
    private int events;

    public void clear() {
        bodies.clear();
        definitions.clear();
        controls.clear();
        runs.clear();
        events = 0;
    }

    /** Defines the dictionary's entries from this number up to that one. */
    public void define(Dictionary dictionary, int from, int to) {
        firstDefinition = from;
        for (int id = from; id < to; id++) {
            define(dictionary.entry(id));
        }
    }

    private void define(Dictionary.Entry entry) {
        definitions.add(new Definition(entry.name(), entry.value()));
    }

    public void control(Control control) {
        controls.add(control);
    }

    /** Where the bodies are written, one run after the other: first the bytes, then {@link #endRun}. */
    public ByteWriter bodies() {
        return bodies;
    }

    /** Ends a run whose body began at this size of {@link #bodies()}. */
    public void endRun(int stream, int partition, long firstOffset, int count, int start) {
        endRun(stream, partition, firstOffset, count, 0, count, false, start);
    }

    /** Ends a packed run. */
    public void endPacked(int stream, int partition, long firstOffset, int covered, long micros, int count, int start) {
        endRun(stream, partition, firstOffset, covered, micros, count, true, start);
    }

    private void endRun(
            int stream,
            int partition,
            long firstOffset,
            int covered,
            long micros,
            int count,
            boolean packed,
            int start) {
        int length = bodies.size() - start;
        int crc = checksum.of(bodies.array(), start, length);
        runs.add(new Run(stream, partition, firstOffset, covered, micros, count, packed, start, length, crc));
        events += count;
    }

    /** Encodes all that was added, as a commit at this place. The bytes are in {@link #bytes()} until the next call. */
    public Commit finish(UUID log, int segment, int position, long sequence, long micros, boolean safe, long durable) {
        return finish(log, segment, position, sequence, micros, safe ? CommitFormat.SAFE : 0, durable);
    }

    /** As {@link #finish(UUID, int, int, long, long, boolean, long)}, of a cleaned segment. */
    public Commit finishCleaned(UUID log, int segment, int position, long sequence, long micros, long durable) {
        return finish(log, segment, position, sequence, micros, CommitFormat.CLEANED, durable);
    }

    private Commit finish(UUID log, int segment, int position, long sequence, long micros, int flags, long durable) {
        out.clear();
        out.u32(CommitFormat.MAGIC);
        out.u32(0);
        out.u32(0);
        out.u32(0);
        out.u64(sequence);
        out.u64(micros);
        out.u32(events);
        out.u32(flags);
        out.u64(durable);
        tables(micros);
        int tablesEnd = out.size();
        out.raw(bodies.array(), 0, bodies.size());
        while ((out.size() & 7) != 0) {
            out.u8(0);
        }
        byte[] bytes = out.array();
        SegmentFormat.patch(bytes, 4, out.size());
        SegmentFormat.patch(bytes, 12, tablesEnd - CommitFormat.HEADER_BYTES);
        SegmentFormat.patch(bytes, 8, checksum.at(log, segment, position, bytes, 12, tablesEnd - 12));
        List<Run> placed = new ArrayList<>(runs.size());
        for (Run run : runs) {
            placed.add(run.packed() ? run.at(position + tablesEnd) : run.at(position + tablesEnd, micros));
        }
        return new Commit(
                position,
                out.size(),
                sequence,
                micros,
                events,
                (flags & CommitFormat.SAFE) != 0,
                (flags & CommitFormat.CLEANED) != 0,
                durable,
                firstDefinition,
                List.copyOf(definitions),
                List.copyOf(controls),
                placed);
    }

    public ByteWriter bytes() {
        return out;
    }

    private void tables(long micros) {
        out.varint(definitions.size());
        if (!definitions.isEmpty()) {
            out.varint(firstDefinition);
        }
        for (Definition definition : definitions) {
            DictionaryFormat.write(definition.name(), definition.value(), out);
        }
        out.varint(controls.size());
        for (Control control : controls) {
            Control.write(control, out);
        }
        out.varint(runs.size());
        for (Run run : runs) {
            out.varint(run.stream());
            out.varint(run.partition());
            out.varint(run.firstOffset());
            out.varint(run.count());
            out.varint(run.length());
            out.varint(run.packed() ? CommitFormat.PACKED : 0);
            if (run.packed()) {
                out.varint(run.covered());
                out.varint(run.micros() - micros);
            }
            out.u32(run.crc());
        }
    }
}
