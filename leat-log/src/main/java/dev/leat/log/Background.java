package dev.leat.log;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One daemon thread that does what it is given, in order, and ends when it had nothing to do for some seconds. */
final class Background extends ThreadPoolExecutor {

    private static final int IDLE_SECONDS = 5;
    private static final int END_SECONDS = 10;

    Background(String thread) {
        super(0, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread fresh = new Thread(task, thread);
            fresh.setDaemon(true);
            return fresh;
        });
    }

    /** Takes no more, and waits until all it has is done, interrupted or not; false if that took too long. */
    boolean end() {
        shutdown();
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
        while (true) {
            try {
                boolean ended = awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return ended;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
