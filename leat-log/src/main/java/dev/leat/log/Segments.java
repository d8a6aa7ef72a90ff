package dev.leat.log;

import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.SegmentFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the log: begins segments, closes them, and writes their side files behind the writer's back.
 *
 * <p>Everything but {@link #synced} is called by the writer under its lock, or while nothing is written.
 */
final class Segments {

    private static final Logger LOGGER = LoggerFactory.getLogger(Segments.class);

    private final Disk disk;
    private final LogState state;
    private final LogSettings settings;
    private final Background background = new Background("leat-log-index");
    private volatile Manifest manifest;
    private final List<SideFileWriter> sealed = new ArrayList<>();

    /** Held while the manifest changes: the writer names new segments, the cleaner what it has put in their place. */
    private final Object naming = new Object();

    Segments(Disk disk, LogState state, LogSettings settings, Manifest manifest) {
        this.disk = disk;
        this.state = state;
        this.settings = settings;
        this.manifest = manifest;
    }

    Manifest manifest() {
        return manifest;
    }

    UUID log() {
        return manifest.log();
    }

    boolean isFull(long bytes) {
        Segment active = state.active();
        return active.end > SegmentFormat.HEADER_BYTES && active.end + bytes > settings.segmentBytes();
    }

    /** Closes the last segment and begins the next one. */
    void roll(Syncer syncer) throws IOException {
        Segment full = state.active();
        Segment fresh = begin(full.number + 1);
        try {
            full.file.truncate(full.end);
            full.writeFooter(log(), state.lastMicros, false);
        } catch (IOException e) {
            fresh.file.close();
            throw e;
        }
        SideFileWriter side = SideFileWriter.of(log(), state, full);
        synchronized (sealed) {
            sealed.add(side);
        }
        syncer.sealed(full);
        state.add(fresh);
    }

    /** Creates a segment's file, named by the manifest before anything stands in it. */
    Segment begin(int number) throws IOException {
        SegmentName name = SegmentName.first(number);
        disk.delete(name.log());
        disk.delete(name.key());
        DiskFile file = disk.open(name.log(), true);
        try {
            SegmentFormat.Header header =
                    new SegmentFormat.Header(log(), number, manifest.epoch(), state.nextSequence, 0);
            file.write(0, ByteBuffer.wrap(SegmentFormat.header(header)));
            file.sync();
            synchronized (naming) {
                List<SegmentName> live = new ArrayList<>(manifest.segments());
                live.remove(name);
                live.add(name);
                manifest = manifest.with(manifest.durable(), live);
                manifest.write(disk);
            }
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return new Segment(
                name,
                file,
                manifest.epoch(),
                state.nextSequence,
                Lazy.of(new Dictionary()),
                Lazy.of(new CommitIndex()));
    }

    /**
     * Puts a cleaned segment in the place of those that it stands for, and removes them.
     *
     * @param durable the log has been synced up to here
     * @return the segment that stands there now
     */
    Segment replace(List<Segment> cleaned, SegmentName fresh, long durable) throws IOException {
        SideFile side = SideFile.open(disk, log(), fresh);
        if (side == null) {
            throw new IOException(fresh.side() + " does not read");
        }
        synchronized (naming) {
            List<SegmentName> live = new ArrayList<>(manifest.segments());
            live.set(live.indexOf(cleaned.get(0).id), fresh);
            cleaned.forEach(segment -> live.remove(segment.id));
            Manifest next = manifest.with(Math.max(manifest.durable(), durable), live);
            next.write(disk);
            manifest = next;
        }
        Segment segment = Segment.closed(fresh, disk.open(fresh.log(), false), manifest.epoch(), side, false);
        state.replace(cleaned, segment, side);
        cleaned.forEach(this::remove);
        return segment;
    }

    private void remove(Segment gone) {
        try {
            gone.file.close();
            disk.delete(gone.name);
            disk.delete(gone.id.side());
        } catch (IOException e) {
            LOGGER.warn("{} was not removed, and will be when the log is opened next: {}", gone.name, e.getMessage());
        }
    }

    /** Removes files of segments that the manifest does not name: cleaning that was not finished, or its sources. */
    void removeLeftovers() throws IOException {
        int last = state.active().number;
        for (String name : disk.list()) {
            boolean named = manifest.segments().stream()
                    .anyMatch(
                            live -> List.of(live.log(), live.side(), live.key()).contains(name));
            if (!named
                    && name.matches("[0-9]{10}(-[0-9]+)?\\.(log|idx|key)")
                    && Long.parseLong(name.substring(0, 10)) < last) {
                disk.delete(name);
            }
        }
    }

    /** Waits until all closed segments have their side files. */
    void awaitSideFiles() {
        try {
            background.submit(() -> {}).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | RejectedExecutionException e) {
            LOGGER.debug("side files were not waited for", e);
        }
    }

    /** A closed segment is durable: its side file may be written now. */
    void synced(Segment segment) {
        SideFileWriter side = null;
        synchronized (sealed) {
            for (SideFileWriter waiting : sealed) {
                side = waiting.segment() == segment ? waiting : side;
            }
            sealed.remove(side);
        }
        if (side != null) {
            SideFileWriter writer = side;
            background.execute(() -> writeSideFile(disk, writer));
        }
    }

    /** Writes the side file of a closed segment; what it says need not be held in memory then. */
    static void writeSideFile(Disk disk, SideFileWriter writer) {
        try {
            writer.write(disk);
            SideFile written = SideFile.open(disk, writer.log(), writer.segment().id);
            if (written != null) {
                writer.segment().dictionary.release(written::loadDictionary);
                writer.segment().commits.release(written::loadCommits);
                for (int i = 0; i < writer.parts().size(); i++) {
                    SideFile.PartEntry entry = written.head().parts().get(i);
                    writer.parts().get(i).part().runs.release(() -> written.loadRuns(entry));
                }
            }
        } catch (IOException e) {
            LOGGER.warn(
                    "the index of segment {} was not written and will be made when the log is opened next: {}",
                    writer.segment().number,
                    e.getMessage());
        }
    }

    /** After a failed write: what stands behind the log's end is removed, so that it is never taken for a torn commit; false if not. */
    boolean dropUnfinished() {
        Segment active = state.active();
        try {
            active.file.truncate(active.end);
            return true;
        } catch (IOException e) {
            LOGGER.warn("{} could not be cut back to {}: {}", active.name, active.end, e.getMessage());
            return false;
        }
    }

    boolean isDiskFull(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left") || message.contains("quota") || disk.usableSpace() < 64 * 1024;
    }

    /** Ends the log cleanly: footer, side file, manifest. All must be synced but the footer. */
    void close() throws IOException {
        if (!background.end()) {
            LOGGER.warn("indexes are still being written; they will be made when the log is opened next");
        }
        Segment last = state.active();
        last.file.truncate(last.end);
        last.writeFooter(log(), state.lastMicros, true);
        last.file.sync();
        SideFileWriter.of(log(), state, last).write(disk);
        disk.syncDirectory();
    }

    void closeFiles() {
        for (Segment segment : state.segments) {
            try {
                segment.file.close();
            } catch (IOException e) {
                LOGGER.debug("{} was not closed", segment.name, e);
            }
        }
    }
}
