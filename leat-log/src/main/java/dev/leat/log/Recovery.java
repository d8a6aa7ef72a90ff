package dev.leat.log;

import dev.leat.core.LeatException;
import dev.leat.log.SegmentScanner.Ending;
import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.Commit;
import dev.leat.log.format.CommitFormat.BadCommit;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.Lsn;
import dev.leat.log.format.SegmentFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the state of a log from its files.
 *
 * <p>Below the highest durable mark bad bytes are damage: reported, stepped over, never served. Above it the log ends at the
 * first bad commit, even if later ones look valid: what stands behind was never acknowledged, and goes into a {@code .cut}
 * file. Closed segments are known by their side files; the others are read whole.
 */
final class Recovery {

    private static final Logger LOGGER = LoggerFactory.getLogger(Recovery.class);

    private final Disk disk;
    private final boolean writable;
    private final LogState state = new LogState();
    private Manifest manifest;
    private long mark;
    private boolean clean = true;
    private int position;

    Recovery(Disk disk, Manifest manifest, boolean writable) throws IOException {
        this.disk = disk;
        this.manifest = manifest;
        this.writable = writable;
        this.mark = Math.max(manifest.durable(), DurableMark.read(manifest.log(), disk));
    }

    LogState state() {
        return state;
    }

    /** Whether the log had been closed. */
    boolean clean() {
        return clean;
    }

    /** The numbers of the segments that are left. */
    List<Integer> segments() {
        return state.segments.stream().map(segment -> segment.number).toList();
    }

    /** Takes in all that there is. */
    void run() throws IOException {
        segmentsFrom(0);
    }

    /** Takes in what another process has written since. */
    void refresh() throws IOException {
        mark = Math.max(mark, DurableMark.read(manifest.log(), disk));
        if (state.segments.isEmpty()) {
            manifest = Manifest.read(disk);
            segmentsFrom(0);
            return;
        }
        Segment active = state.active();
        walk(active, true);
        Manifest now = Manifest.read(disk);
        int known = now.segments().indexOf(active.number) + 1;
        if (known < now.segments().size() && footerStands(active)) {
            manifest = now;
            segmentsFrom(known);
        }
    }

    private boolean footerStands(Segment segment) throws IOException {
        byte[] bytes = new byte[SegmentFormat.FOOTER_BYTES];
        segment.file.read(segment.end, ByteBuffer.wrap(bytes));
        return SegmentFormat.readFooter(manifest.log(), segment.number, segment.end, bytes)
                .isPresent();
    }

    private void segmentsFrom(int first) throws IOException {
        List<Integer> numbers = manifest.segments();
        for (int i = first; i < numbers.size(); i++) {
            boolean last = i == numbers.size() - 1;
            int number = numbers.get(i);
            if (!disk.exists(Segment.fileName(number))) {
                if (Lsn.of(number, 0) < mark) {
                    throw new LeatException.Damaged(
                            disk.directory().resolve(Segment.fileName(number)),
                            0,
                            "the file is missing: restore a backup");
                }
                clean = false;
                return;
            }
            DiskFile file = disk.open(Segment.fileName(number), writable);
            if (!load(number, file, last) && !scan(number, file, last)) {
                cutFiles(numbers.subList(i + 1, numbers.size()));
                return;
            }
        }
    }

    /** Takes a closed segment from its side file; false if that is not possible. */
    private boolean load(int number, DiskFile file, boolean last) throws IOException {
        SideFile side = SideFile.open(disk, manifest.log(), number);
        if (side == null || !footerStands(number, file, side)) {
            return false;
        }
        SideFile.Head head = side.head();
        Segment segment = new Segment(
                number,
                Segment.fileName(number),
                file,
                manifest.epoch(),
                state.nextSequence,
                last ? Lazy.of(side.loadDictionary()) : Lazy.loading(side::loadDictionary),
                last ? Lazy.of(side.loadCommits()) : Lazy.loading(side::loadCommits));
        segment.end = head.end();
        segment.endSequence = head.endSequence();
        segment.defined = last ? segment.dictionary.get().size() : 0;
        state.segments.add(segment);
        state.load(side, segment, last);
        return true;
    }

    private boolean footerStands(int number, DiskFile file, SideFile side) throws IOException {
        SideFile.Head head = side.head();
        byte[] bytes = new byte[SegmentFormat.FOOTER_BYTES];
        file.read(head.end(), ByteBuffer.wrap(bytes));
        return file.size() == head.end() + SegmentFormat.FOOTER_BYTES
                && SegmentFormat.readFooter(manifest.log(), number, head.end(), bytes)
                        .filter(footer -> footer.endSequence() == head.endSequence())
                        .isPresent();
    }

    /** Takes a segment from its commits; false if the log ends here. */
    private boolean scan(int number, DiskFile file, boolean last) throws IOException {
        byte[] headerBytes = new byte[SegmentFormat.HEADER_BYTES];
        int have = file.read(0, ByteBuffer.wrap(headerBytes));
        if (SegmentFormat.readHeader(headerBytes).isEmpty()) {
            if (Lsn.of(number, 0) >= mark) {
                clean = false;
                file.close();
                cut(number, 0);
                return false;
            }
            LOGGER.warn(
                    "{} is damaged in its header ({} bytes read)",
                    disk.directory().resolve(Segment.fileName(number)),
                    have);
        }
        Segment segment = new Segment(
                number,
                Segment.fileName(number),
                file,
                manifest.epoch(),
                state.nextSequence,
                Lazy.of(new Dictionary()),
                Lazy.of(new CommitIndex()));
        state.segments.add(segment);
        return walk(segment, last);
    }

