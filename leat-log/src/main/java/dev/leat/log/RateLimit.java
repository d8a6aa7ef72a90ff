package dev.leat.log;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Holds work in the background down to so many bytes a second. Used by one thread. */
final class RateLimit {

    private final long bytesPerSecond;
    private final BooleanSupplier stopped;
    private long next = System.nanoTime();

    /**
     * @param bytesPerSecond 0: as fast as it can be
     * @param stopped whether the work is to end
     */
    RateLimit(long bytesPerSecond, BooleanSupplier stopped) {
        this.bytesPerSecond = bytesPerSecond;
        this.stopped = stopped;
    }

    /** So much has been read or written; returns when the next may be. */
    void passed(long bytes) {
        if (bytesPerSecond == 0) {
            return;
        }
        long now = System.nanoTime();
        next = Math.max(next, now) + bytes * 1_000_000_000L / bytesPerSecond;
        while (now < next && !stopped.getAsBoolean()) {
            LockSupport.parkNanos(this, Math.min(next - now, 100_000_000));
            now = System.nanoTime();
        }
    }

    /** Whether the work is to end. */
    boolean isStopped() {
        return stopped.getAsBoolean();
    }
}
