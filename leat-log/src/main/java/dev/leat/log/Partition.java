package dev.leat.log;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a stream: which segments hold its runs, and how far it can be read.
 *
 * <p>{@link #next} and the parts are changed by whoever replays commits (the writer, under its lock); {@link #visible} and
 * {@link #hidden} under the lock of {@link Visibility}. Everything may be read by any thread.
 */
final class Partition {

    final StreamState stream;
    final int number;

    /** The offset that the next event gets. */
    volatile long next;

    /** How many events behind {@link #next} damage may have taken, as long as no later run tells. */
    long lost;

    /** Offsets below this one may be read. */
    volatile long visible;

    /** Commits that hold events of this partition and are not visible yet. */
    int hidden;

    /** What waits for {@link #visible} to move. */
    final Queue<CompletableFuture<@Nullable Void>> waiting = new ConcurrentLinkedQueue<>();

    private volatile Part[] parts = {};

    /** What damage has taken: where each gap begins and ends, in order. */
    private volatile long[] gaps = {};

    Partition(StreamState stream, int number) {
        this.stream = stream;
        this.number = number;
    }

    /** The runs of this partition in one segment. */
    record Part(Segment segment, long firstOffset, long firstMicros, Lazy<RunIndex> runs) {}

    Part[] parts() {
        return parts;
    }

    /** The first offset that is kept: nothing is dropped yet, and what damage took must fail to be read. */
    long first() {
        return 0;
    }

    /** What comes next begins at this offset: what should stand between is lost. */
    void beginsAt(long offset) {
        if (offset > next) {
            long[] now = gaps;
            long[] more = Arrays.copyOf(now, now.length + 2);
            more[now.length] = next;
            more[now.length + 1] = offset;
            gaps = more;
        }
    }

    /** Where the first gap begins that ends behind this offset, or {@link Long#MAX_VALUE}. */
    long gapFrom(long offset) {
        long[] now = gaps;
        for (int i = 0; i < now.length; i += 2) {
            if (now[i + 1] > offset) {
                return now[i];
            }
        }
        return Long.MAX_VALUE;
    }

    /** Whether its last runs are in this segment. */
    boolean isIn(Segment segment) {
        Part[] now = parts;
        return now.length > 0 && now[now.length - 1].segment == segment;
    }

    void add(Part part) {
        Part[] now = parts;
        Part[] more = Arrays.copyOf(now, now.length + 1);
        more[now.length] = part;
        parts = more;
    }

    /** The runs that grow in this segment, which is the last one. */
    RunIndex growing(Segment segment, long firstOffset, long micros) {
        if (!isIn(segment)) {
            add(new Part(segment, firstOffset, micros, Lazy.of(new RunIndex(1))));
        }
        return parts[parts.length - 1].runs.get();
    }

    /** The first offset recorded at this time or later, but for events of its run before it; {@link #next} if there is none. */
    long firstAtOrAfter(long micros) {
        long end = next;
        Part[] now = parts;
        for (int i = 0; i < now.length; i++) {
            boolean inHere = i + 1 == now.length || now[i + 1].firstMicros >= micros;
            if (inHere) {
                RunIndex runs = now[i].runs.get();
                int run = runs.findTime(micros);
                if (run < runs.size()) {
                    return runs.firstOffset(run);
                }
            }
        }
        return end;
    }

    /** The offset behind the run that holds this one or, where none does, of the next run. */
    long behindRun(long offset) {
        Part[] now = parts;
        for (int i = find(offset); i < now.length; i++) {
            RunIndex runs = now[i].runs.get();
            int size = runs.size();
            for (int run = size == 0 ? 0 : runs.find(offset); run < size; run++) {
                if (runs.firstOffset(run) > offset) {
                    return runs.firstOffset(run);
                }
                if (runs.endOffset(run) > offset) {
                    return runs.endOffset(run);
                }
            }
        }
        return next;
    }

    /** The number of the part that holds this offset or, where none does, the one before it. */
    int find(long offset) {
        Part[] now = parts;
        int low = 0;
        int high = now.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (now[middle].firstOffset <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
