package dev.leat.log;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A daemon thread that works while there is work, and sleeps without cost until it is woken. */
final class ParkedThread {

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

    /** Has it look for work. Cheap while it is working. */
    void wake() {
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    /** Ends it after its present step, and waits for that. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            if (!step.getAsBoolean()) {
                parked = true;
                if (!stopped && !step.getAsBoolean()) {
                    LockSupport.park(this);
                }
                parked = false;
            }
        }
    }
}
