package dev.leat.log;

import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.keys.KeyFile;
import dev.leat.log.keys.KeyHash;
import java.io.Closeable;
import java.io.IOException;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key files of a log: opens those that are there and, where the log is written, makes those that are missing, in the
 * background, of the newest segments first. All segments get one, whether or not anybody has asked for a subject yet: a
 * program that is run to look at one subject must find them. Thread-safe.
 */
final class KeyFiles {

    private static final Logger LOGGER = LoggerFactory.getLogger(KeyFiles.class);

    /** While the log grows, unless tables in memory wait for the files. */
    private static final int LONG_PAUSE = 15;

    /** More than so many bytes, and than this part of a segment, are worth a key file when the log is closed. */
    private static final int LEAST_BYTES = 256 * 1024;

    private static final int LEAST_PART = 8;

    private final Disk disk;
    private final UUID log;
    private final LogState state;
    private final KeyHash hash;
    private final KeyFileMaker maker;
    private final boolean writable;
    private final Pace pace;
    private final Deque<Segment> missing = new ConcurrentLinkedDeque<>();

    /** Segments whose file was made again: if that is damaged too, it is the disk. */
    private final Set<Segment> repaired = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;
    private final Background background = new Background("leat-log-keys");

    KeyFiles(Disk disk, UUID log, LogState state, KeyHash hash, boolean writable) {
        this.disk = disk;
        this.log = log;
        this.state = state;
        this.hash = hash;
        this.maker = new KeyFileMaker(disk, log, hash);
        this.writable = writable;
        this.pace = new Pace(() -> state.nextSequence, this::pause);
    }

    private int pause() {
        List<Segment> segments = state.segments;
        int size = segments.size();
        return size > 1 && !segments.get(size - 2).subjects.isEmpty() ? Pace.PAUSE : LONG_PAUSE;
    }

    /** Has those made that the log lacks. */
    void makeMissing() throws IOException {
        Set<String> names = new HashSet<>(disk.list());
        List<Segment> segments = state.segments;
        for (Segment segment : segments.subList(0, segments.size() - 1)) {
            if (!names.contains(segment.id.key())) {
                make(segment);
            }
        }
    }

    /** Has the key file of a closed segment made. */
    void make(Segment segment) {
        if (writable && !segment.replaced && !background.isShutdown()) {
            missing.addFirst(segment);
            background.execute(this::makeNext);
        }
    }

    private void makeNext() {
        Segment segment = missing.poll();
        if (segment == null || closed || segment.replaced) {
            return;
        }
        pace.begin();
        try {
            if (disk.usableSpace() < segment.end) {
                LOGGER.warn("{} is not indexed by keys: the disk is nearly full", segment.name);
            } else if (!isWhole(segment.keys, segment) && maker.make(segment, pace)) {
                made(segment);
                if (segment.replaced) {
                    remove(segment);
                }
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            if (segment.replaced) {
                return; // cleaning has taken the file away meanwhile, and has what stands in its place indexed
            }
            LOGGER.warn("{} is not indexed by keys, subjects are searched for in it: {}", segment.name, e.toString());
        }
    }

    private void made(Segment segment) {
        synchronized (segment) {
            close(segment.keys);
            segment.keys = null;
            segment.withoutKeys = false;
            if (open(segment) != null) {
                segment.subjects.clear();
            }
        }
    }

    private static boolean isWhole(@Nullable KeyFile file, Segment segment) {
        return file != null && file.end() == segment.end;
    }

    /**
     * The key file of a segment, or null if there is none that can be read. That of a segment that grows, or was growing when
     * a table in memory was begun, has its first commits only.
     */
    @Nullable
    KeyFile of(Segment segment) {
        KeyFile known = segment.keys;
        boolean mayGrow = segment == state.active() || !segment.subjects.isEmpty();
        boolean settled = known == null ? segment.withoutKeys : mayGrow || isWhole(known, segment);
        return settled ? known : open(segment);
    }

    private @Nullable KeyFile open(Segment segment) {
        synchronized (segment) {
            String name = segment.id.key();
            KeyFile file = segment.keys;
            if (closed || segment.replaced || segment.withoutKeys || isWhole(file, segment)) {
                return file;
            }
            close(file);
            segment.keys = null;
            DiskFile opened = null;
            try {
                if (disk.exists(name)) {
                    opened = disk.open(name, false);
                    file = new KeyFile(opened, log, segment.number);
                    if (isWhole(file, segment) || (segment == state.active() && file.end() < segment.end)) {
                        segment.keys = file;
                        return file;
                    }
                    close(opened);
                    if (segment != state.active()) {
                        make(segment);
                    }
                }
                segment.withoutKeys = writable;
            } catch (IOException e) {
                close(opened);
                isDamaged(segment, null, e);
            }
            return null;
        }
    }

    /** A key file, or null where it could not even be opened, cannot be read: it is made again. */
    void isDamaged(Segment segment, @Nullable KeyFile file, IOException problem) {
        synchronized (segment) {
            if (closed || segment.keys != file) {
                return;
            }
            String name = segment.id.key();
            LOGGER.warn("{} cannot be read, subjects are searched for in the segment: {}", name, problem.getMessage());
            close(file);
            segment.keys = null;
            segment.withoutKeys = true;
            if (repaired.add(segment) && segment != state.active()) {
                make(segment);
            }
        }
    }

    /**
     * When the log has been closed and synced: the last segment gets a key file, if most of what it has is not in one yet, so
     * that whoever opens the log next need not read all of that.
     */
    void closed(Segment last) {
        KeyFile known = of(last);
        int unknown = last.end - (known == null ? 0 : known.end());
        if (unknown >= LEAST_BYTES && unknown >= last.end / LEAST_PART && disk.usableSpace() > last.end) {
            try {
                new KeyFileMaker(disk, log, hash).make(last, Pace.none());
            } catch (IOException e) {
                LOGGER.warn("{} is not indexed by keys: {}", last.name, e.getMessage());
            }
        }
    }

    private static void close(@Nullable Closeable file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOGGER.debug("a key file was not closed", e);
        }
    }

    /** A segment is gone: another one stands in its place. */
    void remove(Segment segment) {
        synchronized (segment) {
            close(segment.keys);
            segment.keys = null;
        }
        try {
            disk.delete(segment.id.key());
        } catch (IOException e) {
            LOGGER.debug("{} was not removed", segment.id.key(), e);
        }
    }

    /** Ends what is being made, and closes all. */
    void close() {
        closed = true;
        pace.stop();
        if (!background.end()) {
            LOGGER.warn("a key file is still being written");
        }
        for (Segment segment : state.segments) {
            synchronized (segment) {
                close(segment.keys);
            }
        }
    }
}
