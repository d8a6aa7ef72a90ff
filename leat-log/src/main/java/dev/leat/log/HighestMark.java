package dev.leat.log;

import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.Commit;
import dev.leat.log.format.Lsn;
import dev.leat.log.format.SegmentFormat;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * Up to where the log is known to have been synced: what is bad below is damage, what is bad above was never acknowledged.
 *
 * <p>The manifest, the durable mark, commits and footers each say it, and each of them may be old. Not thread-safe.
 */
final class HighestMark {

    private final Disk disk;
    private final UUID log;
    private long lsn;

    HighestMark(Disk disk, Manifest manifest) throws IOException {
        this.disk = disk;
        this.log = manifest.log();
        this.lsn = manifest.durable();
        refresh();
    }

    long lsn() {
        return lsn;
    }

    void refresh() throws IOException {
        raise(DurableMark.read(log, disk));
    }

    void raise(long durable) {
        lsn = Math.max(lsn, durable);
    }

    /** Whether this place had been synced. */
    boolean covers(int segment, int position) {
        return Lsn.of(segment, position) < lsn;
    }

    /** Something is bad here: what stands behind, in this segment and the later ones, may know that it had been synced. */
    void search(List<SegmentName> segments, int segment, SegmentScanner scanner, int position) throws IOException {
        searchOne(segment, scanner, position);
        for (SegmentName later : segments) {
            String name = later.log();
            if (later.number() > segment && !covers(segment, position) && disk.exists(name)) {
                try (DiskFile file = disk.open(name, false)) {
                    searchOne(
                            later.number(), new SegmentScanner(log, later.number(), file), SegmentFormat.HEADER_BYTES);
                }
            }
        }
    }

    private void searchOne(int segment, SegmentScanner scanner, int from) throws IOException {
        SegmentScanner.End end = scanner.footer();
        if (end != null && end.footer() != null && end.footer().synced()) {
            raise(Lsn.of(segment, end.position()));
        }
        for (Commit next = scanner.next(from, 0, false); next != null; next = scanner.next(next.end(), 0, false)) {
            raise(next.durableUpTo());
        }
    }
}
