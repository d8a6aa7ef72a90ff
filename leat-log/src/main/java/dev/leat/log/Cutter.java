package dev.leat.log;

import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a log where it is bad above all marks, and keeps what stood behind.
 *
 * @param epoch of the log before this opening; it is part of the names of what is kept
 * @param writable false: nothing is done, a process that only reads waits for the one that writes
 */
record Cutter(Disk disk, int epoch, boolean writable) {

    private static final Logger LOGGER = LoggerFactory.getLogger(Recovery.class);

    /** Ends the log here: keeps what stands behind in a .cut file. */
    void cut(SegmentName segment, int from) throws IOException {
        if (!writable) {
            return;
        }
        String name = segment.log();
        try (DiskFile file = disk.open(name, true)) {
            long size = file.size();
            String cut = cutName(segment.number(), from);
            disk.delete(cut);
            try (DiskFile kept = disk.open(cut, true)) {
                byte[] block = new byte[1024 * 1024];
                for (long at = from; at < size; ) {
                    int have = file.read(at, ByteBuffer.wrap(block));
                    kept.write(at - from, ByteBuffer.wrap(block, 0, have));
                    at += have;
                }
                kept.sync();
            }
            disk.syncDirectory(); // only then may it go from where it was
            file.truncate(from);
            file.sync();
            LOGGER.warn(
                    "the log ends at byte {} of {}: {} bytes behind were never acknowledged, they are kept in {}",
                    from,
                    name,
                    size - from,
                    cut);
        }
        disk.delete(segment.side());
        disk.syncDirectory();
    }

    /** With the epoch, so that nothing that was cut earlier is overwritten. */
    private String cutName(int number, int from) {
        return number + "-" + from + "-" + epoch + ".cut";
    }

    /** Sets aside the segments behind the one in which the log ends. */
    void cutFiles(List<SegmentName> segments) throws IOException {
        for (SegmentName segment : segments) {
            if (writable && disk.exists(segment.log())) {
                disk.rename(segment.log(), cutName(segment.number(), 0));
                disk.delete(segment.side());
            }
        }
    }
}
