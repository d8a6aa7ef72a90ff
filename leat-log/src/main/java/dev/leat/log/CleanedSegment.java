package dev.leat.log;

import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.ByteWriter;
import dev.leat.log.format.Checkpoint;
import dev.leat.log.format.Commit;
import dev.leat.log.format.CommitWriter;
import dev.leat.log.format.Control;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.SegmentFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A cleaned segment that is being written: its file, and what its side file will say. Not thread-safe. */
final class CleanedSegment implements AutoCloseable {

    /** Written bytes are synced in pieces, so that no sync of the log's end has to wait for many of them. */
    private static final int SYNC_BYTES = 1024 * 1024;

    private final Disk disk;
    private final UUID log;
    private final long durable;
    private final Segment segment;
    private final long firstMicros;
    private final CommitWriter commit = new CommitWriter();
    private final Dictionary dictionary = new Dictionary();
    private final List<SideFileWriter.Found> parts = new ArrayList<>();
    private final RateLimit rate;
    private int synced;
    private boolean complete;

    /**
     * Begins the file.
     *
     * @param header what the segment stands for
     * @param firstMicros no event of it was recorded before
     * @param durable the log has been synced up to here
     */
    CleanedSegment(
            Disk disk,
            SegmentName name,
            SegmentFormat.Header header,
            long firstMicros,
            long durable,
            Checkpoint checkpoint,
            RateLimit rate)
            throws IOException {
        this.disk = disk;
        this.log = header.log();
        this.durable = durable;
        this.firstMicros = firstMicros;
        this.rate = rate;
        disk.delete(name.log());
        DiskFile file = disk.open(name.log(), true);
        segment = new Segment(
                name, file, header.epoch(), header.firstSequence(), Lazy.of(dictionary), Lazy.of(new CommitIndex()));
        try {
            file.write(0, ByteBuffer.wrap(SegmentFormat.header(header)));
        } catch (IOException e) {
            close();
            throw e;
        }
        segment.endSequence = header.endSequence();
        commit.clear();
        commit.control(new Control.Checkpointed(checkpoint));
    }

    Dictionary dictionary() {
        return dictionary;
    }

    PackedRuns partition(int stream, int partition, long firstOffset) {
        return new PackedRuns(commit, stream, partition, segment.firstSequence, firstOffset, firstMicros);
    }

    /** Between two runs: writes what has gathered, if that makes a commit. */
    void commitIfFull() throws IOException {
        if (commit.bodies().size() >= LogWriter.COMMIT_BYTES - AppendEncoder.RUN_BYTES) {
            commit();
        }
    }

    private void commit() throws IOException {
        commit.define(dictionary, segment.defined, dictionary.size());
        Commit written =
                commit.finishCleaned(log, segment.number, segment.end, segment.firstSequence, firstMicros, durable);
        ByteWriter bytes = commit.bytes();
        segment.file.write(segment.end, ByteBuffer.wrap(bytes.array(), 0, bytes.size()));
        segment.defined = dictionary.size();
        segment.commits.get().add(written);
        segment.end = written.end();
        written.runs().forEach(this::add);
        commit.clear();
        if (segment.end - synced >= SYNC_BYTES) {
            segment.file.sync();
            synced = segment.end;
        }
        rate.passed(written.length());
    }

    private void add(Commit.Run run) {
        SideFileWriter.Found last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        if (last == null || last.stream() != run.stream() || last.partition() != run.partition()) {
            last = new SideFileWriter.Found(run.stream(), run.partition(), Partition.Part.before(run, segment));
            parts.add(last);
        }
        last.part().add(run, segment.firstSequence);
        segment.bodyBytes += run.length();
    }

    /** Writes the rest, the footer and the side file; when this returns the segment can take its place. */
    void finish(long lastMicros, Checkpoint checkpoint, List<Control.Trimmed> trims) throws IOException {
        commit();
        segment.writeFooter(log, lastMicros, true);
        segment.file.sync();
        new SideFileWriter(log, segment, lastMicros, checkpoint, parts, trims).write(disk);
        disk.syncDirectory();
        complete = true;
    }

    /** Removes what was begun and not finished. */
    @Override
    public void close() throws IOException {
        segment.file.close();
        if (!complete) {
            disk.delete(segment.name);
            disk.delete(segment.id.side());
        }
    }
}
