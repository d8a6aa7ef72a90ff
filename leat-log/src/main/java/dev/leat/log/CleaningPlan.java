package dev.leat.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses what to clean: segments of which nothing is wanted at once, others once the bytes that are not wanted are too many,
 * the deadest first, until half of them are gone.
 *
 * <p>Choosing many at a time, and of segments that hold little the neighbours too, makes full segments of what is left: live
 * data are then written again once, or twice.
 */
final class CleaningPlan {

    /** So much of what is wanted may be held that is not. */
    private static final double OVERHEAD = 0.25;

    /** A segment that holds less than this part of a full one is small. */
    private static final int SMALL = 16;

    /** So many small ones in a row are put together however often that was done. */
    private static final int MANY_SMALL = 8;

    private final List<Segment> segments;
    private final Map<Segment, Long> live = new HashMap<>();
    private final long segmentBytes;

    /** @param segments those that have been closed, in the order of the log */
    private CleaningPlan(List<Segment> segments, long segmentBytes) {
        this.segments = segments;
        this.segmentBytes = segmentBytes;
    }

    /** Looks at how much of each segment is wanted. */
    static CleaningPlan of(LogState state, Map<Partition, Superseded> superseded, long now, long segmentBytes) {
        List<Segment> closed = new ArrayList<>();
        for (Segment segment : state.segments) {
            if (segment != state.active()) {
                closed.add(segment);
            }
        }
        CleaningPlan plan = new CleaningPlan(closed, segmentBytes);
        for (StreamState stream : state.streams()) {
            for (Partition partition : stream.partitions) {
                Superseded gone = superseded.get(partition);
                long floor = partition.floor.at(now);
                Partition.Part[] parts = partition.parts();
                for (int i = 0; i < parts.length; i++) {
                    long end = i + 1 < parts.length ? parts[i + 1].firstOffset : partition.next;
                    long wanted = end <= floor ? 0 : Floor.kept(parts[i], floor);
                    long less = gone == null ? 0 : gone.bytes(parts[i].segment);
                    plan.live.merge(parts[i].segment, Math.max(0, wanted - less), Long::sum);
                }
            }
        }
        return plan;
    }

    private long live(Segment segment) {
        return live.getOrDefault(segment, 0L);
    }

    private long dead(Segment segment) {
        return Math.max(0, segment.bodyBytes - live(segment));
    }

    private boolean may(Segment segment) {
        return !segment.unclean && !segment.dictionary.isHeld();
    }

    /** Segments to be cleaned together, each list in a row of the log, in the order of the log. */
    List<List<Segment>> rounds(boolean all) {
        return grouped(chosen(all));
    }

    private Set<Segment> chosen(boolean all) {
        Set<Segment> chosen = new HashSet<>();
        long totalLive = 0;
        long totalDead = 0;
        for (Segment segment : segments) {
            totalLive += live(segment);
            totalDead += dead(segment);
            if (may(segment) && segment.bodyBytes > 0 && (all ? dead(segment) > 0 : live(segment) == 0)) {
                chosen.add(segment);
            }
        }
        double most = OVERHEAD * totalLive + 2.0 * segmentBytes;
        if (!all && totalDead > most) {
            List<Segment> deadest = new ArrayList<>(segments);
            deadest.sort(Comparator.comparingDouble(segment -> -(double) dead(segment) / (segment.bodyBytes + 1)));
            for (Segment segment : deadest) {
                if (totalDead > most / 2 && may(segment) && dead(segment) > 0) {
                    chosen.add(segment);
                    totalDead -= dead(segment);
                }
            }
        }
        return chosen;
    }

    private List<List<Segment>> grouped(Set<Segment> chosen) {
        List<List<Segment>> rounds = new ArrayList<>();
        List<Segment> round = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            boolean wanted = chosen.contains(segment) || joins(i);
            boolean fits = bytes + live(segment) <= segmentBytes * 9 / 10;
            if (!round.isEmpty() && (!fits || !wanted)) {
                add(round, chosen, rounds);
                round = new ArrayList<>();
                bytes = 0;
            }
            if (wanted) {
                round.add(segment);
                bytes += live(segment);
            }
        }
        add(round, chosen, rounds);
        return rounds;
    }

    /** A round that only has segments that would join others is left, unless they are many. */
    private static void add(List<Segment> round, Set<Segment> chosen, List<List<Segment>> rounds) {
        if (round.stream().anyMatch(chosen::contains) || round.size() >= MANY_SMALL) {
            rounds.add(round);
        }
    }

    /** Whether a segment holds so little that it is written again with its neighbours. */
    private boolean joins(int at) {
        if (!isSmall(at)) {
            return false;
        }
        Segment segment = segments.get(at);
        if (live(segment) == 0 || segment.id.generation() <= 1) {
            return true;
        }
        int first = at;
        int end = at;
        while (first > 0 && isSmall(first - 1)) {
            first--;
        }
        while (end < segments.size() && isSmall(end)) {
            end++;
        }
        return end - first >= MANY_SMALL;
    }

    private boolean isSmall(int at) {
        Segment segment = segments.get(at);
        return may(segment) && live(segment) < segmentBytes / SMALL;
    }
}
