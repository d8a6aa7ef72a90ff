package dev.leat.core.delivery;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Start;
import dev.leat.core.StreamInfo;
import dev.leat.core.pending.Failures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Moves or takes away the cursors of a subscription that other processes may have open: they are asked to let go of it by an
 * event among the definitions, and only when all have, it is done. Thread-safe; waits without a lock.
 */
final class Takeover {

    /** So long all who have it open may take to let go: longer than it takes until a dead one is noticed. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration ASK_EVERY = Duration.ofSeconds(5);
    private static final Duration TRY_EVERY = Duration.ofMillis(50);

    private final Deliveries hub;

    Takeover(Deliveries hub) {
        this.hub = hub;
    }

    void seek(String name, Start start) {
        Definition definition = hub.required(name);
        Append commits = new Append(List.of(), null);
        for (StreamInfo info : hub.infos(definition)) {
            Cursor cursor = Lanes.before(hub.streams().places(info, start));
            commits = commits.commit(name, info.name(), cursor);
        }
        try {
            commit(name, commits, Definitions.seeking(name));
        } finally {
            hub.record(Append.to(Definitions.STREAM, Definitions.sought(name)));
        }
    }

    void delete(String name) {
        var unused = hub.required(name);
        hub.record(Append.to(Definitions.STREAM, Definitions.deleted(name)));
        Append commits = new Append(List.of(), null);
        for (String stream : hub.committed(name).keySet()) {
            commits = commits.commit(name, stream, null);
        }
        commit(name, commits, null);
    }

    private void commit(String name, Append commits, @Nullable NewEvent asking) {
        long begun = System.nanoTime();
        long asked = begun - ASK_EVERY.toNanos();
        while (true) {
            long now = System.nanoTime();
            if (asking != null && now - asked >= ASK_EVERY.toNanos()) {
                hub.record(Append.to(Definitions.STREAM, asking));
                asked = now;
            }
            try {
                var unused = Failures.join(hub.streams().record(commits));
                return;
            } catch (LeatException.Fenced e) {
                if (now - begun > PATIENCE.toNanos()) {
                    throw new LeatException.Unavailable(
                            "'" + name + "' is open in another process that has not let go of it within "
                                    + PATIENCE.toSeconds() + " s: " + e.getMessage(),
                            e);
                }
                LockSupport.parkNanos(TRY_EVERY.toNanos());
            }
        }
    }
}
