package dev.leat.core.delivery;

import dev.leat.core.Cursor;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import dev.leat.engine.StreamPartition;
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

    /** Where several processes share the partitions, how far those are that others have, as known last; else null. */
    private @Nullable Map<String, Cursor> elsewhere;

    Lanes(boolean durable) {
        this.durable = durable;
    }

    /** Takes in a stream, if it is new. */
    boolean add(String stream, List<Lane> lanes) {
        return byStream.putIfAbsent(stream, new ArrayList<>(lanes)) == null;
    }

    /** Takes in one partition, unless its stream is none of the group's. */
    void add(Lane lane) {
        List<Lane> lanes = byStream.get(lane.stream);
        if (lanes != null) {
            lanes.add(lane);
        }
    }

    /** Gives up one partition. */
    void remove(Lane lane) {
        byStream.getOrDefault(lane.stream, new ArrayList<>()).remove(lane);
    }

    /** The lane of a partition; null if another process has it. */
    @Nullable
    Lane get(StreamPartition partition) {
        for (Lane lane : byStream.getOrDefault(partition.stream(), List.of())) {
            if (lane.partition == partition.partition()) {
                return lane;
            }
        }
        return null;
    }

    /** How far the partitions are that others have. */
    void elsewhere(Map<String, Cursor> cursors) {
        elsewhere = cursors;
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
                        && !lane.leaving
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
        return lag + lagElsewhere(ends);
    }

    /** Of partitions that are not here: as long as nothing is known of them, nothing of them is handled. */
    private long lagElsewhere(Map<String, StreamInfo> ends) {
        Map<String, Cursor> others = elsewhere == null ? Map.of() : elsewhere;
        long lag = 0;
        for (StreamInfo info : ends.values()) {
            List<Lane> here = byStream.get(info.name());
            if (here == null || here.size() == info.partitions().size()) {
                continue; // none of them is elsewhere
            }
            Cursor cursor = others.getOrDefault(info.name(), Cursor.NOTHING);
            for (int partition = 0; partition < info.partitions().size(); partition++) {
                StreamInfo.Span span = info.partitions().get(partition);
                if (get(new StreamPartition(info.name(), partition)) == null) {
                    lag += Math.max(0, span.next() - Math.max(span.first(), cursor.next(partition)));
                }
            }
        }
        return lag;
    }

    /** Per stream, what has been handled or passed over, here and by others. */
    Map<String, Cursor> cursors() {
        Map<String, Cursor> cursors = mark().cursors();
        if (elsewhere != null) {
            elsewhere.forEach((stream, cursor) -> cursors.merge(stream, cursor, Lanes::both));
        }
        return cursors;
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
