package dev.leat.kafka.soak;

import dev.leat.core.Append;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Publishes keyed events until it is stopped, and does not wait for the answers. Closed by the thread that made it. */
final class Publisher implements AutoCloseable {

    private static final int KEYS = 8;
    private static final int MOST_UNANSWERED = 20;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final String name;
    private final Hub hub;
    private final String stream;
    private final int most;
    private final Random random;
    private final Published published;
    private final Semaphore unanswered = new Semaphore(MOST_UNANSWERED);
    private final Thread thread;
    private int number;
    private volatile boolean stopped;

    /** @param most how many events it publishes together now and then */
    Publisher(String name, Hub hub, String stream, int most, Random random, Published published) {
        this.name = name;
        this.hub = hub;
        this.stream = stream;
        this.most = most;
        this.random = random;
        this.published = published;
        this.thread = new Thread(this::run, "publisher " + name);
        thread.start();
    }

    private void run() {
        while (!stopped) {
            publish(random.nextInt(4) == 0 ? 1 + random.nextInt(most) : 1);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void publish(int size) {
        List<String> ids = new ArrayList<>();
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            String id = name + "-" + number++;
            ids.add(id);
            events.add(Event.of("placed", "/soak").id(id).subject("k-" + random.nextInt(KEYS)));
        }
        unanswered.acquireUninterruptibly();
        try {
            var unused = hub.append(Append.to(stream, events)).whenComplete((appended, failure) -> {
                if (failure == null) {
                    published.acknowledged(ids, appended.positions());
                } else {
                    published.failed(ids, failure);
                }
                unanswered.release();
            });
        } catch (LeatException e) {
            published.failed(ids, e);
            unanswered.release();
        }
    }

    /** Stops, and waits until all is answered. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        unanswered.acquireUninterruptibly(MOST_UNANSWERED);
        unanswered.release(MOST_UNANSWERED);
    }
}
