package dev.leat.tck;

import dev.leat.core.Event;
import dev.leat.core.Reading;
import java.time.Duration;
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
    private final Duration patience;

    Follower(Reading reading, Duration patience) {
        this.patience = patience;
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
        long deadline = System.nanoTime() + patience.toNanos();
        while (taken.size() < count) {
            boolean ended = end.isDone();
            Event next = read.poll(10, TimeUnit.MILLISECONDS);
            if (next != null) {
                taken.add(next);
            } else if (ended || System.nanoTime() > deadline) {
                throw new AssertionError("of " + count + " events only these came: " + taken + "; end: " + end);
            }
        }
        return taken;
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Waits for the end of the reading; fails as it did. */
    void ends() throws Exception {
        end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean wasInterrupted() throws Exception {
        return end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
