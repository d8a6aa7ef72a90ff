package dev.leat.core.delivery;

import dev.leat.core.Event;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads the end of one partition once for all subscriptions that stand there, and gives each the events that it wants.
 *
 * <p>A feed comes at the offset it has read up to by itself, so nothing is missed and nothing comes twice; one whose inbox
 * is full is sent back to read by itself, so no backlog is ever held here. It reads as long as there is a feed, on the
 * threads on which the engine completes what is read, and never runs a handler. Guarded by its own monitor; groups are
 * signalled outside of it.
 *
 * <p>An index over the filters of all feeds belongs into {@link #dispatch}; until there is one, each feed is asked.
 */
final class Tail {

    private static final Duration WAIT = Duration.ofMinutes(1);
    private static final int BATCH_BYTES = 256 * 1024;

    private final Engine engine;
    private final Workers workers;
    private final Runnable passed;
    private final String stream;
    private final int partition;
    private final List<Feed> feeds = new ArrayList<>();
    private long next;
    private boolean reading;

    /** @param passed called when events were passed on or over: cursors may move */
    Tail(Engine engine, Workers workers, Runnable passed, String stream, int partition) {
        this.engine = engine;
        this.workers = workers;
        this.passed = passed;
        this.stream = stream;
        this.partition = partition;
    }

    /**
     * Takes in a feed that has read everything before this offset.
     *
     * @return whether there is nothing to be read by itself; false if events behind it were passed on meanwhile
     */
    boolean attach(Feed feed, long position) {
        synchronized (this) {
            if (reading && position < next) {
                return false;
            }
            if (!feed.attached(position)) {
                return true;
            }
            feeds.add(feed);
            if (reading) {
                return true;
            }
            next = position;
            reading = true;
        }
        read();
        return true;
    }

    synchronized void detach(Feed feed) {
        feeds.remove(feed);
    }

    /** Behind the last event that was passed on or over. */
    synchronized long next() {
        return next;
    }

    private void read() {
        CompletableFuture<Batch> batch = engine.read(new Fetch(stream, partition, next(), BATCH_BYTES, WAIT));
        if (batch.isDone()) {
            // much comes at once: not on the publisher's thread
            if (!workers.start(() -> arrived(batch))) {
                end();
            }
            return;
        }
        var unused = batch.whenComplete((now, error) -> arrived(batch));
    }

    private void arrived(CompletableFuture<Batch> arrived) {
        List<Feed> served = new ArrayList<>();
        boolean more;
        try {
            dispatch(arrived.join(), served);
        } catch (RuntimeException | Error e) {
            // each feed meets it when it reads by itself
            end();
            served.forEach(Feed::signal);
            return;
        }
        synchronized (this) {
            reading = !feeds.isEmpty();
            more = reading;
        }
        served.forEach(Feed::signal);
        passed.run();
        if (more) {
            read();
        }
    }

    private synchronized void dispatch(Batch batch, List<Feed> served) {
        while (batch.next()) {
            long offset = batch.offset();
            Event event = null;
            for (Iterator<Feed> each = feeds.iterator(); each.hasNext(); ) {
                Feed feed = each.next();
                if (feed.wants(offset, batch)) {
                    event = event == null ? batch.event() : event;
                    if (!feed.offer(event)) {
                        each.remove();
                    }
                    if (!served.contains(feed)) {
                        served.add(feed);
                    }
                }
            }
            next = offset + 1;
        }
        next = Math.max(next, batch.nextOffset());
    }

    /** Sends all feeds back to read by themselves. */
    private void end() {
        List<Feed> left;
        synchronized (this) {
            left = List.copyOf(feeds);
            feeds.forEach(feed -> feed.detached(next));
            feeds.clear();
            reading = false;
        }
        left.forEach(Feed::signal);
    }

    /** Gives what has been offered to a feed, and returns the first offset that it has not got. */
    synchronized long drain(Feed feed, int most, List<Event> into) {
        return feed.take(most, into, next);
    }

    String stream() {
        return stream;
    }

    int partition() {
        return partition;
    }
}
