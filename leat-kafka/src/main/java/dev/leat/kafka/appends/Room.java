package dev.leat.kafka.appends;

import dev.leat.core.LeatException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The bytes that may be on their way to the brokers at once. Thread-safe. */
public final class Room {

    private final int bytes;
    private final Duration wait;
    private final Semaphore free;

    /** @param wait how long an append waits for room; zero: not at all */
    public Room(int bytes, Duration wait) {
        this.bytes = bytes;
        this.wait = wait;
        this.free = new Semaphore(bytes);
    }

    /**
     * Takes room for an append, which is to be {@linkplain #release given back}; one that is larger than all room takes all.
     *
     * @throws LeatException.Overloaded if there is none in time, or the thread is interrupted while it waits
     */
    public void take(int size) {
        int wanted = Math.min(size, bytes);
        try {
            if (!free.tryAcquire(wanted) && !free.tryAcquire(wanted, wait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new LeatException.Overloaded(
                        bytes + " bytes are on their way to the brokers, and none arrived in " + wait
                                + "; not stored: slow down and try again",
                        Duration.ofMillis(100),
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LeatException.Overloaded(
                    "interrupted while waiting for room; not stored", Duration.ofMillis(100), e);
        }
    }

    /** Gives it back. */
    public void release(int size) {
        free.release(Math.min(size, bytes));
    }
}
