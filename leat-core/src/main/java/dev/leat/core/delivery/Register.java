package dev.leat.core.delivery;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.filter.Filter;
import dev.leat.core.pending.Failures;
import dev.leat.engine.Batch;
import dev.leat.engine.Fetch;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions as they are known here. Where several processes share subscriptions, what others change is read each time
 * it is asked for, and as it comes while a subscription is open; what it asks of that is done. Guarded by {@link Deliveries}.
 */
final class Register {

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.leat.core.Subscription");
    private static final Duration WAIT = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int BATCH_BYTES = 64 * 1024;

    private final Deliveries hub;
    private final AtomicBoolean following = new AtomicBoolean();
    private @Nullable Definitions definitions;
    private Cursor seen = Cursor.NOTHING;

    Register(Deliveries hub) {
        this.hub = hub;
    }

    /** The definitions as they stand. */
    Definitions now() {
        Definitions known = definitions;
        if (hub.streams().areShared()) {
            known = known == null ? new Definitions(List.of()) : known;
            definitions = known;
            refresh(known);
        } else if (known == null || hub.streams().isReadOnly()) {
            known = new Definitions(hub.streams().all(Definitions.STREAM, Filter.all()));
            definitions = known;
        }
        return known;
    }

    private void refresh(Definitions known) {
        for (Event event : hub.streams().since(Definitions.STREAM, seen)) {
            seen = seen.and(event.position());
            known.replay(event);
            Group group = group(event);
            if (group != null) {
                known.apply(event, group, hub);
            }
        }
    }

    /** This process has recorded changes, and has done what they ask of open subscriptions. */
    void recorded(Append append) {
        Definitions known = now();
        for (Append.Entry entry : append.entries()) {
            boolean isRead = hub.streams().areShared() || !entry.stream().equals(Definitions.STREAM);
            for (CloudEvent event : isRead ? List.<CloudEvent>of() : entry.events()) {
                known.replay(event);
                Group group = group(event);
                Definition now = known.get(String.valueOf(event.getSubject()));
                if (group != null && now != null) {
                    group.define(now);
                }
            }
        }
    }

    private @Nullable Group group(CloudEvent change) {
        Group group = hub.group(String.valueOf(change.getSubject()));
        return group != null && group.durable ? group : null;
    }

    // ---- as it comes

    /** Reads what others change as it comes, as long as a durable subscription is open. */
    void follow() {
        if (following.compareAndSet(false, true)) {
            await();
        }
    }

    private void await() {
        Fetch fetch = new Fetch(Definitions.STREAM, 0, seen.next(0), BATCH_BYTES, WAIT);
        var unused = hub.streams().engine().read(fetch).whenComplete(this::arrived);
    }

    private void arrived(@Nullable Batch batch, @Nullable Throwable error) {
        if (error == null) {
            if (!hub.workers().start(this::next)) {
                following.set(false);
            }
        } else if (Failures.of(error) instanceof LeatException.Closed) {
            following.set(false);
        } else {
            LOGGER.debug("changes of subscriptions could not be read, trying again in a second", error);
            hub.workers().later(RETRY, () -> arrived(null, null));
        }
    }

    private void next() {
        try {
            hub.refresh();
        } catch (LeatException e) {
            LOGGER.debug("changes of subscriptions could not be read, trying again in a second", e);
            hub.workers().later(RETRY, () -> arrived(null, null));
            return;
        }
        synchronized (hub) {
            if (!hub.hasDurable()) {
                following.set(false);
                return;
            }
            await();
        }
    }
}
