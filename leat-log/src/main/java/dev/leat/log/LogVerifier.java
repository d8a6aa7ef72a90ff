package dev.leat.log;

import dev.leat.core.LeatException;
import dev.leat.log.VerifyReport.Problem;
import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.disk.FileDisk;
import dev.leat.log.format.Checksum;
import dev.leat.log.format.Commit;
import dev.leat.log.format.CommitFormat.BadCommit;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.SegmentFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks every byte of every commit of a log, and changes nothing. The log may be in use. */
public final class LogVerifier {

    private final Disk disk;
    private final Manifest manifest;
    private final LogState state = new LogState();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final HighestMark mark;
    private long commits;
    private long events;
    private long bytes;

    private LogVerifier(Disk disk, Manifest manifest) throws IOException {
        this.disk = disk;
        this.manifest = manifest;
        this.mark = new HighestMark(disk, manifest);
    }

    /**
     * Checks the log of a directory.
     *
     * @throws LeatException.NotFound if there is none
     * @throws LeatException.Damaged if the manifest is damaged or missing: without it the files cannot be told apart
     * @throws LeatException.Denied if a file may not be read
     * @throws LeatException.Unavailable if a file cannot be read
     */
    public static VerifyReport verify(Path directory) {
        Disk disk = new FileDisk(directory);
        try {
            if (!Files.isDirectory(directory)) {
                throw new LeatException.NotFound("there is no directory " + directory);
            }
            return verify(disk);
        } catch (AccessDeniedException e) {
            throw new LeatException.Denied(e.getMessage() + " may not be read: check its permissions", e);
        } catch (IOException e) {
            throw new LeatException.Unavailable("reading " + directory + " failed: " + e.getMessage(), e);
        }
    }

    static VerifyReport verify(Disk disk) throws IOException {
        Manifest manifest = Recovery.manifest(disk);
        if (manifest == null) {
            throw new LeatException.NotFound(disk.directory() + " holds no hub");
        }
        return new LogVerifier(disk, manifest).run();
    }

    private VerifyReport run() throws IOException {
        Manifest.Taken taken = manifest.backup();
        if (taken != null) {
            notes.add("this is a backup, taken at " + taken.at() + "; opening it for writing makes it a hub");
        }
        for (SegmentName segment : manifest.segments()) {
            boolean last =
                    segment.equals(manifest.segments().get(manifest.segments().size() - 1));
            String name = segment.log();
            if (disk.exists(name)) {
                try (DiskFile file = disk.open(name, false)) {
                    segment(segment, file, last);
                }
            } else if (!Manifest.read(disk).equals(manifest)) {
                return verify(disk); // the hub is in use, and has just been cleaned
            } else if (mark.covers(segment.number(), 0)) {
                problem(name, 0, 0, "the file is missing", "all segments but this one");
            }
        }
        return new VerifyReport(problems, manifest.segments().size(), commits, events, bytes, notes);
    }

    private void segment(SegmentName id, DiskFile file, boolean last) throws IOException {
        int number = id.number();
        String name = id.log();
        byte[] header = new byte[SegmentFormat.HEADER_BYTES];
        file.read(0, ByteBuffer.wrap(header));
        SegmentScanner scanner = new SegmentScanner(manifest.log(), number, file);
        if (SegmentFormat.readHeader(header).isEmpty()) {
            header(number, name, header, scanner);
        }
        Segment segment = new Segment(
                id, file, manifest.epoch(), state.nextSequence, Lazy.of(new Dictionary()), Lazy.of(new CommitIndex()));
        int position = SegmentFormat.HEADER_BYTES;
        while (true) {
            SegmentScanner.End end = scanner.scan(position, state.nextSequence, commit -> count(segment, commit));
            position = end.position();
            if (end.ending() == SegmentScanner.Ending.BAD) {
                mark.search(manifest.segments(), number, scanner, position);
            }
            boolean durable = mark.covers(number, position) && (last || end.ending() == SegmentScanner.Ending.BAD);
            if (end.ending() == SegmentScanner.Ending.FOOTER || !durable) {
                if (segment.isCleaned() && end.footer() != null) {
                    state.nextSequence = end.footer().endSequence();
                }
                ending(name, end, scanner, last);
                return;
            }
            position = damage(segment, scanner, position, end.why());
            if (position < 0) {
                return;
            }
        }
    }

