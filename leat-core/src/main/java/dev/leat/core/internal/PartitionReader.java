package dev.leat.core.internal;

import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.filter.Filter;
import dev.leat.core.pending.Failures;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Walks one partition, batch by batch, up to a given offset. Not thread-safe. */
final class PartitionReader {

    private static final int FIRST_BYTES = 64 * 1024;
    private static final int MOST_BYTES = 1024 * 1024;

    private final Engine engine;
    private final String stream;
    private final int partition;
    private final long stop;
    private final Filter filter;
    private boolean floating;
    private long from;
    private int bytes = FIRST_BYTES;
    private long fetchedFrom;
    private @Nullable CompletableFuture<Batch> fetching;
    private @Nullable Batch batch;
    private @Nullable Event next;

    /** @param floating whether it begins at the first event that is kept when it comes to it, if that lies behind {@code from} */
    PartitionReader(
            Engine engine, String stream, int partition, long from, boolean floating, long stop, Filter filter) {
        this.engine = engine;
        this.stream = stream;
        this.partition = partition;
        this.from = from;
        this.floating = floating;
        this.stop = stop;
        this.filter = filter;
    }

    /** Whether there will be no more events. */
    boolean isDone() {
        return next == null && from >= stop;
    }

    /**
     * The next event; the same one until {@link #take()}.
     *
     * @param waits whether to wait for the engine's answer; else null while there is none
     * @throws dev.leat.core.LeatException of the engine, again at every call until it can be read
     */
    @Nullable
    Event peek(boolean waits) {
        while (next == null && from < stop) {
            try {
                Batch now = batch;
                if (now == null) {
                    if (!receive(waits)) {
                        return null;
                    }
                } else if (!step(now) && from == fetchedFrom) {
                    return null;
                }
            } catch (LeatException.Expired expired) {
                floatTo(expired);
            }
        }
        return next;
    }

    /** What expires before the first event was given out is not missed; what expires under a reader in the middle is. */
    private void floatTo(LeatException.Expired expired) {
        long first = expired.firstKept().offset();
        if (!floating || first <= from) {
            throw expired;
        }
        from = first;
    }

    /** Goes past the event that was peeked at. */
    void take() {
        floating = false;
        next = null;
    }

    /** Completes when there is something to peek at, after the wait at the latest. */
    CompletableFuture<Batch> arriving(Duration wait) {
        CompletableFuture<Batch> running = fetching;
        if (running == null) {
            fetchedFrom = from;
            running = engine.read(new Fetch(stream, partition, from, bytes, wait, filter));
            fetching = running;
        }
        return running;
    }

    private boolean receive(boolean waits) {
        CompletableFuture<Batch> running = arriving(Duration.ZERO);
        if (!waits && !running.isDone()) {
            return false;
        }
        fetching = null;
        batch = Failures.join(running);
        bytes = Math.min(MOST_BYTES, bytes * 2);
        return true;
    }

    /** Moves to the next event of the batch; false behind the last one. */
    private boolean step(Batch now) {
        boolean more = false; // after a failure the batch stands behind the event: it is read again
        try {
            boolean stands = now.next();
            if (stands && now.offset() < stop) {
                next = filter.conjuncts().isEmpty() || filter.test(now::attribute) ? shown(now.event()) : null;
                from = now.offset() + 1;
            } else {
                from = stands ? stop : Math.max(from, now.nextOffset());
            }
            more = stands;
        } finally {
            if (!more) {
                batch = null;
            }
        }
        return more;
    }

    /** Of all streams Leat's own are left out, as where streams are listed. */
    private @Nullable Event shown(Event event) {
        return stream.equals(Engine.ALL_STREAMS) && event.stream().startsWith(StreamNames.RESERVED) ? null : event;
    }
}
