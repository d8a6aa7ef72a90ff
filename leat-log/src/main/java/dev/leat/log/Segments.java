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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
    private final ExecutorService background;
    private volatile Manifest manifest;
    private final List<SideFileWriter> sealed = new ArrayList<>();

    Segments(Disk disk, LogState state, LogSettings settings, Manifest manifest) {
        this.disk = disk;
        this.state = state;
        this.settings = settings;
        this.manifest = manifest;
        this.background = new ThreadPoolExecutor(0, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "leat-log-index");
            thread.setDaemon(true);
            return thread;
        });
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
            writeFooter(full, false);
        } catch (IOException e) {
            fresh.file.close();
            throw e;
        }
        SideFileWriter side = SideFileWriter.of(log(), state, full);
        synchronized (sealed) {
            sealed.add(side);
        }
        syncer.sealed(full);
        state.segments.add(fresh);
    }

    /** Creates a segment's file, named by the manifest before anything stands in it. */
    Segment begin(int number) throws IOException {
        String name = Segment.fileName(number);
        disk.delete(name);
        disk.delete(Segment.keyName(number));
        DiskFile file = disk.open(name, true);
        try {
            SegmentFormat.Header header = new SegmentFormat.Header(log(), number, manifest.epoch(), state.nextSequence);
            file.write(0, ByteBuffer.wrap(SegmentFormat.header(header)));
            file.sync();
            List<Integer> live = new ArrayList<>(manifest.segments());
            live.remove(Integer.valueOf(number));
            live.add(number);
            manifest = manifest.with(manifest.durable(), live);
            manifest.write(disk);
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return new Segment(
                number,
                name,
                file,
                manifest.epoch(),
                state.nextSequence,
                Lazy.of(new Dictionary()),
                Lazy.of(new CommitIndex()));
    }

    private void writeFooter(Segment segment, boolean synced) throws IOException {
        SegmentFormat.Footer footer = new SegmentFormat.Footer(
                segment.endSequence, state.lastMicros, segment.commits.get().size(), synced);
        segment.file.write(
                segment.end, ByteBuffer.wrap(SegmentFormat.footer(log(), segment.number, segment.end, footer)));
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
            SideFile written = SideFile.open(disk, writer.log(), writer.segment().number);
            if (written != null) {
                writer.segment().dictionary.release(written::loadDictionary);
                writer.segment().commits.release(written::loadCommits);
                for (int i = 0; i < writer.parts().size(); i++) {
                    SideFile.PartEntry entry = written.head().parts().get(i);
                    writer.parts().get(i).part().runs().release(() -> written.loadRuns(entry));
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
        background.shutdown();
        try {
            if (!background.awaitTermination(10, TimeUnit.SECONDS)) {
                LOGGER.warn("indexes are still being written; they will be made when the log is opened next");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Segment last = state.active();
        last.file.truncate(last.end);
        writeFooter(last, true);
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
