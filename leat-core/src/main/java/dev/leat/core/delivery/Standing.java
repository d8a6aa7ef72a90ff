package dev.leat.core.delivery;

import dev.leat.core.Cursor;
import dev.leat.core.StreamInfo;
import dev.leat.core.SubscriptionInfo;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** How a group stands: how far it is, what it has done, and who waits until it has got somewhere. Guarded by the group's lock. */
final class Standing {

    long handled;
    long failed;
    long dead;

    private final Group group;
    private final Deliveries hub;
    private final CatchingUp catchingUp = new CatchingUp();

    Standing(Group group, Deliveries hub) {
        this.group = group;
        this.hub = hub;
    }

    // ---- called with the lock

    /** Cursors may have moved. */
    void moved() {
        catchingUp.moved(group.lanes);
        hub.commits().moved();
    }

    /** It does not move any more. */
    void end() {
        catchingUp.end();
    }

    boolean isAwaited() {
        return !catchingUp.isEmpty();
    }

    // ---- called without

    /** Completes when everything before these ends has been handled or passed over. */
    CompletableFuture<@Nullable Void> caughtUp(Map<String, StreamInfo> ends) {
        group.lock.lock();
        try {
            CompletableFuture<@Nullable Void> done = catchingUp.add(ends);
            if (group.ending.hasBegun()) {
                catchingUp.end();
            } else {
                moved();
            }
            if (group.sharing != null) {
                group.sharing.watch();
            }
            return done;
        } finally {
            group.lock.unlock();
        }
    }

    /** Looks whether something was passed over at the tail, of which nobody says anything. */
    void check() {
        group.locked(() -> {
            if (isAwaited()) {
                moved();
            }
        });
    }

    /** Where several processes share it: how far those partitions are that others have. */
    void elsewhere(Map<String, Cursor> cursors) {
        group.locked(() -> {
            group.lanes.elsewhere(cursors);
            catchingUp.moved(group.lanes);
        });
    }

    SubscriptionInfo info(Map<String, StreamInfo> ends) {
        group.lock.lock();
        try {
            Definition definition = group.definition();
            Map<String, Cursor> places = group.lanes.cursors();
            places.remove(Definitions.replays(group.name));
            return new SubscriptionInfo(
                    group.name,
                    definition.streams(),
                    group.durable,
                    definition.filter(),
                    definition.filterSince(),
                    group.isPaused(),
                    places,
                    group.lanes.lag(ends),
                    group.lanes.inProgress(),
                    group.queues.waiting(),
                    group.queues.members().size(),
                    handled,
                    failed,
                    dead,
                    group.lanes.expired());
        } finally {
            group.lock.unlock();
        }
    }

    /** This, with what has been counted here. */
    SubscriptionInfo counted(SubscriptionInfo info) {
        group.lock.lock();
        try {
            return new SubscriptionInfo(
                    info.name(),
                    info.streams(),
                    info.durable(),
                    info.filter(),
                    info.filterSince(),
                    info.paused(),
                    info.cursors(),
                    info.lag(),
                    0,
                    0,
                    0,
                    handled,
                    failed,
                    dead,
                    group.lanes.expired());
        } finally {
            group.lock.unlock();
        }
    }
}
