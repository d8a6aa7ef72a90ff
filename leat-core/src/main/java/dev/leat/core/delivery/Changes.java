package dev.leat.core.delivery;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.DeadLetters;
import dev.leat.core.LeatException;
import dev.leat.core.Start;
import dev.leat.core.StreamInfo;
import dev.leat.core.SubscriptionInfo;
import dev.leat.core.filter.Filter;
import dev.leat.core.pending.Failures;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What users ask of subscriptions, open or not: how they stand, and to change. Thread-safe, one change at a time.
 *
 * <p>A durable one goes by its name, as the group of a member that has closed may be another by now.
 */
final class Changes {

    private final Deliveries hub;
    private final Takeover takeover;

    Changes(Deliveries hub) {
        this.hub = hub;
        this.takeover = new Takeover(hub);
    }

    Duration closeWait() {
        return hub.closeWait();
    }

    private static Group requireOpen(Group group) {
        if (group.isEnding()) {
            throw new LeatException.Closed("the subscription '" + group.name + "' is closed");
        }
        return group;
    }

    // ---- how it stands

    SubscriptionInfo info(String name) {
        return info(hub.required(name));
    }

    SubscriptionInfo info(Group group) {
        if (!group.durable) {
            return requireOpen(group).standing.info(ends(group));
        }
        SubscriptionInfo now = info(group.name);
        return hub.group(group.name) == null
                ? group.standing.counted(now)
                : now; // it has ended, and knows what it has done
    }

    SubscriptionInfo info(Definition definition) {
        Group group = hub.group(definition.name());
        if (group != null) {
            if (group.sharing != null) {
                group.standing.elsewhere(hub.committed(group.name));
            }
            return group.standing.info(ends(group));
        }
        Map<String, Cursor> cursors = new TreeMap<>(hub.committed(definition.name()));
        cursors.remove(Definitions.replays(definition.name()));
        long lag = 0;
        for (StreamInfo info : Failures.join(hub.streams().engine().describe(definition.streams()))) {
            if (definition.takes(info.name())) {
                long[] places = Deliveries.behind(info, cursors.get(info.name()));
                for (int partition = 0; partition < places.length; partition++) {
                    StreamInfo.Span span = info.partitions().get(partition);
                    lag += Math.max(0, span.next() - Math.max(span.first(), places[partition]));
                }
            }
        }
        return new SubscriptionInfo(
                definition.name(),
                definition.streams(),
                true,
                definition.filter(),
                definition.filterSince(),
                definition.paused(),
                cursors,
                lag,
                0,
                0,
                0,
                0,
                0,
                0,
                0);
    }

    private Map<String, StreamInfo> ends(Group group) {
        Map<String, StreamInfo> ends = new TreeMap<>();
        for (String stream : group.streams()) {
            Failures.join(hub.streams().engine().describe(stream)).forEach(info -> ends.put(stream, info));
        }
        return ends;
    }

    CompletableFuture<@Nullable Void> caughtUp(Group group) {
        return group.standing.caughtUp(ends(group));
    }

    CompletableFuture<@Nullable Void> caughtUp(String name) {
        Group group = hub.group(name);
        if (group == null || group.isEnding()) {
            return CompletableFuture.failedFuture(new LeatException.Unavailable(
                    "nobody has the subscription '" + hub.required(name).name() + "' open, so it does not move", null));
        }
        return caughtUp(group);
    }

    /** What the subscription of this name has set aside. */
    DeadLetters dead(String name) {
        return new SetAside(hub, hub.required(name).name());
    }

    // ---- changes

    void pause(String name, boolean now) {
        synchronized (hub) {
            if (hub.required(name).paused() != now) {
                hub.record(Append.to(Definitions.STREAM, Definitions.paused(name, now)));
            }
            Group group = hub.open(name);
            if (group != null) {
                group.pause(now);
            }
        }
    }

    void pause(Group group, boolean now) {
        if (group.durable) {
            pause(group.name, now);
        } else {
            requireOpen(group).pause(now);
        }
    }

    void filter(String name, String cesql) {
        synchronized (hub) {
            Filter filter = Filter.parse(cesql);
            Definition known = hub.required(name);
            Group group = hub.open(name);
            if (group == null) {
                hub.record(Append.to(Definitions.STREAM, Definitions.filtered(name, filter, hub.committed(name))));
            } else {
                filter(group, known, filter);
            }
        }
    }

    void filter(Group group, String cesql) {
        if (group.durable) {
            filter(group.name, cesql);
            return;
        }
        synchronized (hub) {
            filter(requireOpen(group), group.definition(), Filter.parse(cesql));
        }
    }

    private void filter(Group group, Definition known, Filter filter) {
        String replays = Definitions.replays(group.name);
        hub.whileReading(() -> {
            Map<String, Cursor> since = group.steering.filter((lane, from) -> lane.stream.equals(replays)
                    ? Filters.ALL
                    : known.filters(lane.stream, lane.partition).and(from, filter));
            since.remove(replays);
            if (group.sharing != null) {
                // of partitions that others have, what they have committed: they will say no better
                hub.committed(group.name).forEach((stream, cursor) -> since.merge(stream, cursor, Lanes::both));
                since.remove(replays);
            }
            if (group.durable) {
                hub.record(Append.to(Definitions.STREAM, Definitions.filtered(group.name, filter, since)));
            } else {
                group.define(known.filter(filter, since));
            }
        });
    }

    void seek(String name, Start start) {
        if (hub.streams().areShared()) {
            takeover.seek(name, start);
            return;
        }
        synchronized (hub) {
            Definition definition = hub.required(name);
            Group group = hub.open(name);
            if (group != null) {
                seek(group, definition, start);
                return;
            }
            Append commits = new Append(List.of(), null);
            for (StreamInfo info : hub.infos(definition)) {
                commits = commits.commit(
                        name, info.name(), Lanes.before(hub.streams().places(info, start)));
            }
            hub.record(commits);
        }
    }

    void seek(Group group, Start start) {
        if (group.durable) {
            seek(group.name, start);
            return;
        }
        synchronized (hub) {
            seek(requireOpen(group), group.definition(), start);
        }
    }

    /** What is to be handled again stays where it is: places are those of the streams that were subscribed to. */
    private void seek(Group group, Definition definition, Start start) {
        Map<String, long[]> places = new HashMap<>();
        Map<String, StreamInfo> ends = ends(group);
        ends.remove(Definitions.replays(group.name));
        ends.forEach((stream, info) -> places.put(stream, hub.streams().places(info, start)));
        group.steering.seek(places, lane -> definition.filters(lane.stream, lane.partition));
        hub.commits().now(group);
    }

    void delete(String name) {
        if (hub.streams().areShared()) {
            takeover.delete(name);
            return;
        }
        synchronized (hub) {
            hub.required(name);
            Group group = hub.open(name);
            if (group != null) {
                hub.forget(group);
            }
            Append append = Append.to(Definitions.STREAM, Definitions.deleted(name));
            for (String stream : hub.committed(name).keySet()) {
                append = append.commit(name, stream, null);
            }
            hub.record(append);
        }
    }

    void delete(Group group) {
        if (group.durable) {
            delete(group.name);
        } else {
            hub.forget(group);
        }
    }
}
