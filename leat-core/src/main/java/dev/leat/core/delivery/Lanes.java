package dev.leat.core.delivery;

import dev.leat.core.Cursor;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The partitions that a group works on, by stream. Guarded by the group. */
final class Lanes {

    private final Map<String, List<Lane>> byStream = new TreeMap<>();
    private final boolean durable;
    private long expired;

    Lanes(boolean durable) {
        this.durable = durable;
    }

    /** Takes in a stream, if it is new. */
    boolean add(String stream, List<Lane> lanes) {
        return byStream.putIfAbsent(stream, lanes) == null;
    }

    /** Gives up a stream; returns its lanes. */
    List<Lane> remove(String stream) {
        List<Lane> gone = byStream.remove(stream);
        return gone == null ? List.of() : gone;
    }

    boolean has(Lane lane) {
        return byStream.getOrDefault(lane.stream, List.of()).contains(lane);
    }

    Set<String> streams() {
        return Set.copyOf(byStream.keySet());
    }

    List<Lane> all() {
        List<Lane> all = new ArrayList<>();
        byStream.values().forEach(all::addAll);
        return all;
    }

    /** Of those that may have events, and room for them, the one with the fewest in progress; or null. */
    @Nullable
    Lane fetchable() {
        Lane best = null;
        for (List<Lane> lanes : byStream.values()) {
            for (Lane lane : lanes) {
                if (lane.readable
                        && !lane.fetching
                        && lane.room(durable) > 0
                        && (best == null || lane.progress.inProgress() < best.progress.inProgress())) {
                    best = lane;
                }
            }
        }
        return best;
    }

    boolean isFetching() {
        return all().stream().anyMatch(lane -> lane.fetching);
    }

    int inProgress() {
        return all().stream().mapToInt(lane -> lane.progress.inProgress()).sum();
    }

    /** So many more offsets were passed over because they are no longer kept. */
    void expired(long offsets) {
        expired += offsets;
    }

    long expired() {
        return expired;
    }

    /** How many offsets lie between what is handled or passed over and these ends. */
    long lag(Map<String, StreamInfo> ends) {
        long lag = 0;
        for (Lane lane : all()) {
            StreamInfo info = ends.get(lane.stream);
            if (info != null) {
                lag += Math.max(0, info.partitions().get(lane.partition).next() - lane.next());
            }
        }
        return lag;
    }

    Mark mark() {
        List<Lane> lanes = all();
        List<Long> next = new ArrayList<>();
        List<Integer> finished = new ArrayList<>();
        for (Lane lane : lanes) {
            next.add(lane.next());
            finished.add(lane.progress.finishedUncommitted());
        }
        return new Mark(lanes, next, finished);
    }

    /**
     * How far everything is at one time.
     *
     * @param next per lane, the first offset that is not handled or passed over
     * @param finished per lane, how many finished events no committed cursor covers yet
     */
    record Mark(List<Lane> lanes, List<Long> next, List<Integer> finished) {

        /** Whether a committed cursor does not cover it. */
        boolean isNew() {
            for (int i = 0; i < lanes.size(); i++) {
                if (lanes.get(i).committed != next.get(i)) {
                    return true;
                }
            }
            return false;
        }

        void committed() {
            for (int i = 0; i < lanes.size(); i++) {
                lanes.get(i).committed = next.get(i);
                lanes.get(i).progress.committed(finished.get(i));
            }
        }

        Map<String, Cursor> cursors() {
            Map<String, Cursor> cursors = new TreeMap<>();
            for (int i = 0; i < lanes.size(); i++) {
                Lane lane = lanes.get(i);
                cursors.merge(lane.stream, before(lane.partition, next.get(i)), Lanes::both);
            }
            return cursors;
        }
    }

    /** A cursor that has seen a partition up to, and without, an offset. */
    static Cursor before(int partition, long next) {
        return next == 0 ? Cursor.NOTHING : Cursor.at(new Position(partition, next - 1));
    }

    /** A cursor that has seen each partition up to, and without, an offset. */
    static Cursor before(long[] next) {
        Cursor cursor = Cursor.NOTHING;
        for (int partition = 0; partition < next.length; partition++) {
            cursor = both(cursor, before(partition, next[partition]));
        }
        return cursor;
    }

    static Cursor both(Cursor one, Cursor other) {
        Cursor both = one;
        for (Map.Entry<Integer, Long> seen : other.seen().entrySet()) {
            both = both.and(new Position(seen.getKey(), seen.getValue()));
        }
        return both;
    }
}
