package dev.leat.log;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A daemon thread that works while there is work, looks again a few times within a millisecond, and then sleeps without
 * cost until it is woken. As long as it looks by itself, giving it work costs nothing, and work gathers.
 */
final class ParkedThread {

    private static final long LOOK_AGAIN_NANOS = 50_000;
    private static final int LOOKS = 20;

    private final Thread thread;
    private final BooleanSupplier step;
    private volatile boolean parked;
    private volatile boolean stopped;

    /** @param step does a piece of work; false if there was none */
    ParkedThread(String name, BooleanSupplier step) {
        this.step = step;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Has it look for work. Cheap while it does so by itself. */
    void wake() {
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    /** Ends it after its present step, and waits for that. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        end(thread);
    }

    /** Waits until a thread has ended, interrupted or not. */
    static void end(Thread ending) {
        boolean interrupted = false;
        while (ending.isAlive()) {
            try {
                ending.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int looks = LOOKS;
        while (!stopped) {
            if (step.getAsBoolean()) {
                looks = 0;
            } else if (looks < LOOKS) {
                looks++;
                LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
            } else {
                parked = true;
                if (!stopped && !step.getAsBoolean()) {
                    LockSupport.park(this);
                }
                parked = false;
            }
        }
    }
}
