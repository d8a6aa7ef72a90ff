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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the state of a log from its files.
 *
 * <p>Below the highest durable mark bad bytes are damage: reported, stepped over, never served. Above it the log ends at the
 * first bad commit, even if later ones look valid: what stands behind was never acknowledged, and goes into a {@code .cut}
 * file. Closed segments are known by their side files; the others are read whole, and get one if they are whole.
 */
final class Recovery {

    private static final Logger LOGGER = LoggerFactory.getLogger(Recovery.class);

    private final Disk disk;
    private final boolean writable;
    private final LogState state = new LogState();
    private Manifest manifest;
    private final HighestMark mark;
    private final List<DiskFile> opened = new ArrayList<>();
    private boolean clean = true;
    private boolean growable = true;
    private boolean whole;
    private int position;

    Recovery(Disk disk, Manifest manifest, boolean writable) throws IOException {
        this.disk = disk;
        this.manifest = manifest;
        this.writable = writable;
        this.mark = new HighestMark(disk, manifest);
    }

    LogState state() {
        return state;
    }

    /** Whether the log had been closed. */
    boolean clean() {
        return clean;
    }

    /** Whether the last segment may be grown: it is whole, and all that is known of it is held. */
    boolean growable() {
        return growable;
    }

    /** The numbers of the segments that are left. */
    List<Integer> segments() {
        return state.segments.stream().map(segment -> segment.number).toList();
    }

    /** Takes in all that there is. */
    void run() throws IOException {
        segmentsFrom(0);
    }

    /** The log as far as it was taken in, with the files that have it now. */
    Moment moment() throws IOException {
        long end = state.segments.isEmpty() ? 0 : Lsn.of(state.active().number, state.active().end);
        return new Moment(Manifest.read(disk), end, state.nextSequence);
    }

    /** Whether all before this place is known to have been synced. */
    boolean isSynced(long lsn) {
        return lsn <= mark.lsn();
    }

    /** Gives back what was opened, where the log is not opened after all. */
    void closeFiles() {
        state.segments.forEach(segment -> opened.add(segment.file));
        for (DiskFile file : opened) {
            try {
                file.close();
            } catch (IOException e) {
                LOGGER.debug("a segment was not closed", e);
            }
        }
    }

    /** Takes in what another process has written since. */
    void refresh() throws IOException {
        mark.refresh();
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
                if (mark.covers(number, 0)) {
                    throw new LeatException.Damaged(
                            disk.directory().resolve(Segment.fileName(number)),
                            0,
                            "the file is missing: restore a backup");
                }
                clean = false;
                growable = state.segments.isEmpty() || state.active().dictionary.isHeld();
                cutter().cutFiles(numbers.subList(i + 1, numbers.size()));
                return;
            }
            DiskFile file = disk.open(Segment.fileName(number), writable);
            opened.add(file);
            if (!load(number, file, last) && !scan(number, file, last)) {
                growable &=
                        state.segments.isEmpty() || state.active().dictionary.isHeld();
                cutter().cutFiles(numbers.subList(i + 1, numbers.size()));
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
        if (last && !side.isWhole()) {
            return false;
        }
        Segment segment = new Segment(
                number,
                Segment.fileName(number),
                file,
                manifest.epoch(),
                head.firstSequence(),
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
        requireVersion(number, headerBytes);
        Optional<SegmentFormat.Header> header = SegmentFormat.readHeader(headerBytes);
        whole = header.isPresent();
        if (header.isEmpty()) {
            mark.search(
                    manifest.segments(),
                    number,
                    new SegmentScanner(manifest.log(), number, file),
                    SegmentFormat.HEADER_BYTES);
            if (!mark.covers(number, 0)) {
                clean = false;
                file.close();
                cutter().cut(number, 0);
                return false;
            }
            LOGGER.error(
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
        boolean goesOn = walk(segment, last);
        if (goesOn && !last && whole && writable) {
            Segments.writeSideFile(disk, SideFileWriter.of(manifest.log(), state, segment));
        }
        growable = whole;
        return goesOn;
    }

    private void requireVersion(int number, byte[] header) {
        int newer = SegmentFormat.newerVersion(header);
        if (newer > 0) {
            throw new LeatException.Invalid(
                    "format",
                    disk.directory().resolve(Segment.fileName(number)) + " is written in format version " + newer
                            + "; this program reads up to " + SegmentFormat.VERSION + ": use a newer Leat");
        }
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
            boolean nothing = end.ending() == Ending.NOTHING;
            if (nothing && last && !mark.covers(number, position)) {
                clean = false;
                return true;
            }
            mark.search(manifest.segments(), number, scanner, position);
            if (!mark.covers(number, position)) {
                clean = false;
                if (!nothing) {
                    cutter().cut(number, position);
                }
                return false;
            }
            whole = false;
            if (!stepOver(segment, scanner, nothing ? "the file ends early" : end.why())) {
                return true;
            }
        }
    }

    /** Replays a commit; false where it is only read and its events have not reached their durability yet. */
    private boolean replay(Segment segment, Commit commit) {
        mark.raise(commit.durableUpTo());
        if (!writable && commit.safe() && Lsn.of(segment.number, commit.end()) > mark.lsn()) {
            return false;
        }
        state.replay(segment, commit, true);
        return true;
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
        next = scanner.next(from, state.nextSequence, false);
        SegmentScanner.End footer = scanner.footer();
        int to = next != null ? next.position() : footer != null ? footer.position() : behind(segment, scanner);
        long lost = Math.max(0, lost(segment, next, footer, from, to));
        if (to > from || lost > 0) {
            report(segment, from, to, why);
        }
        state.lose(lost);
        segment.end = to;
        segment.endSequence = state.nextSequence;
        position = to;
        return next != null;
    }

    /** The end of a segment of whose end nothing is left. */
    private int behind(Segment segment, SegmentScanner scanner) {
        return Math.max(
                segment.end,
                Lsn.segment(mark.lsn()) == segment.number ? Lsn.position(mark.lsn()) : (int) scanner.size());
    }

    /** How many events are lost, as what stands behind them tells. */
    private long lost(Segment segment, @Nullable Commit next, SegmentScanner.@Nullable End end, int from, int to)
            throws IOException {
        if (next != null) {
            return next.firstSequence() - state.nextSequence;
        }
        if (end != null && end.footer() != null) {
            return end.footer().endSequence() - state.nextSequence;
        }
        int later = manifest.segments().indexOf(segment.number) + 1;
        if (later < manifest.segments().size()
                && disk.exists(Segment.fileName(manifest.segments().get(later)))) {
            byte[] bytes = new byte[SegmentFormat.HEADER_BYTES];
            try (DiskFile file = disk.open(Segment.fileName(manifest.segments().get(later)), false)) {
                file.read(0, ByteBuffer.wrap(bytes));
            }
            Optional<SegmentFormat.Header> header = SegmentFormat.readHeader(bytes);
            if (header.isPresent()) {
                return header.get().firstSequence() - state.nextSequence;
            }
        }
        // an event takes more than eight bytes, so at most this many are lost where the log does not tell
        return ((long) to - from) / 8;
    }

    private void report(Segment segment, int from, int to, String why) {
        LOGGER.error(
                "{} is damaged from byte {} to {}: {}; run 'leat verify' to see what can still be read",
                disk.directory().resolve(segment.name),
                from,
                to,
                why);
    }

    private Cutter cutter() {
        return new Cutter(disk, manifest.epoch(), writable);
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
                        "the file is missing beside " + name + "; restore it, or the whole hub, from a backup");
            }
        }
        return null;
    }
}
