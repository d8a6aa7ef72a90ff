package dev.leat.log;

import dev.leat.core.LeatException;
import dev.leat.log.SegmentScanner.Ending;
import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.Checkpoint;
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

    /** The segments that are left. */
    List<SegmentName> segments() {
        return state.segments.stream().map(segment -> segment.id).toList();
    }

    /** The number of the next segment: of none that was ever synced. */
    int nextNumber() {
        int next = Math.max(Lsn.segment(mark.lsn()), 0) + 1;
        for (SegmentName segment : manifest.segments()) {
            next = Math.max(next, segment.number() + 1);
        }
        return next;
    }

    /** Takes in all that there is. */
    void run() throws IOException {
        segmentsFrom(0);
    }

    /** The log as far as it was taken in, with the files that have it now. */
    Moment moment() throws IOException {
        return new Moment(Manifest.read(disk), state.end(), state.nextSequence);
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

    /** Takes in what another process has written since; again where cleaning has replaced files meanwhile. */
    void refresh() throws IOException {
        mark.refresh();
        while (true) {
            Manifest now = Manifest.read(disk);
            try {
                refresh(now);
                return;
            } catch (IOException | LeatException e) {
                if (names(now, disk)) {
                    throw e;
                }
            }
        }
    }

    /** Whether a manifest still names the live files. */
    static boolean names(Manifest manifest, Disk disk) throws IOException {
        return Manifest.read(disk).segments().equals(manifest.segments());
    }

    private void refresh(Manifest now) throws IOException {
        if (!state.segments.isEmpty()) {
            List<SegmentName> known = segments();
            if (now.segments().size() < known.size()
                    || !now.segments().subList(0, known.size()).equals(known)) {
                manifest = now;
                new FollowedCleaning(disk, state, now).run();
            }
            Segment active = state.active();
            if (!active.isCleaned()) {
                walk(active, true, false);
            }
            int behind = now.segments().indexOf(active.id) + 1;
            if (behind < now.segments().size()
                    && (active.isCleaned()
                            || footer(active.number, active.file, active.end).isPresent())) {
                manifest = now;
                segmentsFrom(behind);
            }
        } else {
            manifest = now;
            segmentsFrom(0);
        }
    }

    private Optional<SegmentFormat.Footer> footer(int number, DiskFile file, int at) throws IOException {
        byte[] bytes = new byte[SegmentFormat.FOOTER_BYTES];
        file.read(at, ByteBuffer.wrap(bytes));
        return SegmentFormat.readFooter(manifest.log(), number, at, bytes);
    }

    private void segmentsFrom(int first) throws IOException {
        List<SegmentName> names = manifest.segments();
        int known = names.size() - 1;
        Checkpoint checkpoint = null;
        while (known >= first && checkpoint == null) {
            checkpoint = checkpoint(names.get(known));
            known -= checkpoint == null ? 1 : 0;
        }
        if (checkpoint != null) {
            state.restore(checkpoint);
        }
        for (int i = first; i < names.size(); i++) {
            boolean last = i == names.size() - 1;
            SegmentName name = names.get(i);
            if (!disk.exists(name.log())) {
                if (mark.covers(name.number(), 0)) {
                    throw new LeatException.Damaged(
                            disk.directory().resolve(name.log()), 0, "the file is missing: restore a backup");
                }
                clean = false;
                growable = state.segments.isEmpty() || state.active().dictionary.isHeld();
                cutter().cutFiles(names.subList(i + 1, names.size()));
                return;
            }
            DiskFile file = disk.open(name.log(), writable);
            opened.add(file);
            if (!load(name, file, last, i <= known) && !scan(name, file, last, i <= known)) {
                growable &=
                        state.segments.isEmpty() || state.active().dictionary.isHeld();
                cutter().cutFiles(names.subList(i + 1, names.size()));
                return;
            }
            if (i == known && checkpoint != null) {
                state.restore(checkpoint); // what damage may have taken before is known after all
            }
        }
    }

    /** How everything stood at the end of a closed segment, if its side file says so. */
    private @Nullable Checkpoint checkpoint(SegmentName name) throws IOException {
        if (!disk.exists(name.log())) {
            return null;
        }
        SideFile side;
        try (DiskFile file = disk.open(name.log(), false)) {
            side = side(name, file);
        }
        if (side == null) {
            return null;
        }
        // a side file is written once its segment has been synced
        mark.raise(Lsn.of(name.number(), side.head().end()));
        return side.loadCheckpoint();
    }

    /** Takes a closed segment from its side file; false if that is not possible. */
    private boolean load(SegmentName name, DiskFile file, boolean last, boolean past) throws IOException {
        SideFile side = side(name, file);
        if (side == null) {
            return false;
        }
        if (last) {
            side.hold();
            if (!side.isWhole()) {
                return false;
            }
        }
        if (!past) {
            Checkpoint checkpoint = side.loadCheckpoint();
            if (checkpoint == null) {
                return false;
            }
            state.restore(checkpoint);
        }
        Segment segment = Segment.closed(name, file, manifest.epoch(), side, last);
        state.add(segment);
        state.load(side, segment, last);
        side.release();
        growable = !segment.isCleaned();
        return true;
    }

    /** The side file of a closed segment, or null if there is none that goes with it. */
    private @Nullable SideFile side(SegmentName name, DiskFile file) throws IOException {
        SideFile side = SideFile.open(disk, manifest.log(), name);
        if (side == null) {
            return null;
        }
        SideFile.Head head = side.head();
        boolean stands = file.size() == head.end() + SegmentFormat.FOOTER_BYTES
                && footer(name.number(), file, head.end())
                        .filter(footer -> footer.endSequence() == head.endSequence())
                        .isPresent();
        return stands ? side : null;
    }

    /**
     * Takes a segment from its commits; false if the log ends here.
     *
     * @param past whether a later checkpoint has told how streams and cursors stand
     */
    private boolean scan(SegmentName name, DiskFile file, boolean last, boolean past) throws IOException {
        int number = name.number();
        byte[] headerBytes = new byte[SegmentFormat.HEADER_BYTES];
        int have = file.read(0, ByteBuffer.wrap(headerBytes));
        requireVersion(name, headerBytes);
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
                cutter().cut(name, 0);
                return false;
            }
            LOGGER.error(
                    "{} is damaged in its header ({} bytes read)",
                    disk.directory().resolve(name.log()),
                    have);
        }
        Segment segment = new Segment(
                name,
                file,
                manifest.epoch(),
                state.nextSequence,
                Lazy.of(new Dictionary()),
                Lazy.of(new CommitIndex()));
        state.add(segment);
        boolean goesOn = walk(segment, last, past);
        if (goesOn && !last && whole && writable) {
            file.sync();
            Segments.writeSideFile(disk, SideFileWriter.of(manifest.log(), state, segment));
        }
        growable = whole && !segment.isCleaned();
        return goesOn;
    }

    private void requireVersion(SegmentName name, byte[] header) {
        int newer = SegmentFormat.newerVersion(header);
        if (newer > 0) {
            throw new LeatException.Invalid(
                    "format",
                    disk.directory().resolve(name.log()) + " is written in format version " + newer
                            + "; this program reads up to " + SegmentFormat.VERSION + ": use a newer Leat");
        }
    }

    /** Takes in the commits behind the segment's known end; false if the log ends here. */
    private boolean walk(Segment segment, boolean last, boolean past) throws IOException {
        int number = segment.number;
        SegmentScanner scanner = new SegmentScanner(manifest.log(), number, segment.file);
        position = segment.end;
        while (true) {
            SegmentScanner.End end =
                    scanner.scan(position, state.nextSequence, commit -> replay(segment, commit, past));
            position = end.position();
            if (end.ending() == Ending.FOOTER) {
                clean &= !last || scanner.size() == position + SegmentFormat.FOOTER_BYTES;
                ended(segment, end.footer());
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
                    cutter().cut(segment.id, position);
                }
                return false;
            }
            whole = false;
            if (!stepOver(segment, past, scanner, nothing ? "the file ends early" : end.why())) {
                return true;
            }
        }
    }

    /** Replays a commit; false where it is only read and its events have not reached their durability yet. */
    private boolean replay(Segment segment, Commit commit, boolean past) {
        mark.raise(commit.durableUpTo());
        if (!writable && commit.safe() && Lsn.of(segment.number, commit.end()) > mark.lsn()) {
            return false;
        }
        if (past) {
            state.replayRuns(segment, commit, true);
        } else {
            state.replay(segment, commit, true);
        }
        return true;
    }

    /** What the commits of a cleaned segment do not tell. */
    private void ended(Segment segment, SegmentFormat.@Nullable Footer footer) {
        if (segment.isCleaned() && footer != null) {
            segment.endSequence = footer.endSequence();
            state.nextSequence = footer.endSequence();
            state.lastMicros = Math.max(state.lastMicros, footer.lastMicros());
        }
    }

    /** Goes on behind damage; false if nothing of the segment is left. */
    private boolean stepOver(Segment segment, boolean past, SegmentScanner scanner, String why) throws IOException {
        int from = position;
        Commit next;
        try {
            next = scanner.read(from, false);
            if (next.firstSequence() == state.nextSequence) {
                // the tables are whole: only reading the events that are damaged will fail
                report(segment, from, next.end(), why);
                replay(segment, next, past);
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
        int later = manifest.segments().indexOf(segment.id) + 1;
        String behind = later < manifest.segments().size()
                ? manifest.segments().get(later).log()
                : "";
        if (!behind.isEmpty() && disk.exists(behind)) {
            byte[] bytes = new byte[SegmentFormat.HEADER_BYTES];
            try (DiskFile file = disk.open(behind, false)) {
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
