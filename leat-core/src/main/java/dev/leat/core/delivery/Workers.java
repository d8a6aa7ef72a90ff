package dev.leat.core.delivery;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a hub's subscriptions: workers, which run handlers, and one timer, which does not.
 *
 * <p>There is a worker for each lease that is being handled, so that handlers which block hold up nobody else; idle ones end
 * after ten seconds. They are virtual threads where the runtime has them and they do not pin others (from Java 24).
 */
final class Workers implements AutoCloseable {

    private static final int FIRST_JAVA_WITHOUT_PINNING = 24;

    private final Executor executor;
    private final @Nullable ExecutorService own;
    private final ScheduledThreadPoolExecutor timer;

    /** @param given by the user, who also ends it; null: own ones */
    Workers(@Nullable Executor given) {
        if (given != null) {
            own = null;
            executor = given;
        } else {
            own = Runtime.version().feature() >= FIRST_JAVA_WITHOUT_PINNING ? virtual() : platform();
            executor = own;
        }
        timer = new ScheduledThreadPoolExecutor(1, named("leat-timer"));
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static ExecutorService platform() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), named("leat-handler"));
    }

    private static ExecutorService virtual() {
        try {
            return (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invoke();
        } catch (Throwable e) {
            return platform();
        }
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Runs a worker; false if that is not possible, as at closing. */
    boolean start(Runnable worker) {
        try {
            executor.execute(worker);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Runs something short later, on the timer. */
    void later(Duration wait, Runnable task) {
        try {
            var unused = timer.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // the hub closes
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        if (own != null) {
            own.shutdown();
        }
    }
}
