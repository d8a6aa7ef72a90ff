package dev.leat.log;

import dev.leat.core.LeatException;
import dev.leat.log.format.ByteWriter;
import dev.leat.log.format.Commit;
import dev.leat.log.format.CommitWriter;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.SegmentFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes commits: one at a time, each with all appends of one durability that wait.
 *
 * <p>Whoever holds {@link #lock} is the writer. A publisher that finds it free writes its own append, which spares a
 * hand-off; else the append stays queued for whoever writes next: the writer's thread, or the syncer when its sync is done.
 * Publishers that do not wait for one append before the next leave all writing to the writer's thread, which then writes
 * many appends at once. While a sync runs, safe appends gather for the next one; only much waiting data, or fast appends,
 * are written beside it.
 */
final class LogWriter {

    /** A commit holds at most about this much, or one append. */
    static final int COMMIT_BYTES = 1024 * 1024;

    /** This much waiting data is written while a sync runs. */
    static final int OVERLAP_BYTES = 256 * 1024;

    private static final int QUEUE_BYTES = 16 * 1024 * 1024;

    /** Appends that nobody awaits and that are less than this apart are a stream of them, */
    private static final long STREAMING_NANOS = 50_000;

    /** not counting the time that it takes to make one: at most about this for a byte. */
    private static final long MAKING_NANOS_PER_BYTE = 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<PendingAppend> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final Semaphore room;
    private final int roomBytes;
    private final LogState state;
    private final Visibility visibility;
    private final Segments segments;
    private final SubjectIndex subjects;
    private final Syncer syncer;
    private final Admission admission;
    private final LogSettings settings;
    private final Clock clock;
    private final CommitWriter commitWriter = new CommitWriter();
    private final CommitGuard guard;
    private final CommitBuilder builder = new CommitBuilder();
    private final ZeroAhead zeroAhead;
    private final ParkedThread thread;
    private volatile @Nullable PendingAppend latest;
    private volatile long latestNanos;
    private volatile boolean closed;

    /** Nothing is written any more. Guarded by {@link #lock}. */
    private boolean ended;

    LogWriter(
            LogState state,
            Visibility visibility,
            Segments segments,
            SubjectIndex subjects,
            Syncer syncer,
            Admission admission,
            CommitGuard guard,
            LogSettings settings,
            Clock clock) {
        this.state = state;
        this.visibility = visibility;
        this.segments = segments;
        this.subjects = subjects;
        this.syncer = syncer;
        this.admission = admission;
        this.guard = guard;
        this.settings = settings;
        this.clock = clock;
        this.roomBytes = (int) Math.min(QUEUE_BYTES, Runtime.getRuntime().maxMemory() / 16);
        this.room = new Semaphore(roomBytes);
        this.zeroAhead = new ZeroAhead(settings.segmentBytes());
        this.thread = new ParkedThread("leat-log-writer", this::writeIfAllowed);
    }

    /** Queues an append; it may be written before this returns. */
    void submit(PendingAppend append) {
        if (!admit(append)) {
            return;
        }
        queuedBytes.addAndGet(append.bytes());
        queue.add(append);
        if (closed && queue.remove(append)) {
            left(append);
            append.completeExceptionally(closed());
        } else if (isStreaming(append) || !tryWrite()) {
            thread.wake();
        }
    }

    /** Whether appends come faster than anybody waits for them. Racy between publishers, which only costs speed. */
    private boolean isStreaming(PendingAppend append) {
        long now = System.nanoTime();
        PendingAppend before = latest;
        long apart = now - latestNanos - append.bytes() * MAKING_NANOS_PER_BYTE;
        boolean streaming = before != null && !before.isAwaited() && apart < STREAMING_NANOS;
        latest = append;
        latestNanos = now;
        return streaming;
    }

    /** Called by a thread that waits for an append: it writes itself if nobody does. */
    void help() {
        if (!queue.isEmpty()) {
            tryWrite();
        }
    }

    private boolean admit(PendingAppend append) {
        int bytes = Math.min(append.bytes(), roomBytes);
        try {
            if (room.tryAcquire(bytes)
                    || room.tryAcquire(bytes, settings.publishWait().toNanos(), TimeUnit.NANOSECONDS)) {
                return true;
            }
            append.completeExceptionally(new LeatException.Overloaded(
                    roomBytes + " bytes wait to be written, and none were in " + settings.publishWait()
                            + "; not stored: slow down and try again",
                    Duration.ofMillis(100),
                    null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            append.completeExceptionally(new LeatException.Overloaded(
                    "interrupted while waiting for room; not stored", Duration.ofMillis(100), e));
        }
        return false;
    }

    private void left(PendingAppend append) {
        queuedBytes.addAndGet(-append.bytes());
        room.release(Math.min(append.bytes(), roomBytes));
    }

    /**
     * Writes one commit if the lock is free and it is the time to.
     *
     * @return false if something is left for another thread to do
     */
    boolean tryWrite() {
        if (mayWrite() && lock.tryLock()) {
            write();
            return queue.isEmpty();
        }
        return queue.isEmpty() || syncer.isSyncing();
    }

    private boolean mayWrite() {
        PendingAppend first = queue.peek();
        return first != null && (!syncer.isSyncing() || !first.safe || queuedBytes.get() >= OVERLAP_BYTES);
    }

    /** One step of the writer's thread: returns false if there is nothing to do. */
    private boolean writeIfAllowed() {
        if (!mayWrite()) {
            return false;
        }
        lock.lock();
        write();
        return true;
    }

    private record Refused(PendingAppend append, LeatException why) {}

    /** Writes one commit and gives the lock back, then completes what is visible. */
    private void write() {
        List<Refused> refused = new ArrayList<>(0);
        List<PendingAppend> late = new ArrayList<>(0);
        Visibility.@Nullable Written shown = null;
        boolean needsSync = false;
        try {
            List<PendingAppend> taken = take(refused, late);
            if (!taken.isEmpty()) {
                try {
                    shown = visibility.written(append(taken));
                    needsSync = shown == null;
                } catch (IOException | RuntimeException | OutOfMemoryError e) {
                    guard.failed();
                    LeatException error = failure(e);
                    taken.forEach(append -> refused.add(new Refused(append, error)));
                }
            }
        } finally {
            lock.unlock();
        }
        // outside of the lock: what is chained to an append may publish
        refused.forEach(each -> each.append.completeExceptionally(each.why));
        late.forEach(append -> admission.checkLater(append, this::submit));
        syncer.written(needsSync);
        if (shown != null) {
            complete(shown);
        }
    }

    void complete(Visibility.Written shown) {
        for (PendingAppend append : shown.appends()) {
            append.complete(append.placed());
        }
        visibility.wake(shown);
    }

    /**
     * Takes appends of one durability from the queue, as many as make a commit; also those that cannot be written, and those
     * that come too late for what they were checked by.
     */
    private List<PendingAppend> take(List<Refused> refused, List<PendingAppend> late) {
        List<PendingAppend> taken = new ArrayList<>();
        long bytes = 0;
        guard.begin();
        for (PendingAppend next = queue.peek(); next != null; next = queue.peek()) {
            if (!taken.isEmpty()
                    && (bytes + next.bytes() > COMMIT_BYTES
                            || next.safe != taken.get(0).safe
                            || next.changesStreams())) { // what stands before it must not know, what follows must
                break;
            }
            CommitGuard.Verdict verdict = guard.judge(next);
            if (verdict == CommitGuard.Verdict.WAIT) {
                break;
            }
            if (!queue.remove(next)) {
                continue; // its publisher took it back, as the log is being closed
            }
            left(next);
            LeatException refusal = refusal(next, verdict == CommitGuard.Verdict.LOOK_NOW);
            if (refusal != null) {
                refused.add(new Refused(next, refusal));
            } else if (verdict == CommitGuard.Verdict.LOOK_AGAIN) {
                late.add(next);
            } else {
                taken.add(next);
                bytes += next.bytes();
                guard.taken(next);
                if (next.changesStreams()) {
                    break;
                }
            }
        }
        return taken;
    }

    private @Nullable LeatException refusal(PendingAppend append, boolean look) {
        if (ended) {
            return closed();
        }
        LeatException failed = syncer.refusal();
        if (failed != null) {
            return failed;
        }
        for (PendingAppend.Chunk chunk : append.encoded.chunks) {
            if (chunk.partition.stream.deleted) {
                return new LeatException.NotFound("stream '" + chunk.partition.stream.name + "' was deleted");
            }
        }
        try {
            if (look) {
                admission.check(append);
            }
        } catch (LeatException e) {
            return e;
        }
        return null;
    }

    private Visibility.Written append(List<PendingAppend> taken) throws IOException {
        long bytes = 0;
        for (PendingAppend append : taken) {
            bytes += append.bytes();
        }
        boolean nothing = bytes == 0 && taken.stream().allMatch(append -> append.controls.isEmpty());
        if (nothing) { // but conditions and duplicates
            Segment last = state.active();
            boolean safe = taken.get(0).safe;
            return new Visibility.Written(last.number, last.end, state.nextSequence, safe, List.of(), taken);
        }
        if (segments.isFull(bytes)) {
            segments.roll(syncer);
        }
        Segment segment = state.active();
        Dictionary dictionary = segment.dictionary.get();
        for (PendingAppend append : taken) {
            if (append.encoded.dictionary != dictionary) {
                admission.encode(append, dictionary);
            }
        }
        commitWriter.clear();
        commitWriter.define(dictionary, segment.defined, dictionary.size());
        List<Visibility.Reached> reached = builder.build(taken, state.nextSequence, commitWriter);
        Commit commit = commitWriter.finish(
                segments.log(),
                segment.number,
                segment.end,
                state.nextSequence,
                Math.max(state.lastMicros, Micros.of(clock.instant())),
                taken.get(0).safe,
                syncer.durable());
        ByteWriter out = commitWriter.bytes();
        segment.file.write(commit.position(), ByteBuffer.wrap(out.array(), 0, out.size()));
        state.recent.add(segment, commit.position(), out.array(), out.size());
        try {
            subjects.wrote(segment, commit, out.array());
            guard.written(taken, commit.recordedMicros());
            state.replay(segment, commit, false);
        } catch (RuntimeException | OutOfMemoryError e) {
            syncer.fail(e); // it is written and half taken into account: nothing may be written in its place
            throw e;
        }
        zeroAhead.extend(segment, syncer.smallSyncs());
        return new Visibility.Written(
                segment.number, commit.end(), commit.endSequence(), commit.safe(), reached, taken);
    }

    /** Ends the last segment, unless it is empty. */
    void roll() throws IOException {
        lock.lock();
        try {
            if (!ended && state.active().end > SegmentFormat.HEADER_BYTES) {
                segments.roll(syncer);
            }
        } finally {
            lock.unlock();
        }
    }

    private LeatException failure(Throwable e) {
        zeroAhead.cut();
        if (syncer.failure() != null || !segments.dropUnfinished()) {
            return new LeatException.InDoubt(
                    "writing the log failed (" + e.getMessage()
                            + "); whether it was stored is not known: close the hub, open it again, and look",
                    e);
        }
        return segments.isDiskFull(e)
                ? new LeatException.Overloaded(
                        "the disk is full (" + e.getMessage() + "); not stored: make room, appends then resume",
                        Duration.ofSeconds(1),
                        e)
                : new LeatException.Unavailable("writing the log failed (" + e.getMessage() + "); not stored", e);
    }

    private static LeatException closed() {
        return new LeatException.Closed("the hub is closed");
    }

    void start() {
        thread.start();
    }

    void wake() {
        thread.wake();
    }

    boolean isIdle() {
        return queue.isEmpty();
    }

    /** Writes all that was queued before; what comes later is refused. */
    void close(Instant deadline) {
        closed = true;
        thread.stop();
        while (!queue.isEmpty() && clock.instant().isBefore(deadline)) {
            lock.lock();
            write();
        }
        lock.lock(); // a publisher may still be writing what it took
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
        for (PendingAppend late = queue.poll(); late != null; late = queue.poll()) {
            left(late);
            late.completeExceptionally(closed());
        }
    }

    /** The log as it stands between two commits. */
    Moment moment() {
        lock.lock();
        try {
            return new Moment(segments.manifest(), state.end(), state.nextSequence);
        } finally {
            lock.unlock();
        }
    }
}
