package dev.leat.core.delivery;

import dev.leat.core.Append;
import dev.leat.core.Event;
import dev.leat.core.Handler;
import dev.leat.core.LeatException;
import dev.leat.core.OnDead;
import dev.leat.core.Retry;
import dev.leat.core.Start;
import dev.leat.core.Subscribing;
import dev.leat.core.Subscription;
import dev.leat.core.filter.Filter;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is to be subscribed.
 *
 * @param name null: not durable
 * @param start null: never said
 */
record Description(
        Deliveries hub,
        String streams,
        @Nullable String name,
        @Nullable Start start,
        Filter filter,
        int concurrency,
        Retry retry,
        OnDead onDead)
        implements Subscribing {

    private static final int MOST_CONCURRENCY = 1_000;
    private static final int MOST_NAME_CHARS = 150;

    static Description of(Deliveries hub, String streams) {
        return new Description(hub, streams, null, null, Filter.all(), 1, Retry.defaults(), OnDead.SET_ASIDE);
    }

    @Override
    public Subscribing durable(String durableName) {
        if (!durableName.matches("[a-zA-Z0-9._-]{1," + MOST_NAME_CHARS + "}")) {
            throw new LeatException.Invalid(
                    "durable",
                    "'" + durableName + "' is not a name: use 1 to " + MOST_NAME_CHARS + " of a-z A-Z 0-9 . _ -");
        }
        return new Description(hub, streams, durableName, start, filter, concurrency, retry, onDead);
    }

    @Override
    public Subscribing from(Start where) {
        return new Description(hub, streams, name, where, filter, concurrency, retry, onDead);
    }

    @Override
    public Subscribing where(String cesql) {
        return where(Filter.parse(cesql));
    }

    @Override
    public Subscribing where(Filter wanted) {
        return new Description(hub, streams, name, start, filter.and(wanted), concurrency, retry, onDead);
    }

    @Override
    public Subscribing concurrency(int events) {
        if (events < 1 || events > MOST_CONCURRENCY) {
            throw new LeatException.Invalid("concurrency", events + " is not within 1 to " + MOST_CONCURRENCY);
        }
        return new Description(hub, streams, name, start, filter, events, retry, onDead);
    }

    @Override
    public Subscribing retry(Retry how) {
        return new Description(hub, streams, name, start, filter, concurrency, how, onDead);
    }

    @Override
    public Subscribing onDead(OnDead action) {
        return new Description(hub, streams, name, start, filter, concurrency, retry, action);
    }

    @Override
    public Subscription handle(Handler handler) {
        return hub.subscribe(this, new Handling.Each(handler));
    }

    @Override
    public <T> Subscription handle(Class<T> type, Handler.Typed<T> handler) {
        return handle(event -> handler.handle(event.data(type), event));
    }

    @Override
    public Subscription handleAsync(Function<Event, CompletionStage<?>> handler) {
        return hub.subscribe(this, new Handling.Async(handler));
    }

    @Override
    public Subscription handleBatch(int most, BatchHandler handler) {
        if (most < 1 || most > MOST_IN_PROGRESS) {
            throw new LeatException.Invalid("most", most + " is not within 1 to " + MOST_IN_PROGRESS);
        }
        requireOrder("handleBatch");
        return hub.subscribe(this, new Handling.Batch(most, handler));
    }

    @Override
    public Subscription append(Function<Event, Append> handler) {
        requireOrder("append");
        if (name == null) {
            throw new LeatException.Invalid(
                    "durable", "is missing: what is appended goes with the cursor of a durable subscription");
        }
        return hub.subscribe(this, new Handling.Appending(handler));
    }

    private void requireOrder(String handling) {
        if (concurrency != 1) {
            throw new LeatException.Invalid(
                    "concurrency",
                    concurrency + " does not go with " + handling + ", which is in order: leave it at 1");
        }
    }
}
