package dev.leat.kafka.groups;

import dev.leat.core.Append;
import dev.leat.core.LeatException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Commits of a member that wait for the thread that polls: a consumer belongs to one thread. Thread-safe; the lock guards all
 * of it, futures complete outside of it. Only that thread takes requests out.
 */
final class CommitQueue {

    private static final int MOST_WAITING = 1_000;
    private static final Duration RETRY_AFTER = Duration.ofMillis(100);

    private final String subscription;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Request> waiting = new ArrayDeque<>();
    private boolean closed;

    CommitQueue(String subscription) {
        this.subscription = subscription;
    }

    /** @param since when it came, by {@link System#nanoTime} */
    record Request(List<Append.Commit> commits, CompletableFuture<@Nullable Void> done, long since) {

        boolean isOlderThan(Duration age) {
            return System.nanoTime() - since > age.toNanos();
        }
    }

    /** Adds commits, unless the member leaves or too many wait. */
    CompletableFuture<@Nullable Void> add(List<Append.Commit> commits) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        LeatException refused = null;
        lock.lock();
        try {
            if (closed) {
                refused = leaving();
            } else if (waiting.size() == MOST_WAITING) {
                refused = new LeatException.Overloaded(
                        MOST_WAITING + " commits of subscription '" + subscription + "' wait already",
                        RETRY_AFTER,
                        null);
            } else {
                waiting.add(new Request(List.copyOf(commits), done, System.nanoTime()));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (refused != null) {
            done.completeExceptionally(refused);
        }
        return done;
    }

    /** The first one, which stays. */
    @Nullable
    Request first() {
        lock.lock();
        try {
            return waiting.peek();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the first one out. */
    void removeFirst() {
        lock.lock();
        try {
            var unused = waiting.remove();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until this is done, one more comes, the queue is closed, or the time is over. */
    void await(CompletableFuture<?> done, Duration most) {
        lock.lock();
        try {
            int before = waiting.size();
            long left = most.toNanos();
            while (!done.isDone() && !closed && waiting.size() == before && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // nobody interrupts the thread that polls: it ends when its member is closed
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@link #await} if what it waits for is done. */
    void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the member leaves. */
    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    LeatException leaving() {
        return new LeatException.Unavailable(
                "this process is leaving the group of subscription '" + subscription + "': commit when it has", null);
    }
}
