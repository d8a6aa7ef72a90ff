package dev.leat.core.delivery;

import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.filter.Filter;
import dev.leat.core.pending.Failures;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of one partition that a subscription wants, in order: read by itself as far as there is history, passed on by
 * the {@link Tail} from then on.
 *
 * <p>One thread at a time polls (the group sees to that); what the tail touches is guarded by the tail's monitor.
 */
final class Feed {

    /** How many events the tail holds for a feed that does not take them. */
    static final int CREDIT = 256;

    private static final int FIRST_BYTES = 16 * 1024;
    private static final int MOST_BYTES = 256 * 1024;

    /** So many batches are searched by one poll at most: where few events match, cursors move and changes get through. */
    private static final int MOST_BATCHES = 16;

    private final Engine engine;
    private final Tail tail;
    private final Runnable signal;
    private final LongConsumer expired;

    private Filters filters;
    private volatile long position;
    private int bytes = FIRST_BYTES;
    private @Nullable CompletableFuture<Batch> fetching;
    private @Nullable Batch batch;
    private boolean atEnd;

    private final ArrayDeque<Event> inbox = new ArrayDeque<>();
    private boolean attached;
    private long attachedFrom;
    private long detachedAt;
    private volatile boolean live;

    /** It is over: the tail takes it in no more. */
    private boolean closed;

    /**
     * @param signal called when there may be more to poll
     * @param expired called with how many offsets were passed over because they are no longer kept
     */
    Feed(Engine engine, Tail tail, Filters filters, long position, Runnable signal, LongConsumer expired) {
        this.engine = engine;
        this.tail = tail;
        this.filters = filters;
        this.position = position;
        this.signal = signal;
        this.expired = expired;
    }

    /** The first offset that has not been polled or passed over. */
    long position() {
        return position;
    }

    /** Goes on at another place, or with other filters. Not while it is polled. */
    void restart(long from, Filters changed) {
        detach();
        filters = changed;
        position = from;
        batch = null;
        fetching = null;
        atEnd = false;
    }

    private void detach() {
        synchronized (tail) {
            tail.detach(this);
            inbox.clear();
            attached = false;
            live = false;
        }
    }

    /** Gives up what it holds at the tail for good, also if it is just being polled. */
    void close() {
        synchronized (tail) {
            closed = true;
            detach();
        }
    }

    /**
     * Adds events that are there, up to this many.
     *
     * @return whether there may be more at once; if not, the group is signalled when there is
     * @throws java.util.concurrent.CompletionException with what the engine failed with; the next call tries again
     */
    boolean poll(int most, List<Event> into) {
        if (live) {
            position = tail.drain(this, most, into);
            return !live || into.size() == most;
        }
        try {
            return read(most, into);
        } catch (LeatException.Expired | CompletionException e) {
            passOver(e);
            return true;
        }
    }

    /** What is no longer kept cannot be waited for: goes on with the first event that is. */
    private void passOver(RuntimeException failure) {
        if (!(Failures.of(failure) instanceof LeatException.Expired gone)
                || gone.firstKept().offset() <= position) {
            throw failure;
        }
        long from = position;
        position = gone.firstKept().offset();
        atEnd = false;
        expired.accept(position - from);
    }

    private boolean read(int most, List<Event> into) {
        int batches = 0;
        while (into.size() < most) {
            Batch now = batch;
            if (now == null) {
                if (batches++ == MOST_BATCHES) {
                    return true;
                }
                if (atEnd && tail.attach(this, position)) {
                    return false;
                }
                now = fetched();
                if (now == null) {
                    return false;
                }
                batch = now;
            }
            step(now, into);
        }
        return true;
    }

    private @Nullable Batch fetched() {
        CompletableFuture<Batch> running = fetching;
        if (running == null) {
            Filter hint = filters.hint(position);
            running =
                    engine.read(new Fetch(tail.stream(), tail.partition(), position, bytes, Duration.ZERO).hint(hint));
            fetching = running;
        }
        if (!running.isDone()) {
            var unused = running.whenComplete((batch, error) -> signal());
            return null;
        }
        fetching = null;
        bytes = Math.min(MOST_BYTES, bytes * 2);
        return running.join();
    }

    private void step(Batch now, List<Event> into) {
        boolean more = false; // after a failure the batch stands behind the event: it is read again
        try {
            boolean stands = now.next();
            if (stands) {
                if (filters.test(now.offset(), now)) {
                    into.add(now.event());
                }
                position = now.offset() + 1;
            } else {
                position = Math.max(position, now.nextOffset());
                atEnd = position >= now.endOffset();
            }
            more = stands;
        } finally {
            if (!more) {
                batch = null;
            }
        }
    }

    /** Behind what has been passed over, if nothing waits to be polled. */
    long passed() {
        if (!live) {
            return position;
        }
        synchronized (tail) {
            return live && attached && inbox.isEmpty() ? Math.max(position, tail.next()) : position;
        }
    }

    void signal() {
        signal.run();
    }

    // ---- what follows is called by the tail, under its monitor

    /** False if it has been closed meanwhile. */
    boolean attached(long from) {
        attached = !closed;
        attachedFrom = from;
        live = !closed;
        return attached;
    }

    boolean wants(long offset, Batch now) {
        return offset >= attachedFrom && filters.test(offset, now);
    }

    /** Takes an event, or, where there is no room, leaves the tail before it: false. */
    boolean offer(Event event) {
        if (inbox.size() < CREDIT) {
            inbox.add(event);
            return true;
        }
        detached(event.position().offset());
        return false;
    }

    /** From this offset on it reads by itself; what waits in the inbox comes first. */
    void detached(long at) {
        attached = false;
        detachedAt = Math.max(at, attachedFrom);
    }

    /** Moves events out of the inbox; returns the first offset that was not moved or passed over. */
    long take(int most, List<Event> into, long tailNext) {
        while (into.size() < most && !inbox.isEmpty()) {
            into.add(inbox.remove());
        }
        if (!inbox.isEmpty()) {
            return inbox.element().position().offset();
        }
        if (attached) {
            return Math.max(attachedFrom, tailNext);
        }
        live = false;
        atEnd = false;
        return detachedAt;
    }
}
