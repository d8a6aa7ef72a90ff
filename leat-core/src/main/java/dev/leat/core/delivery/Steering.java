package dev.leat.core.delivery;

import dev.leat.core.Cursor;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Changes where a group reads, and what of it. Guarded by the group's lock. */
final class Steering {

    private final Group group;
    private boolean holdingStill;

    Steering(Group group) {
        this.group = group;
    }

    /** Whether no feed may be polled. */
    boolean isHoldingStill() {
        return holdingStill;
    }

    /**
     * Changes the filter for what has not been polled or passed over yet.
     *
     * @param filters gives those of a lane from an offset on
     * @return per stream, what has been: the filter holds behind it
     */
    Map<String, Cursor> filter(BiFunction<Lane, Long, Filters> filters) {
        Map<String, Cursor> since = new TreeMap<>();
        holdStill(() -> {
            for (Lane lane : group.lanes.all()) {
                long from = lane.feed.passed();
                lane.progress.passed(from);
                lane.feed.restart(from, filters.apply(lane, from));
                lane.readable = true;
                since.merge(lane.stream, Lanes.before(lane.partition, from), Lanes::both);
            }
        });
        return since;
    }

    /** Takes the filters of a definition, the last of which another process has set, for what has not been polled yet. */
    void refilter(Definition now) {
        var unused =
                filter((lane, from) -> now.filters(lane.stream, lane.partition).notBefore(from));
    }

    /** Goes on at other places: per stream, the first offset of each partition; streams that are missing stay. */
    void seek(Map<String, long[]> places, Function<Lane, Filters> filters) {
        holdStill(() -> {
            group.cursors.await();
            group.forgetProgress();
            for (Lane lane : group.lanes.all()) {
                long[] next = places.get(lane.stream);
                long from = next == null ? lane.progress.next() : next[lane.partition];
                lane.progress.restart(from);
                lane.committed = -1;
                lane.feed.restart(from, filters.apply(lane));
                lane.readable = true;
            }
        });
    }

    /** Does something while no feed is polled. */
    private void holdStill(Runnable change) {
        group.locked(() -> {
            holdingStill = true;
            try {
                while (group.lanes.isFetching()) {
                    group.changed.awaitUninterruptibly();
                }
                change.run();
            } finally {
                holdingStill = false;
                group.progressed();
            }
        });
    }
}
