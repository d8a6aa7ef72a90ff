package dev.leat.server.cli;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes out what stands in the buffer while the thread that made this waits for more, and interrupts it once nobody takes
 * the output.
 */
final class Flusher implements AutoCloseable {

    /** How long a line waits in the buffer. */
    private static final int FLUSH_MILLIS = 20;

    private final Output out;
    private final Thread waiting = Thread.currentThread();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "flusher");
        thread.setDaemon(true);
        return thread;
    });
    private volatile @Nullable RuntimeException failure;

    Flusher(Output out) {
        this.out = out;
        var unused = timer.scheduleWithFixedDelay(this::flush, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void flush() {
        try {
            out.flush();
        } catch (RuntimeException e) {
            failure = e;
            timer.shutdown();
            waiting.interrupt();
        }
    }

    /** Passes if everything could be written so far. */
    void check() {
        RuntimeException failed = failure;
        if (failed != null) {
            Thread.interrupted();
            throw failed;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
