package dev.leat.kafka.appends;

import dev.leat.kafka.client.Uninterrupted;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what a single record cannot hold: several events, several streams, cursors beside events. A transaction costs some
 * milliseconds however much is in it, so all appends that wait are taken together, up to a limit. Thread-safe: the lock
 * guards the queue; one thread takes from it.
 */
final class TransactionLane {

    private static final Duration LAST_WAIT = Duration.ofSeconds(2);
    private static final int MOST_APPENDS = 1_000;

    /** Half of what may be on its way: the next ones arrive meanwhile. */
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final Logger LOGGER = LoggerFactory.getLogger(TransactionLane.class);

    private final Transactions transactions;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Atom> queue = new ArrayDeque<>();
    private @Nullable Thread thread;
    private boolean closed;

    TransactionLane(Transactions transactions) {
        this.transactions = transactions;
    }

    void add(Atom atom) {
        lock.lock();
        try {
            if (!closed) {
                atom.begins();
                queue.add(atom);
                started();
                arrived.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        atom.refuse(SendFailures.closed());
    }

    private void started() {
        if (thread == null) {
            thread = new Thread(this::run, "leat-kafka-transactions");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        for (List<Atom> next = take(); !next.isEmpty(); next = take()) {
            try {
                for (Atom atom : next) {
                    for (StreamOrder order : atom.orders) {
                        order.awaitPlain();
                    }
                }
                transactions.record(next);
            } catch (InterruptedException e) {
                next.forEach(atom -> atom.fail(SendFailures.closed()));
            } catch (RuntimeException e) {
                LOGGER.error("a transaction failed for a reason that nobody has thought of", e);
                next.forEach(atom -> atom.fail(SendFailures.inDoubt(e, atom.streams())));
            }
        }
        transactions.close();
    }

    /** The appends of the next transaction; empty when the lane is closed and nothing is left. */
    private List<Atom> take() {
        List<Atom> taken = new ArrayList<>();
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                arrived.awaitUninterruptibly();
            }
            long bytes = 0;
            for (Atom next = queue.peek();
                    next != null
                            && taken.size() < MOST_APPENDS
                            && (taken.isEmpty() || bytes + next.bytes <= MOST_BYTES);
                    next = queue.peek()) {
                taken.add(queue.remove());
                bytes += next.bytes;
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more; records what it has, or fails it when the time is over. */
    void close(Duration patience) {
        Thread running;
        lock.lock();
        try {
            closed = true;
            arrived.signal();
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running == null || running == Thread.currentThread() || ended(running, patience)) {
            return;
        }
        List<Atom> late;
        lock.lock();
        try {
            late = List.copyOf(queue);
            queue.clear();
        } finally {
            lock.unlock();
        }
        transactions.close();
        running.interrupt();
        late.forEach(atom -> atom.fail(SendFailures.closed()));
        ended(running, LAST_WAIT);
    }

    private static boolean ended(Thread thread, Duration patience) {
        return Uninterrupted.call(() -> {
            try {
                thread.join(patience.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return !thread.isAlive();
        });
    }
}
