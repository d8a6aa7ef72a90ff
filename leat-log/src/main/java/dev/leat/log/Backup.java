package dev.leat.log;

import dev.leat.core.LeatException;
import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.Lsn;
import dev.leat.log.format.SegmentFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Copies a log, as it stands at one moment, into another directory while it is in use.
 *
 * <p>A file gets its name there once it is copied whole and synced, and the manifest is replaced when all of them have. So
 * until then the backup before is what it was, but that its last segment may have grown by commits that came later. What the
 * copy of a closed segment is worth is told by its length, header and footer, which have the log's id, epoch, global
 * sequences, time and number of commits: where they are those of the segment, it is not copied again.
 *
 * <p>Not thread-safe; the directory is locked while it is at work.
 */
final class Backup {

    /** Says, where there is no manifest yet, that the files are those of the first backup, which was not finished. */
    private static final String BEGUN = "BACKUP.new";

    private static final Pattern OURS =
            Pattern.compile("[0-9]{10}(-[0-9]+)?\\.(log|idx|key)(\\.new)?|MANIFEST\\.new|" + Pattern.quote(BEGUN));

    private static final int BLOCK_BYTES = 1024 * 1024;

    private final OpenLog log;
    private final Disk source;
    private final Disk target;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    private long copied;

    Backup(OpenLog log, Disk source, Disk target) {
        this.log = log;
        this.source = source;
        this.target = target;
    }

    /**
     * Makes the backup, or brings the one that is there up to date.
     *
     * @return the number of bytes copied
     * @throws LeatException.Invalid if the directory holds anything but a backup of this log
     * @throws LeatException.Fenced if another backup into it is being made
     */
    long run() throws IOException {
        Manifest before = before(); // a directory that is refused stays untouched
        AutoCloseable lock = target.lock("LOCK");
        if (lock == null) {
            throw new LeatException.Fenced(
                    target.directory() + " is in use: another backup is being made into it; wait for that one");
        }
        try {
            return locked(before == null ? null : before());
        } finally {
            WritableLog.release(lock);
        }
    }

    private long locked(@Nullable Manifest before) throws IOException {
        Moment moment = log.moment();
        if (before != null) {
            requireSameCourse(before, moment);
        } else if (!isBegun(target.list())) {
            taken(moment).write(target, BEGUN);
            target.syncDirectory();
        }
        for (String gone = copy(moment, before); gone != null; gone = copy(moment, before)) {
            Moment now = log.moment();
            if (now.manifest().segments().equals(moment.manifest().segments())) {
                throw new LeatException.Damaged(
                        source.directory().resolve(gone),
                        0,
                        "the file is missing; what was backed up before is as it was");
            }
            moment = now;
        }
        target.syncDirectory();
        Manifest manifest = taken(moment);
        manifest.write(target);
        removeLeftovers(target, manifest);
        return copied;
    }

    private static Manifest taken(Moment moment) {
        Manifest.Taken taken = new Manifest.Taken(Micros.of(Instant.now()), moment.sequence());
        return moment.manifest().takenAs(taken, moment.end());
    }

    // ---- what is there

    /** The manifest of the backup that is there; null if there is none, and may be one. */
    private @Nullable Manifest before() throws IOException {
        if (target.exists(Manifest.NAME)) {
            return requireBackup(Manifest.NAME);
        }
        List<String> names = target.list();
        boolean begun = isBegun(names);
        if (begun) {
            requireBackup(BEGUN);
        }
        for (String name : names) {
            if (!name.equals("LOCK")
                    && !name.equals(BEGUN)
                    && !(begun && OURS.matcher(name).matches())) {
                throw refused("is not empty (" + name + ") and holds no backup");
            }
        }
        return null;
    }

    /** Whether the first backup was begun here. It is not before its files are: then what says so may be torn. */
    private static boolean isBegun(List<String> names) {
        return names.contains(BEGUN)
                && names.stream()
                        .anyMatch(name ->
                                !name.equals(BEGUN) && OURS.matcher(name).matches());
    }

    private Manifest requireBackup(String name) throws IOException {
        Manifest manifest;
        try {
            manifest = Manifest.read(target, name);
        } catch (LeatException.Damaged e) {
            throw refused("holds a " + name + " that is damaged");
        }
        if (!manifest.log().equals(log.id())) {
            throw refused(manifest.backup() == null ? "holds another hub" : "holds a backup of another hub");
        }
        if (manifest.backup() == null) {
            throw refused("holds a hub, not a backup: it has been opened for writing, which restores it");
        }
        return manifest;
    }

