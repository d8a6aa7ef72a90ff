package dev.leat.tck;

import dev.leat.core.Event;
import dev.leat.core.Handler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A handler that keeps what it gets. Thread-safe. */
final class Received implements Handler {

    private final List<Event> events = new ArrayList<>();
    private final Duration patience;

    Received(Duration patience) {
        this.patience = patience;
    }

    @Override
    public synchronized void handle(Event event) {
        events.add(event);
        notifyAll();
    }

    /** What has come, at least so many events. */
    synchronized List<Event> await(int count) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (events.size() < count) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("of " + count + " events only these came: " + events);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return List.copyOf(events);
    }

    synchronized List<Event> all() {
        return List.copyOf(events);
    }

    List<String> ids() {
        return EngineSuite.ids(all());
    }
}
