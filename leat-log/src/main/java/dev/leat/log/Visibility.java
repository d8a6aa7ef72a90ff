package dev.leat.log;

import dev.leat.log.format.Lsn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Decides when what was written may be read and acknowledged.
 *
 * <p>A commit of level fast is visible once it is written, unless one of its partitions has events before it that are not
 * visible yet; a commit of level safe once the log is synced behind it. So an event is visible when its append has reached
 * its level, in every partition in order, and what was acknowledged is visible. Guarded by its own monitor; futures are
 * completed by the caller, outside of it.
 */
final class Visibility {

    /** A commit that has been written. */
    record Written(
            int segment,
            int end,
            long endSequence,
            boolean safe,
            List<Reached> partitions,
            List<PendingAppend> appends) {

        long lsn() {
            return Lsn.of(segment, end);
        }
    }

    /** A partition, and where it ends with a commit. */
    record Reached(Partition partition, long next) {}

    private final Deque<Written> unsynced = new ArrayDeque<>();
    private final Queue<CompletableFuture<@Nullable Void>> waitingForAny = new ConcurrentLinkedQueue<>();
    private volatile long sequence;
    private volatile int safeUnsynced;

    /** Global sequences below this one may be read. */
    long sequence() {
        return sequence;
    }

    /** Whether someone waits for a sync. */
    boolean wantsSync() {
        return safeUnsynced > 0;
    }

    Queue<CompletableFuture<@Nullable Void>> waitingForAny() {
        return waitingForAny;
    }

    /** All that the log holds is visible: it was found there. */
    synchronized void found(LogState state) {
        for (StreamState stream : state.byId.values()) {
            for (Partition partition : stream.partitions) {
                partition.visible = partition.next;
            }
        }
        sequence = state.nextSequence;
    }

    /** Takes in what was written; returns it if it is visible at once, else null. */
    synchronized @Nullable Written written(Written commit) {
        boolean hidden = commit.safe;
        for (Reached reached : commit.partitions) {
            hidden |= reached.partition.hidden > 0;
        }
        if (hidden) {
            commit.partitions.forEach(reached -> reached.partition.hidden++);
            unsynced.add(commit);
            safeUnsynced += commit.safe ? 1 : 0;
            return null;
        }
        show(commit);
        if (unsynced.isEmpty()) {
            sequence = commit.endSequence;
        } else {
            // seen in its own partitions, but the global order still waits for those before it
            unsynced.add(new Written(commit.segment, commit.end, commit.endSequence, false, List.of(), List.of()));
        }
        return commit;
    }

    /** The log is synced up to here; returns what became visible, in order. */
    synchronized List<Written> synced(long lsn) {
        List<Written> shown = new ArrayList<>();
        while (!unsynced.isEmpty()
                && (!unsynced.getFirst().safe || unsynced.getFirst().lsn() <= lsn)) {
            Written commit = unsynced.removeFirst();
            commit.partitions.forEach(reached -> reached.partition.hidden--);
            safeUnsynced -= commit.safe ? 1 : 0;
            show(commit);
            sequence = commit.endSequence;
            shown.add(commit);
        }
        return shown;
    }

    /** The log can no longer be synced: returns what will not become visible. */
    synchronized List<Written> abandon() {
        List<Written> lost = new ArrayList<>(unsynced);
        unsynced.clear();
        safeUnsynced = 0;
        return lost;
    }

    private static void show(Written commit) {
        for (Reached reached : commit.partitions) {
            reached.partition.visible = Math.max(reached.partition.visible, reached.next);
        }
    }

    /** Wakes whoever waits for these commits. Outside the monitor. */
    void wake(Written commit) {
        for (Reached reached : commit.partitions) {
            drain(reached.partition.waiting);
        }
        drain(waitingForAny);
    }

    /** Wakes whoever waits for anything of the log, as it is being closed or may have grown. */
    void wakeAll(LogState state) {
        state.streams().forEach(StreamState::wake);
        drain(waitingForAny);
    }

    /** Completes those that wait now; one that reads on at once, and waits again, waits for what comes next. */
    static void drain(Queue<CompletableFuture<@Nullable Void>> waiting) {
        for (int left = waiting.size(); left > 0; left--) {
            CompletableFuture<@Nullable Void> waiter = waiting.poll();
            if (waiter != null) {
                waiter.complete(null);
            }
        }
    }
}
