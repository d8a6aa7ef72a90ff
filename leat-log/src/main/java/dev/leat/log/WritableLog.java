package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.core.LeatException;
import dev.leat.log.disk.Disk;
import dev.leat.log.format.Control;
import dev.leat.log.format.Lsn;
import dev.leat.log.keys.KeyHash;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log in the process that owns its directory: recovery at opening, then writer and syncer, a clean end at closing. */
final class WritableLog implements OpenLog {

    private static final Logger LOGGER = LoggerFactory.getLogger(WritableLog.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(30);

    private final Clock clock;
    private final LogState state;
    private final Visibility visibility = new Visibility();
    private final Segments segments;
    private final KeyFiles keyFiles;
    private final SubjectIndex subjects;
    private final DurableMark mark;
    private final Syncer syncer;
    private final LogWriter writer;
    private final Admission admission;
    private final AutoCloseable lock;
    private volatile boolean closed;

    private WritableLog(
            Disk disk, LogSettings settings, Clock clock, AutoCloseable lock, Manifest found, Recovery recovery)
            throws IOException {
        this.clock = clock;
        this.lock = lock;
        Manifest manifest = found;
        recovery.run();
        state = recovery.state();
        state.closeGaps();
        for (Segment segment : state.segments) {
            // what a killed process had written may be in memory only: it is visible from now on, so it must last
            if (!recovery.clean()) {
                segment.file.sync();
            }
        }
        if (!recovery.clean() && !manifest.segments().isEmpty()) {
            manifest = manifest.nextEpoch(state.nextSequence);
            LOGGER.info("the log was not closed; epoch {} begins at event {}", manifest.epoch(), state.nextSequence);
        }
        manifest = manifest.with(end(state), recovery.segments());
        segments = new Segments(disk, state, settings, manifest);
        if (state.segments.isEmpty() || !recovery.growable()) {
            // a damaged segment does not grow: how much it had defined is not known
            state.segments.add(segments.begin(state.segments.isEmpty() ? 1 : state.active().number + 1));
        } else {
            manifest.write(disk);
            dropFooter(state.active());
        }
        KeyHash hash = new KeyHash(manifest.log(), settings.keyBits());
        keyFiles = new KeyFiles(disk, manifest.log(), state, hash, true);
        subjects = new SubjectIndex(state, hash, keyFiles);
        long durable = end(state);
        visibility.found(state);
        mark = new DurableMark(manifest.log(), disk.open(DurableMark.NAME, true));
        mark.write(durable);
        syncer = new Syncer(state, visibility, mark, durable, this::complete, this::sealed, this::writeMore);
        PartitionBatches batches = new PartitionBatches(disk, this);
        admission = new Admission(
                state,
                new Conditions(state, batches, subjects),
                new Deduplication(batches, hash, () -> Math.max(state.lastMicros, LogWriter.micros(clock.instant()))));
        CommitGuard guard = new CommitGuard(new ConditionGuard(state, subjects));
        writer = new LogWriter(state, visibility, segments, subjects, syncer, admission, guard, settings, clock);
    }

    private static long end(LogState state) {
        return state.segments.isEmpty() ? 0 : Lsn.of(state.active().number, state.active().end);
    }

    /** Without its footer the log is not cleanly closed any more, whatever becomes of what is written now. */
    private static void dropFooter(Segment active) throws IOException {
        active.file.truncate(active.end);
        active.file.sync();
    }

    /**
     * Opens the log of a directory, or creates it.
     *
     * @throws LeatException.Fenced if another process or hub writes to it
     */
    static WritableLog open(Disk disk, LogSettings settings, Clock clock) throws IOException {
        AutoCloseable lock = disk.lock("LOCK");
        if (lock == null) {
            throw new LeatException.Fenced(disk.directory()
                    + " is in use by another process or hub; close that one, or open this one read-only");
        }
        Recovery recovery = null;
        WritableLog log = null;
        try {
            Manifest manifest = Recovery.manifest(disk);
            if (manifest == null) {
                manifest = new Manifest(UUID.randomUUID(), 1, 0, List.of(new Manifest.Began(1, 0)), List.of());
                // before the first segment: files beside which there is none are taken for a log that lost it
                manifest.write(disk);
            }
            recovery = new Recovery(disk, manifest, true);
            log = new WritableLog(disk, settings, clock, lock, manifest, recovery);
            log.syncer.start();
            log.writer.start();
            log.keyFiles.makeMissing();
            return log;
        } finally {
            if (log == null) {
                if (recovery != null) {
                    recovery.closeFiles();
                }
                release(lock);
            }
        }
    }

    private static void release(AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception e) {
            LOGGER.warn("the lock was not released: {}", e.getMessage());
        }
    }

    /** A closed segment is durable: what can be found in it is written beside it. */
    private void sealed(Segment segment) {
        segments.synced(segment);
        keyFiles.make(segment);
    }

    private void complete(Visibility.Written shown) {
        writer.complete(shown);
    }

    private void writeMore() {
        if (!writer.isIdle() && !writer.tryWrite()) {
            writer.wake();
        }
    }

    @Override
    public UUID id() {
        return segments.log();
    }

    @Override
    public LogState state() {
        return state;
    }

    @Override
    public Visibility visibility() {
        return visibility;
    }

    @Override
    public SubjectIndex subjects() {
        return subjects;
    }

    @Override
    public void refresh() {
        // nobody else writes
    }

    @Override
    public void awaited() {
        // whoever writes wakes
    }

    @Override
    public PendingAppend encode(Append append, List<Control> controls, boolean safe) {
        if (closed) {
            throw new LeatException.Closed("the hub is closed");
        }
        return admission.begin(append, controls, safe, this::help);
    }

    private void help() {
        writer.help();
        syncer.help();
    }

    @Override
    public void submit(PendingAppend append) {
        writer.submit(append);
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            writer.close(clock.instant().plus(CLOSE_WAIT));
            admission.close();
            syncer.close();
            if (syncer.failure() == null) {
                segments.close();
                keyFiles.closed(state.active());
            }
        } catch (IOException e) {
            LOGGER.warn("the log was not closed cleanly, it will be recovered when opened next: {}", e.getMessage());
        } finally {
            state.streams().forEach(stream -> {
                for (Partition partition : stream.partitions) {
                    Visibility.drain(partition.waiting);
                }
            });
            Visibility.drain(visibility.waitingForAny());
            subjects.close();
            segments.closeFiles();
            try {
                mark.close();
            } catch (IOException e) {
                LOGGER.debug("the durable mark was not closed", e);
            }
            release(lock);
        }
    }
}
