package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.core.LeatException;
import dev.leat.log.disk.Disk;
import dev.leat.log.format.Control;
import dev.leat.log.keys.KeyHash;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log in the process that owns its directory: recovery at opening, then writer and syncer, a clean end at closing. */
final class WritableLog implements OpenLog {

    private static final Logger LOGGER = LoggerFactory.getLogger(WritableLog.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(30);

    private final Clock clock;
    private final LongSupplier retention;
    private final LogState state;
    private final Visibility visibility = new Visibility();
    private final Segments segments;
    private final KeyFiles keyFiles;
    private final SubjectIndex subjects;
    private final DurableMark mark;
    private final Syncer syncer;
    private final LogWriter writer;
    private final Admission admission;
    private final Cleaner cleaner;
    private final AutoCloseable lock;
    private volatile boolean closed;

    private WritableLog(
            Disk disk, LogSettings settings, Clock clock, AutoCloseable lock, Manifest found, Recovery recovery)
            throws IOException {
        this.clock = clock;
        this.retention = RetentionClock.of(clock);
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
        boolean restored = manifest.backup() != null;
        if (restored || (!recovery.clean() && !manifest.segments().isEmpty())) {
            manifest = manifest.nextEpoch(state.nextSequence);
            String why = restored ? "the log is restored from a backup" : "the log was not closed";
            LOGGER.info("{}; epoch {} begins at event {}", why, manifest.epoch(), state.nextSequence);
        }
        manifest = manifest.with(state.end(), recovery.segments());
        segments = new Segments(disk, state, settings, manifest);
        if (state.segments.isEmpty() || !recovery.growable()) {
            // a damaged segment does not grow: how much it had defined is not known
            state.add(segments.begin(recovery.nextNumber()));
        } else {
            manifest.write(disk);
            dropFooter(state.active());
        }
        KeyHash hash = new KeyHash(manifest.log(), settings.keyBits());
        keyFiles = new KeyFiles(disk, manifest.log(), state, hash, true);
        subjects = new SubjectIndex(state, hash, keyFiles);
        long durable = state.end();
        visibility.found(state);
        mark = new DurableMark(manifest.log(), disk.open(DurableMark.NAME, true));
        mark.write(durable);
        syncer = new Syncer(state, visibility, mark, durable, this::complete, this::sealed, this::writeMore);
        PartitionBatches batches = new PartitionBatches(disk, this);
        admission = new Admission(
                state,
                new Conditions(state, batches, subjects),
                new Deduplication(batches, hash, () -> Math.max(state.lastMicros, retention.getAsLong())));
        CommitGuard guard = new CommitGuard(new ConditionGuard(state, subjects));
        writer = new LogWriter(state, visibility, segments, subjects, syncer, admission, guard, settings, clock);
        cleaner = new Cleaner(disk, this, segments, syncer, keyFiles, settings);
        segments.removeLeftovers();
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
                manifest = new Manifest(UUID.randomUUID(), 1, 0, null, List.of(new Manifest.Began(1, 0)), List.of());
                // before the first segment: files beside which there is none are taken for a log that lost it
                manifest.write(disk);
            } else if (manifest.backup() != null) {
                Backup.removeLeftovers(disk, manifest);
            }
            recovery = new Recovery(disk, manifest, true);
            log = new WritableLog(disk, settings, clock, lock, manifest, recovery);
            log.syncer.start();
            log.writer.start();
            log.cleaner.start();
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

    static void release(AutoCloseable lock) {
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
        cleaner.look();
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
    public long micros() {
        return retention.getAsLong();
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
    public long compact() {
        requireOpen();
        try {
            return cleaner.cleanAll(() -> {
                writer.roll();
                syncer.require(state.end());
                segments.awaitSideFiles();
            });
        } catch (IOException e) {
            throw readFailure("or writing the log", e);
        }
    }

    @Override
    public void submit(PendingAppend append) {
        writer.submit(append);
    }

    @Override
    public Moment moment() {
        Moment moment = writer.moment();
        syncer.require(moment.end());
        return moment;
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
            cleaner.stop();
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
            visibility.wakeAll(state);
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