    /** A log that was restored, or lost its end, must not take away from a backup what only that still has. */
    private void requireSameCourse(Manifest before, Moment moment) {
        Manifest.Taken taken = before.backup();
        long parts = Math.min(before.partsFrom(moment.manifest()), moment.sequence());
        if (taken != null && taken.sequence() > parts) {
            throw refused("holds a backup that goes on to event number " + (taken.sequence() - 1)
                    + ", and this hub has only those before number " + parts
                    + ": it was restored from an older state or has lost its end");
        }
    }

    private LeatException refused(String why) {
        return new LeatException.Invalid(
                "directory", target.directory() + " " + why + "; back up into an empty or a new directory");
    }

    // ---- copying

    /** Copies what is not there yet; returns the name of a file that is gone meanwhile, or null. */
    private @Nullable String copy(Moment moment, @Nullable Manifest before) throws IOException {
        int last = Lsn.segment(moment.end());
        for (SegmentName segment : moment.manifest().segments()) {
            try {
                if (segment.number() < last || segment.generation() > 0) {
                    copyClosed(segment);
                } else if (segment.number() == last && !isLast(moment, before)) {
                    copyLast(segment, Lsn.position(moment.end()));
                }
            } catch (NoSuchFileException e) {
                return segment.log();
            }
        }
        return null;
    }

    /** Whether nothing was written since the last backup. */
    private boolean isLast(Moment moment, @Nullable Manifest before) throws IOException {
        String name = SegmentName.first(Lsn.segment(moment.end())).log();
        return before != null
                && before.equals(moment.manifest().takenAs(before.backup(), moment.end()))
                && target.exists(name)
                && size(name) == Lsn.position(moment.end());
    }

    private void copyLast(SegmentName segment, int length) throws IOException {
        try (DiskFile from = source.open(segment.log(), false)) {
            target.delete(segment.side()); // that of another file of this name would be wrong
            copy(segment.log(), from, length);
        }
    }

    private void copyClosed(SegmentName segment) throws IOException {
        String name = segment.log();
        try (DiskFile from = source.open(name, false)) {
            if (!isThere(segment, from)) {
                target.delete(segment.side());
                copy(name, from, from.size());
            }
        }
        copyIndex(segment.side());
    }

    /** The segment can be read without it. */
    private void copyIndex(String name) throws IOException {
        if (!source.exists(name)) {
            return; // not written yet
        }
        try (DiskFile from = source.open(name, false)) {
            if (!target.exists(name) || size(name) != from.size()) {
                copy(name, from, from.size());
            }
        }
    }

    private long size(String name) throws IOException {
        try (DiskFile file = target.open(name, false)) {
            return file.size();
        }
    }

    private void copy(String name, DiskFile from, long length) throws IOException {
        String fresh = name + ".new";
        target.delete(fresh);
        try (DiskFile to = target.open(fresh, true)) {
            for (long at = 0; at < length; at += block.limit()) {
                block.clear().limit((int) Math.min(BLOCK_BYTES, length - at));
                if (from.read(at, block) < block.limit()) {
                    throw new IOException(source.directory().resolve(name) + " ends before byte " + length);
                }
                to.write(at, block.flip());
            }
            to.sync();
        }
        target.rename(fresh, name);
        copied += length;
    }

    private boolean isThere(SegmentName segment, DiskFile original) throws IOException {
        String name = segment.log();
        if (!target.exists(name)) {
            return false;
        }
        try (DiskFile copy = target.open(name, false)) {
            long size = original.size();
            return copy.size() == size
                    && size >= SegmentFormat.HEADER_BYTES + SegmentFormat.FOOTER_BYTES
                    && header(original).isPresent()
                    && header(original).equals(header(copy))
                    && footer(segment.number(), original, size).isPresent()
                    && footer(segment.number(), original, size).equals(footer(segment.number(), copy, size));
        }
    }

    private static Optional<SegmentFormat.Header> header(DiskFile file) throws IOException {
        return SegmentFormat.readHeader(bytes(file, 0, SegmentFormat.HEADER_BYTES));
    }

    private Optional<SegmentFormat.Footer> footer(int number, DiskFile file, long size) throws IOException {
        int at = (int) size - SegmentFormat.FOOTER_BYTES;
        return SegmentFormat.readFooter(log.id(), number, at, bytes(file, at, SegmentFormat.FOOTER_BYTES));
    }

    private static byte[] bytes(DiskFile file, long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.read(position, ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** Deletes what the manifest of a backup does not name: parts of another one that was not finished, or came before. */
    static void removeLeftovers(Disk disk, Manifest manifest) throws IOException {
        Set<String> live = new HashSet<>();
        for (SegmentName segment : manifest.segments()) {
            live.add(segment.log());
            live.add(segment.side());
        }
        for (String name : disk.list()) {
            if (OURS.matcher(name).matches() && !live.contains(name)) {
                disk.delete(name);
            }
        }
    }
}
