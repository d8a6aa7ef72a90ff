package dev.leat.tck;

import dev.leat.core.Event;
import dev.leat.core.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A thread that reads, and hands on what it reads. */
final class Follower implements AutoCloseable {

    private final BlockingQueue<Event> read = new LinkedBlockingQueue<>();
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private final Thread thread;

    Follower(Reading reading) {
        thread = new Thread(
                () -> {
                    try {
                        reading.forEach(read::add);
                        end.complete(Thread.currentThread().isInterrupted());
                    } catch (RuntimeException e) {
                        end.completeExceptionally(e);
                    }
                },
                "follower");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for the next events. */
    List<Event> take(int count) throws InterruptedException {
        List<Event> taken = new ArrayList<>();
        while (taken.size() < count) {
            Event next = read.poll(EngineSuite.SOON.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new AssertionError("of " + count + " events only these came: " + taken + "; end: " + end);
            }
            taken.add(next);
        }
        return taken;
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Waits for the end of the reading; fails as it did. */
    void ends() throws Exception {
        EngineSuite.soon(end);
    }

    boolean wasInterrupted() throws Exception {
        return EngineSuite.soon(end);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