    private void header(int number, String name, byte[] header, SegmentScanner scanner) throws IOException {
        int newer = SegmentFormat.newerVersion(header);
        mark.search(manifest.segments(), number, scanner, SegmentFormat.HEADER_BYTES);
        if (newer > 0) {
            problem(
                    name,
                    8,
                    4,
                    "the segment is written in format version " + newer,
                    "nothing, with this version of Leat");
        } else if (mark.covers(number, 0)) {
            problem(name, 0, header.length, "the header of the segment is damaged", "all its commits");
        }
    }

    private boolean count(Segment segment, Commit commit) {
        mark.raise(commit.durableUpTo());
        state.replay(segment, commit, true);
        commits++;
        events += commit.events();
        bytes += commit.length();
        return true;
    }

    private void ending(String name, SegmentScanner.End end, SegmentScanner scanner, boolean last) {
        if (end.ending() == SegmentScanner.Ending.BAD) {
            notes.add(name + " ends at byte " + end.position() + " with " + (scanner.size() - end.position())
                    + " bytes that were not acknowledged (" + end.why() + "): opening the hub cuts them off");
        } else if (end.ending() == SegmentScanner.Ending.NOTHING) {
            if (last && manifest.backup() != null) {
                return; // a backup ends so
            }
            if (last) {
                notes.add(name + " has not been closed: the hub is in use, or was not closed");
            } else {
                problem(name, end.position(), 0, "the footer is missing", "all its commits");
            }
        }
    }

    /** Reports what is bad here; returns where to go on, or -1. */
    private int damage(Segment segment, SegmentScanner scanner, int position, String why) throws IOException {
        try {
            Commit commit = scanner.read(position, false);
            if (commit.firstSequence() == state.nextSequence) {
                bodies(segment, commit, why);
                state.replay(segment, commit, true);
                return commit.end();
            }
        } catch (BadCommit e) {
            // the tables are damaged: which streams it held is not known
        }
        Commit next = scanner.next(position, state.nextSequence, false);
        SegmentScanner.End footer = scanner.footer();
        int to = next != null ? next.position() : footer != null ? footer.position() : (int) scanner.size();
        String lost =
                next != null ? next.firstSequence() - state.nextSequence + " events" : "an unknown number of events";
        problem(
                segment.name,
                position,
                to - position,
                why + "; " + lost + " of unknown streams are lost",
                "everything before and behind; reads that cross it fail and say where to go on");
        state.nextSequence = next != null ? next.firstSequence() : state.nextSequence;
        return next != null ? to : -1;
    }

    private void bodies(Segment segment, Commit commit, String why) throws IOException {
        boolean found = false;
        for (Commit.Run run : commit.runs()) {
            byte[] body = new byte[run.length()];
            segment.file.read(run.position(), ByteBuffer.wrap(body));
            if (new Checksum().of(body, 0, body.length) != run.crc()) {
                found = true;
                StreamState stream = state.byId.get(run.stream());
                String name = stream == null ? "a deleted stream" : stream.name;
                problems.add(new Problem(
                        disk.directory().resolve(segment.name),
                        run.position(),
                        run.length(),
                        "events " + run.partition() + ":" + run.firstOffset() + " to " + run.partition() + ":"
                                + (run.firstOffset() + run.count() - 1) + " are damaged",
                        List.of(name),
                        "all other events, those of '" + name + "' from " + run.partition() + ":"
                                + (run.firstOffset() + run.count()) + " on"));
            }
        }
        if (!found) {
            problem(segment.name, commit.position(), commit.length(), why, "all events");
        }
    }

    private void problem(String name, long offset, long length, String what, String readable) {
        problems.add(new Problem(disk.directory().resolve(name), offset, length, what, List.of(), readable));
    }
}
