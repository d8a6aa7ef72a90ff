package dev.leat.log;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Makes a background task give way: it works a quarter of the time, for others may want to read, and a smaller part while the
 * log grows. A task asks {@link #goOn()} every few milliseconds. One thread works; any may stop it.
 */
final class Pace {

    private static final long SLICE_NANOS = 2_000_000;

    /** How much longer than the work the pause after it is. */
    static final int PAUSE = 3;

    private final LongSupplier growing;
    private final IntSupplier pause;
    private long grown;
    private long sliceStart;
    private boolean stopped;

    /**
     * A pace.
     *
     * @param growing a number that changes as the log grows
     * @param pause how much longer than the work the pause after it is while the log grows; no less than {@link #PAUSE} but
     *     where somebody waits
     */
    Pace(LongSupplier growing, IntSupplier pause) {
        this.growing = growing;
        this.pause = pause;
        this.grown = growing.getAsLong();
        this.sliceStart = System.nanoTime();
    }

    /** The pace of a task that somebody waits for. */
    static Pace none() {
        return new Pace(new AtomicLong()::getAndIncrement, () -> 0);
    }

    /** A task begins: what was before it was no work. */
    synchronized void begin() {
        grown = growing.getAsLong();
        sliceStart = System.nanoTime();
    }

    /** Waits if it must; false if the task is to end. */
    synchronized boolean goOn() {
        long worked = System.nanoTime() - sliceStart;
        if (worked >= SLICE_NANOS) {
            long now = growing.getAsLong();
            await(worked * (now == grown ? PAUSE : pause.getAsInt()));
            grown = now;
            sliceStart = System.nanoTime();
        }
        return !stopped;
    }

    private void await(long nanos) {
        long end = System.nanoTime() + nanos;
        try {
            for (long left = nanos; left > 0 && !stopped; left = end - System.nanoTime()) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    /** Ends the task at its next question, and a pause at once. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }
}
