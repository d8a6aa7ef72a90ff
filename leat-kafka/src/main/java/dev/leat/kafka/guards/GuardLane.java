package dev.leat.kafka.guards;

import dev.leat.core.LeatException;
import dev.leat.kafka.appends.SendFailures;
import dev.leat.kafka.groups.Cursors;
import dev.leat.kafka.topics.Catalog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that records all guarded appends of a hub, in the order in which they came: those that wait together in one
 * transaction, as one takes some milliseconds. An append waits until this hub has its partitions, and so do those behind it
 * in the same ones.
 *
 * <p>Thread-safe. One lock, itself, guards what waits; futures complete outside of it.
 */
final class GuardLane implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(GuardLane.class);

    /** How often what waits is looked at again, without news. */
    private static final long LOOK_MILLIS = 100;

    /** How long it is tried to record an append. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration AGAIN = Duration.ofMillis(50);

    private final Function<String, @Nullable StreamGuard> guards;
    private final History history;
    private final Ends ends;
    private final Cursors cursors;
    private final Catalog catalog;
    private final Semaphore news = new Semaphore(0);
    private final Deque<GuardedAppend> waiting = new ArrayDeque<>();
    private final Deque<Runnable> errands = new ArrayDeque<>();
    private boolean closing;
    private boolean ended;

    /** There is no more time: what is not recorded fails. */
    private volatile boolean abandoned;

    /** @param history the lane's own */
    GuardLane(
            Function<String, @Nullable StreamGuard> guards,
            History history,
            Ends ends,
            Cursors cursors,
            Catalog catalog) {
        this.guards = guards;
        this.history = history;
        this.ends = ends;
        this.cursors = cursors;
        this.catalog = catalog;
    }

    synchronized void add(GuardedAppend append) {
        if (closing) {
            throw closed();
        }
        waiting.add(append);
        wake();
    }

    private static LeatException.Closed closed() {
        return new LeatException.Closed("the hub is closed");
    }

    /** Something has changed that appends may wait for. */
    void wake() {
        news.release();
    }

    /** Retires a guard between two transactions. */
    CompletableFuture<@Nullable Void> retire(PartitionGuard guard) {
        CompletableFuture<@Nullable Void> retired = new CompletableFuture<>();
        Runnable errand = () -> {
            var unused = guard.retire().thenRun(() -> retired.complete(null));
        };
        synchronized (this) {
            if (!ended) {
                errands.add(errand);
                wake();
                return retired;
            }
        }
        errand.run();
        return retired;
    }

    /** Takes no more; ends when all is recorded that can be. */
    synchronized void close() {
        closing = true;
        wake();
    }

    /** Ends at once; its thread is to be interrupted as well, which may be waiting for brokers. */
    void abandon() {
        abandoned = true;
        close();
    }

    @Override
    public void run() {
        boolean more = true;
        while (more && !abandoned) {
            boolean last = isClosing();
            news.drainPermits();
            runErrands();
            Round round = next();
            round.refused.forEach((append, error) -> append.done.completeExceptionally(error));
            if (!round.batch.isEmpty()) {
                record(round);
            } else if (last) {
                more = false;
            } else {
                rest();
            }
        }
        boolean unused = Thread.interrupted(); // what is abandoned is given up in order all the same
        end().forEach(append -> append.done.completeExceptionally(closed()));
        runErrands();
        history.close();
    }

    private synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    private synchronized boolean isClosing() {
        return closing;
    }

    private synchronized List<GuardedAppend> end() {
        ended = true;
        List<GuardedAppend> left = List.copyOf(waiting);
        waiting.clear();
        return left;
    }

    private void runErrands() {
        while (true) {
            Runnable errand;
            synchronized (this) {
                errand = errands.poll();
            }
            if (errand == null) {
                return;
            }
            errand.run();
        }
    }

    /** Waits for news. */
    private void rest() {
        try {
            if (isEmpty()) {
                news.acquire();
            } else {
                var unused = news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            close(); // nobody does that but who wants it to end
        }
    }

    private synchronized Round next() {
        Round round = new Round(guards);
        Iterator<GuardedAppend> each = waiting.iterator();
        while (each.hasNext()) {
            GuardedAppend append = each.next();
            if (!round.hasRoom(append)) {
                break;
            }
            if (round.takes(append)) {
                each.remove();
            }
        }
        return round;
    }

    private void record(Round round) {
        Recording recording = new Recording(round.owned, history, ends, cursors, catalog);
        try {
            recording.refresh();
            round.batch.forEach(recording::decide);
            recording.record();
            recording.answer();
        } catch (Transaction.Undone e) {
            LOG.debug("A transaction of {} appends is undone", round.batch.size(), e);
            if (e.producerLost) {
                recording.breakUp();
            }
            again(round.batch, e);
        } catch (Transaction.Unknown e) {
            recording.breakUp();
            round.batch.forEach(
                    append -> append.done.completeExceptionally(SendFailures.inDoubt(e.why(), append.streams())));
        } catch (RuntimeException e) {
            LOG.error("Recording failed for a reason that nobody has thought of", e);
            recording.breakUp();
            round.batch.forEach(append -> append.done.completeExceptionally(SendFailures.inDoubt(e, append.streams())));
        }
    }

    /** What may work the next time is tried again; else one of them is why it failed, and each is tried on its own. */
    private void again(List<GuardedAppend> batch, Transaction.Undone undone) {
        boolean blamed = !undone.producerLost && !SendFailures.isPassing(undone.why());
        Deque<GuardedAppend> again = new ArrayDeque<>();
        for (GuardedAppend append : batch) {
            if (blamed && batch.size() > 1) {
                append.tryAlone();
                again.addFirst(append);
            } else if (blamed ? mayRenew(append, undone) : hasTime(append)) {
                again.addFirst(append);
            } else {
                append.done.completeExceptionally(SendFailures.aborted(undone.why(), append.streams()));
            }
        }
        synchronized (this) {
            again.forEach(waiting::addFirst);
        }
        if (!blamed || batch.size() == 1) {
            LockSupport.parkNanos(AGAIN.toNanos());
        }
    }

    /** A rebalance that leaves this hub what it has makes what it commits out of date, and no more. */
    private static boolean mayRenew(GuardedAppend append, Transaction.Undone undone) {
        return SendFailures.isFenced(undone.why())
                && (append.append.commits().isEmpty() ? hasTime(append) : append.commits.renew());
    }

    private static boolean hasTime(GuardedAppend append) {
        return System.nanoTime() - append.since < PATIENCE.toNanos();
    }
}
