package dev.leat.kafka.reads;

import dev.leat.kafka.topics.StreamTopic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The pollers there are, and which windows they have. Guarded by the lock of {@link Windows}.
 *
 * <p>A consumer stands at one place of a partition at a time. So one poller stands at the tails, where it waits for what comes,
 * and others read what is there: as many as there are places of one partition that are read at once, up to a limit. Beyond it,
 * the window that was not used for longest goes.
 */
final class Pollers {

    /** So many consumers read history at most. */
    private static final int HISTORIES = 3;

    /** Above so many bytes in all windows, unused ones go, and others do not read ahead. */
    private static final long MOST_BYTES = 64L << 20;

    private final Function<Boolean, Poller> maker;
    private final List<Poller> pollers = new ArrayList<>();
    private long bytes;

    /** @param maker of a poller that stands at tails, or does not */
    Pollers(Function<Boolean, Poller> maker) {
        this.maker = maker;
    }

    List<Poller> all() {
        return List.copyOf(pollers);
    }

    boolean contains(Poller poller) {
        return pollers.contains(poller);
    }

    void remove(Poller poller) {
        pollers.remove(poller);
    }

    /** The poller whose window has an offset, or comes to it next. */
    @Nullable
    Poller covering(TopicPartition partition, long offset) {
        Poller best = null;
        long furthest = -1;
        for (Poller poller : pollers) {
            Window window = poller.windows.get(partition);
            if (window != null && window.covers(offset) && window.next() > furthest) {
                best = poller;
                furthest = window.next();
            }
        }
        return best;
    }

    Poller atTails() {
        return pollers.stream().filter(each -> each.live).findFirst().orElseGet(() -> start(true));
    }

    /** A poller that does not stand in this partition, or can leave it; null if each has somebody waiting there. */
    @Nullable
    Poller free(TopicPartition partition) {
        List<Poller> histories = pollers.stream().filter(each -> !each.live).toList();
        Poller free = histories.stream()
                .filter(each -> !each.windows.containsKey(partition))
                .min(Comparator.comparingInt(each -> each.windows.size()))
                .orElse(null);
        if (free != null) {
            return free;
        }
        return histories.size() < HISTORIES ? start(false) : left(histories, partition);
    }

    private @Nullable Poller left(List<Poller> histories, TopicPartition partition) {
        Poller left = null;
        Window oldest = null;
        for (Poller poller : histories) {
            Window window = poller.windows.get(partition);
            if (window != null && window.reads.isEmpty() && (oldest == null || window.isOlder(oldest))) {
                left = poller;
                oldest = window;
            }
        }
        if (left != null && oldest != null) {
            remove(left, oldest);
        }
        return left;
    }

    private Poller start(boolean live) {
        Poller poller = maker.apply(live);
        pollers.add(poller);
        poller.start();
        return poller;
    }

    /** Whether windows only fetch for who waits. */
    boolean isScarce() {
        return bytes > MOST_BYTES;
    }

    /** Has a poller fetch for a window again, if it does not. */
    void resume(Poller poller, Window window) {
        if (window.resumes(isScarce())) {
            poller.wake();
        }
    }

    void remove(Poller poller, Window window) {
        poller.windows.remove(window.partition);
        bytes -= window.bytes();
    }

    /** Removes windows of one poller, and returns who waited there. */
    List<Read> take(Poller poller, Predicate<Window> which) {
        List<Read> reads = new ArrayList<>();
        for (Window window : List.copyOf(poller.windows.values())) {
            if (which.test(window)) {
                remove(poller, window);
                reads.addAll(window.reads);
            }
        }
        return reads;
    }

    /** Removes windows, and returns who waited there. */
    List<Read> take(Predicate<Window> which) {
        List<Read> reads = new ArrayList<>();
        pollers.forEach(poller -> reads.addAll(take(poller, which)));
        return reads;
    }

    void add(Arrival arrival) {
        Window window = arrival.window;
        bytes -= window.bytes();
        window.add(arrival);
        bytes += window.bytes();
    }

    /** Removes unused windows, as long as there is too much in all. */
    void makeRoom() {
        boolean more = true;
        while (isScarce() && more) {
            Poller owner = null;
            Window oldest = null;
            for (Poller poller : pollers) {
                for (Window window : poller.windows.values()) {
                    boolean unused = window.reads.isEmpty() && window.bytes() > 0;
                    if (unused && (oldest == null || window.isOlder(oldest))) {
                        owner = poller;
                        oldest = window;
                    }
                }
            }
            more = owner != null && oldest != null;
            if (owner != null && oldest != null) {
                remove(owner, oldest);
            }
        }
    }

    /** Those of all windows. */
    List<StreamTopic> topics() {
        return pollers.stream()
                .flatMap(poller -> poller.windows.values().stream())
                .map(window -> window.topic)
                .distinct()
                .toList();
    }
}