    /** Takes in the commits behind the segment's known end; false if the log ends here. */
    private boolean walk(Segment segment, boolean last) throws IOException {
        int number = segment.number;
        SegmentScanner scanner = new SegmentScanner(manifest.log(), number, segment.file);
        position = segment.end;
        while (true) {
            SegmentScanner.End end = scanner.scan(position, state.nextSequence, commit -> replay(segment, commit));
            position = end.position();
            if (end.ending() == Ending.FOOTER) {
                clean &= !last || scanner.size() == position + SegmentFormat.FOOTER_BYTES;
                return true;
            }
            if (end.ending() == Ending.NOTHING && (last || Lsn.of(number, position) >= mark)) {
                clean = false;
                return last;
            }
            markBehind(scanner);
            if (Lsn.of(number, position) >= mark) {
                clean = false;
                cut(number, position);
                return false;
            }
            if (!stepOver(segment, scanner, end.why())) {
                return true;
            }
        }
    }

    /** Replays a commit; false where it is only read and its events have not reached their durability yet. */
    private boolean replay(Segment segment, Commit commit) {
        mark = Math.max(mark, commit.durableUpTo());
        if (!writable && commit.safe() && Lsn.of(segment.number, commit.end()) > mark) {
            return false;
        }
        state.replay(segment, commit, true);
        return true;
    }

    /** Later commits, or a footer, may know that what is bad here had been durable. */
    private void markBehind(SegmentScanner scanner) throws IOException {
        int footer = scanner.footer();
        if (footer > position) {
            mark = Math.max(mark, Lsn.of(state.active().number, footer));
        }
        Commit next = scanner.next(position, 0, true);
        while (next != null) {
            mark = Math.max(mark, next.durableUpTo());
            next = scanner.next(next.end(), 0, true);
        }
    }

    /** Goes on behind damage; false if nothing of the segment is left. */
    private boolean stepOver(Segment segment, SegmentScanner scanner, String why) throws IOException {
        int from = position;
        Commit next;
        try {
            next = scanner.read(from, false);
            if (next.firstSequence() == state.nextSequence) {
                // the tables are whole: only reading the events that are damaged will fail
                report(segment, from, next.end(), why);
                replay(segment, next);
                position = next.end();
                return true;
            }
        } catch (BadCommit e) {
            // nothing is known of this commit
        }
        next = scanner.next(from + 8, state.nextSequence, false);
        int to = next != null
                ? next.position()
                : Lsn.segment(mark) == segment.number ? Lsn.position(mark) : (int) scanner.size();
        // an event takes more than eight bytes, so at most this many are lost where the log does not tell
        long lost = next != null ? next.firstSequence() - state.nextSequence : (to - from) / 8;
        report(segment, from, to, why);
        state.lose(lost);
        segment.end = to;
        segment.endSequence = state.nextSequence;
        position = to;
        return next != null;
    }

    private void report(Segment segment, int from, int to, String why) {
        LOGGER.error(
                "{} is damaged from byte {} to {}: {}; run 'leat verify' to see what can still be read",
                disk.directory().resolve(segment.name),
                from,
                to,
                why);
    }

    /** Ends the log here: keeps what stands behind in a .cut file. */
    private void cut(int number, int from) throws IOException {
        if (!writable) {
            return;
        }
        String name = Segment.fileName(number);
        try (DiskFile file = disk.open(name, true)) {
            long size = file.size();
            String cut = number + "-" + from + ".cut";
            try (DiskFile kept = disk.open(cut, true)) {
                byte[] block = new byte[1024 * 1024];
                for (long at = from; at < size; ) {
                    int have = file.read(at, ByteBuffer.wrap(block));
                    kept.write(at - from, ByteBuffer.wrap(block, 0, have));
                    at += have;
                }
                kept.sync();
            }
            file.truncate(from);
            file.sync();
            LOGGER.warn(
                    "the log ends at byte {} of {}: {} bytes behind were never acknowledged, they are kept in {}",
                    from,
                    name,
                    size - from,
                    cut);
        }
        disk.delete(Segment.sideName(number));
        disk.syncDirectory();
    }

    private void cutFiles(List<Integer> numbers) throws IOException {
        for (int number : numbers) {
            if (writable && disk.exists(Segment.fileName(number))) {
                disk.rename(Segment.fileName(number), number + "-0.cut");
                disk.delete(Segment.sideName(number));
            }
        }
    }

    /** The manifest of a directory, or null if there is no log in it. */
    static @Nullable Manifest manifest(Disk disk) throws IOException {
        if (disk.exists(Manifest.NAME)) {
            return Manifest.read(disk);
        }
        for (String name : disk.list()) {
            if (name.endsWith(".log")) {
                throw new LeatException.Damaged(
                        disk.directory().resolve(Manifest.NAME),
                        0,
                        "the file is missing beside " + name + ": restore it");
            }
        }
        return null;
    }
}
