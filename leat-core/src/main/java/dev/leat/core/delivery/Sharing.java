package dev.leat.core.delivery;

import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.core.pending.Failures;
import dev.leat.engine.Assignment;
import dev.leat.engine.Membership;
import dev.leat.engine.StreamPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions of a subscription this process has, where several processes share them: the engine says so.
 *
 * <p>A partition that is given up is handed over: nothing more of it begins, what is being handled ends, its cursor is
 * committed, and only then others may have it. What it has is guarded by the group's lock, and the membership by the monitor,
 * which is taken first.
 */
final class Sharing implements Assignment {

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.leat.core.Subscription");
    private static final Duration WATCH_EVERY = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Group group;
    private final Deliveries hub;

    /** What this process has, each since it was given it last. */
    private final Map<StreamPartition, Object> mine = new HashMap<>();

    private final List<Departure> departures = new ArrayList<>();
    private boolean watching;

    private @Nullable Membership membership;
    private boolean closed;

    /** Partitions that are being given up. */
    private record Departure(List<Lane> lanes, CompletableFuture<@Nullable Void> done) {}

    Sharing(Group group, Deliveries hub) {
        this.group = group;
        this.hub = hub;
    }

    // ---- being a member

    /** Becomes a member; a no-op if it is one. */
    synchronized void join() {
        if (!closed && membership == null) {
            membership = hub.streams().engine().join(group.name, group.streams(), this);
        }
    }

    /** The group's streams have changed. */
    synchronized void streamsChanged() {
        if (membership != null) {
            membership.streams(new TreeSet<>(group.streams()));
        }
    }

    /** Gives up everything at once, without a commit, and is no member until it joins again. */
    synchronized void letGo() {
        Membership left = membership;
        membership = null;
        if (left != null) {
            left.close();
        }
        lose(null);
    }

    /** Leaves for good. What was to be committed has been. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        letGo();
    }

    // ---- what the engine says

    @Override
    public void assigned(Set<StreamPartition> more) {
        Map<StreamPartition, Object> since = new HashMap<>();
        more.forEach(partition -> since.put(partition, new Object()));
        group.locked(() -> mine.putAll(since));
        begin(since);
    }

    private void begin(Map<StreamPartition, Object> since) {
        var unused = hub.streams().engine().committed(group.name).whenComplete((cursors, error) -> {
            if (error == null) {
                group.locked(() -> since.forEach((partition, token) -> begin(partition, token, cursors)));
                group.locked(group::progressed);
            } else if (!(Failures.of(error) instanceof LeatException.Closed)) {
                LOGGER.warn(
                        "the cursors of '{}' could not be read, trying again in a second: {}",
                        group.name,
                        Failures.of(error).getMessage());
                hub.workers().later(RETRY, () -> begin(since));
            }
        });
    }

    private void begin(StreamPartition partition, Object token, Map<String, Cursor> cursors) {
        if (mine.get(partition) == token && group.lanes.get(partition) == null && !group.ending.hasBegun()) {
            Cursor cursor = cursors.getOrDefault(partition.stream(), Cursor.NOTHING);
            group.lanes.add(hub.lane(group, partition, cursor.next(partition.partition())));
        }
    }

    @Override
    public CompletableFuture<@Nullable Void> revoked(Set<StreamPartition> fewer) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        group.locked(() -> {
            List<Lane> leaving = lanes(fewer);
            mine.keySet().removeAll(fewer);
            departures.add(new Departure(leaving, done));
            group.leave(leaving);
            progressed();
        });
        return done;
    }

    @Override
    public void lost(Set<StreamPartition> gone) {
        lose(gone);
    }

    /** @param gone null: all */
    private void lose(@Nullable Set<StreamPartition> gone) {
        List<Departure> over = new ArrayList<>();
        group.locked(() -> {
            List<Lane> lost = gone == null ? group.lanes.all() : lanes(gone);
            mine.keySet().removeAll(gone == null ? Set.copyOf(mine.keySet()) : gone);
            group.lose(lost);
            departures.removeIf(departure -> lost.containsAll(departure.lanes) && over.add(departure));
        });
        over.forEach(departure -> departure.done.complete(null));
    }

    private List<Lane> lanes(Set<StreamPartition> partitions) {
        return partitions.stream()
                .map(group.lanes::get)
                .filter(Objects::nonNull)
                .toList();
    }

    // ---- handing over

    /** Something has ended, called with the group's lock: what is done with can be handed over. */
    void progressed() {
        for (Departure departure : List.copyOf(departures)) {
            if (departure.lanes.stream().allMatch(Lane::isIdle)) {
                departures.remove(departure);
                if (!hub.workers().start(() -> handOver(departure))) {
                    hub.workers().later(Duration.ZERO, () -> handOver(departure));
                }
            }
        }
    }

    private void handOver(Departure departure) {
        try {
            hub.commits().now(group);
        } catch (LeatException e) {
            // warned of: events are handled again
        } finally {
            group.locked(() -> group.lose(departure.lanes));
            departure.done.complete(null);
        }
    }

    // ---- how far others are

    /** Asks again and again how far others are, as long as somebody waits for it. */
    void watch() {
        group.locked(() -> {
            if (!watching) {
                watching = true;
                hub.workers().later(Duration.ZERO, this::look);
            }
        });
    }

    private void look() {
        boolean[] goesOn = new boolean[1];
        group.locked(() -> {
            watching = group.standing.isAwaited() && !group.ending.hasBegun();
            goesOn[0] = watching;
        });
        if (goesOn[0]) {
            var unused = hub.streams().engine().committed(group.name).whenComplete((cursors, error) -> {
                if (error == null) {
                    group.standing.elsewhere(cursors);
                }
                hub.workers().later(WATCH_EVERY, this::look);
            });
        }
    }
}
