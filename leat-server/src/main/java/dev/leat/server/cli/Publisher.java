package dev.leat.server.cli;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.EventRules;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Pending;
import dev.leat.core.json.JsonEventReader;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events as they are read, many at a time, and prints their positions in the order of the input.
 *
 * <p>One thread reads and publishes, another waits for what was published, so that positions come out while the input
 * rests. What is on its way is bounded in number and bytes.
 */
final class Publisher implements JsonEventReader.Sink {

    private static final int MOST_EVENTS = 8_192;
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final Session session;
    private final Hub hub;
    private final String stream;
    private final BlockingQueue<Sent> sent = new ArrayBlockingQueue<>(MOST_EVENTS);
    private final Semaphore room = new Semaphore(MOST_BYTES);
    private final Thread printer = new Thread(this::print, "printer");
    private long published;
    private long duplicates;
    private final AtomicLong refused = new AtomicLong();
    private long lost;
    private volatile @Nullable LeatException failure;
    private volatile @Nullable RuntimeException outputFailure;
    private boolean ended;

    /** An event on its way; the last one has no result. */
    private record Sent(long line, int bytes, @Nullable Pending<Appended> result) {}

    /** Ends the reading of the input: going on is of no use. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped() {
            super(null, null, false, false);
        }
    }

    Publisher(Session session, Hub hub, String stream) {
        this.session = session;
        this.hub = hub;
        this.stream = stream;
        printer.setDaemon(true);
        printer.start();
    }

    @Override
    public void event(NewEvent event, long line) {
        if (failure != null || outputFailure != null || session.isStopping()) {
            throw new Stopped();
        }
        int bytes = EventRules.check(event);
        room.acquireUninterruptibly(bytes);
        put(new Sent(line, bytes, hub.append(Append.to(stream, event))));
    }

    @Override
    public void error(LeatException.Invalid problem, long line) {
        refused.incrementAndGet();
        session.err().println("line " + line + ": " + problem.getMessage());
    }

    private void put(Sent next) {
        try {
            sent.put(next);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
    }

    private void print() {
        try {
            while (true) {
                Sent next = sent.take();
                Pending<Appended> result = next.result;
                if (result == null) {
                    return;
                }
                await(next.line, result);
                room.release(next.bytes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(long line, Pending<Appended> result) {
        try {
            Appended appended = result.await();
            published += 1 - appended.duplicates();
            duplicates += appended.duplicates();
            if (outputFailure == null) {
                session.out().line(line(appended));
                if (sent.isEmpty()) {
                    session.out().flush();
                }
            }
        } catch (LeatException e) {
            lost++;
            if (failure == null) {
                failure = e;
                if (!session.isStopping()) {
                    session.err().println("line " + line + ": " + e.getMessage());
                }
            }
        } catch (RuntimeException e) {
            outputFailure = e;
        }
    }

    /** What is said of one event: where it stands, and whether it stood there before. */
    static String line(Appended one) {
        return one.positions().get(0) + (one.duplicates() == 0 ? "" : " duplicate");
    }

    /** Waits for what is on its way and returns the exit code. */
    int finish() {
        end();
        LeatException failed = failure;
        RuntimeException unprinted = outputFailure;
        if (failed == null && unprinted != null) {
            throw unprinted;
        }
        return failed != null ? ExitCode.of(failed) : refused.get() > 0 ? ExitCode.INVALID : ExitCode.OK;
    }

    /** Waits for what is on its way, and tells how many there were. */
    synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        put(new Sent(0, 0, null));
        try {
            printer.join();
            if (outputFailure == null) {
                session.out().flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            outputFailure = e;
        }
        session.err()
                .println(Counts.format(published) + " published"
                        + (duplicates > 0 ? ", " + Counts.format(duplicates, "duplicate") : "")
                        + (refused.get() > 0 ? ", " + Counts.format(refused.get()) + " refused" : "")
                        + (lost > 0 ? ", " + Counts.format(lost) + " read and not stored" : ""));
    }
}
