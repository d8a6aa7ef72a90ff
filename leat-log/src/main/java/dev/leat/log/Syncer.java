package dev.leat.log;

import dev.leat.core.LeatException;
import dev.leat.log.format.Lsn;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes written commits survive power loss: at once when a safe append waits, within a second otherwise.
 *
 * <p>Whoever holds {@link #lock} syncs: a thread that waits for its own append, or the syncer's. A failed sync is final:
 * what the kernel dropped cannot be told from what it kept.
 */
final class Syncer {

    /** What fast appends can lose to a power failure. */
    static final long FAST_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Visibility visibility;
    private final LogState state;
    private final DurableMark mark;
    private final Consumer<Visibility.Written> complete;
    private final Runnable writeMore;
    private final Thread thread;
    private final Queue<Segment> sealed = new ConcurrentLinkedQueue<>();
    private final Consumer<Segment> whenSynced;
    private volatile boolean syncing;
    private volatile boolean stopped;
    private volatile boolean idle;
    private volatile long durable;
    private volatile int smallSyncs;
    private volatile @Nullable Throwable failure;

    Syncer(
            LogState state,
            Visibility visibility,
            DurableMark mark,
            long durable,
            Consumer<Visibility.Written> complete,
            Consumer<Segment> whenSynced,
            Runnable writeMore) {
        this.state = state;
        this.visibility = visibility;
        this.mark = mark;
        this.durable = durable;
        this.complete = complete;
        this.whenSynced = whenSynced;
        this.writeMore = writeMore;
        this.thread = new Thread(this::run, "leat-log-syncer");
        thread.setDaemon(true);
    }

    boolean isSyncing() {
        return syncing;
    }

    long durable() {
        return durable;
    }

    /** How many syncs in a row were of few bytes. */
    int smallSyncs() {
        return smallSyncs;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Nothing may be written any more. */
    void fail(Throwable cause) {
        failure = cause;
    }

    void start() {
        thread.start();
    }

    /** Something was written; wanted: someone waits until it is synced. */
    void written(boolean wanted) {
        if (wanted || idle) {
            LockSupport.unpark(thread);
        }
    }

    /** A segment was closed; it is synced with the next sync. Before the segment behind it is grown. */
    void sealed(Segment segment) {
        sealed.add(segment);
    }

    /** Called by a thread that waits for an append: it syncs itself if nobody does. */
    void help() {
        if (visibility.wantsSync() && lock.tryLock()) {
            sync();
        }
    }

    /** Syncs what has been written up to here, where that is not done yet. */
    void require(long lsn) {
        if (durable < lsn) {
            lock.lock();
            sync();
        }
        LeatException refusal = refusal();
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Why nothing can be written any more, or null if it can. */
    @Nullable
    LeatException refusal() {
        Throwable failed = failure;
        return failed == null
                ? null
                : new LeatException.Unavailable(
                        "the log stopped writing after a failed sync; close the hub and open it again", failed);
    }

    private void run() {
        long unsyncedSince = System.nanoTime();
        while (!stopped) {
            boolean dirty = durable < state.end();
            if (!dirty) {
                unsyncedSince = System.nanoTime();
            }
            long left = FAST_WINDOW_NANOS * 9 / 10 - (System.nanoTime() - unsyncedSince);
            if (visibility.wantsSync() || (dirty && left <= 0)) {
                lock.lock();
                sync();
                unsyncedSince = System.nanoTime();
            } else if (dirty) {
                LockSupport.parkNanos(this, left);
            } else {
                idle = true;
                if (durable >= state.end() && !visibility.wantsSync() && !stopped) {
                    LockSupport.park(this);
                }
                idle = false;
            }
        }
    }

    /** Syncs all that was written before, and gives the lock back; then completes what became visible. */
    private void sync() {
        List<Visibility.Written> shown = List.of();
        List<Visibility.Written> lost = List.of();
        try {
            if (failure == null) {
                syncing = true;
                shown = visibility.synced(syncFiles());
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            if (failure != null) {
                lost = visibility.abandon(); // what was written beside the sync that failed, too
            }
            syncing = false;
            lock.unlock();
        }
        writeMore.run();
        shown.forEach(complete);
        lost.forEach(this::fail);
    }

    private long syncFiles() throws IOException {
        Segment segment = state.active();
        int end = segment.end;
        for (Segment full = sealed.peek(); full != null && full.number < segment.number; full = sealed.peek()) {
            full.file.sync();
            sealed.remove();
            whenSynced.accept(full);
        }
        long target = Lsn.of(segment.number, end);
        if (target > durable) {
            segment.file.sync();
            smallSyncs = target - durable < ZeroAhead.SMALL_BYTES ? smallSyncs + 1 : 0;
            durable = target;
            mark.write(target);
        }
        return target;
    }

    private void fail(Visibility.Written lost) {
        Throwable cause = failure;
        LeatException error = new LeatException.InDoubt(
                "syncing the log failed (" + (cause == null ? "" : cause.getMessage())
                        + "); whether it was stored is not known: close the hub, open it again, and look",
                cause);
        lost.appends().forEach(append -> append.completeExceptionally(error));
    }

    /** Ends its thread and syncs once more. */
    void close() {
        stopped = true;
        LockSupport.unpark(thread);
        ParkedThread.end(thread);
        lock.lock();
        sync();
    }
}
