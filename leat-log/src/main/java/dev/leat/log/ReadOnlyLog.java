package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.core.LeatException;
import dev.leat.log.disk.Disk;
import dev.leat.log.format.Control;
import dev.leat.log.keys.KeyHash;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The log in a process that only reads it, while another may write. It sees commits as they stand in the files, once their
 * durability is reached, and looks for new ones when asked and, while someone waits, every {@value #POLL_MILLIS} ms.
 */
final class ReadOnlyLog implements OpenLog {

    static final int POLL_MILLIS = 20;

    private final Recovery recovery;
    private final UUID id;
    private final LongSupplier retention;
    private final SubjectIndex subjects;
    private final Visibility visibility = new Visibility();
    private final AtomicBoolean polling = new AtomicBoolean();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "leat-log-poll");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;

    private ReadOnlyLog(Disk disk, Recovery recovery, UUID id, LogSettings settings, Clock clock) {
        this.retention = RetentionClock.of(clock);
        this.recovery = recovery;
        this.id = id;
        KeyHash hash = new KeyHash(id, settings.keyBits());
        KeyFiles keyFiles = new KeyFiles(disk, id, recovery.state(), hash, false);
        this.subjects = new SubjectIndex(recovery.state(), hash, keyFiles);
        visibility.found(recovery.state());
    }

    static ReadOnlyLog open(Disk disk, LogSettings settings, Clock clock) throws IOException {
        while (true) {
            Manifest manifest = Recovery.manifest(disk);
            if (manifest == null) {
                throw new LeatException.NotFound(
                        disk.directory() + " holds no hub; publish to it first, or name another one");
            }
            try {
                return open(disk, manifest, settings, clock);
            } catch (IOException | LeatException e) {
                if (Recovery.names(manifest, disk)) {
                    throw e; // else cleaning has replaced files meanwhile
                }
            }
        }
    }

    private static ReadOnlyLog open(Disk disk, Manifest manifest, LogSettings settings, Clock clock)
            throws IOException {
        Recovery recovery = new Recovery(disk, manifest, false);
        boolean open = false;
        try {
            recovery.run();
            open = true;
            return new ReadOnlyLog(disk, recovery, manifest.log(), settings, clock);
        } finally {
            if (!open) {
                recovery.closeFiles();
            }
        }
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public LogState state() {
        return recovery.state();
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
        synchronized (recovery) {
            if (!closed) {
                try {
                    recovery.refresh();
                    visibility.found(recovery.state());
                } catch (IOException e) {
                    throw new LeatException.Unavailable("reading the log failed: " + e.getMessage(), e);
                }
            }
        }
    }

    @Override
    public void awaited() {
        if (polling.compareAndSet(false, true)) {
            try {
                var unused = timer.schedule(this::poll, POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                visibility.wakeAll(state()); // closed
            }
        }
    }

    private void poll() {
        long before = visibility.sequence();
        List<StreamState> streams = state().streams();
        polling.set(false);
        try {
            refresh();
        } finally {
            streams.stream().filter(stream -> stream.deleted).forEach(StreamState::wake);
            if (visibility.sequence() == before && !closed) {
                awaited();
            } else {
                visibility.wakeAll(state());
            }
        }
    }

    /**
     * Waits until a process that writes has synced what is to be seen of it, which takes a second at most. Where none does any
     * more, what the disk may still lose is taken, too.
     */
    @Override
    public Moment moment() throws IOException {
        refresh();
        Moment moment;
        synchronized (recovery) {
            moment = recovery.moment();
        }
        long deadline = System.nanoTime() + 2 * Syncer.FAST_WINDOW_NANOS;
        while (!isSynced(moment)
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
            refresh();
        }
        return moment;
    }

    private boolean isSynced(Moment moment) {
        synchronized (recovery) {
            return recovery.isSynced(moment.end());
        }
    }

    @Override
    public PendingAppend encode(Append append, List<Control> controls, boolean safe) {
        throw denied();
    }

    @Override
    public long compact() {
        throw denied();
    }

    private static LeatException denied() {
        return new LeatException.Denied(
                "the hub is open for reading only; open it without readOnly to change it", null);
    }

    @Override
    public void submit(PendingAppend append) {
        throw new IllegalStateException("nothing can have been encoded");
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        synchronized (recovery) {
            if (closed) {
                return;
            }
            closed = true;
        }
        timer.shutdownNow();
        visibility.wakeAll(state());
        subjects.close();
        for (Segment segment : state().segments) {
            try {
                segment.file.close();
            } catch (IOException e) {
                throw new LeatException.Unavailable("closing " + segment.name + " failed: " + e.getMessage(), e);
            }
        }
    }
}
