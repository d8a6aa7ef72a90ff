package dev.leat.log;

import dev.leat.log.format.Commit.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
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

    /** From where on it is kept. */
    final Floor floor = new Floor(this);

    private volatile Part[] parts = {};

    Partition(StreamState stream, int number) {
        this.stream = stream;
        this.number = number;
    }

    /** The runs of this partition in one segment. Grown by whoever replays commits. */
    static final class Part {
        final Segment segment;
        final long firstOffset;
        final long firstMicros;
        final Lazy<RunIndex> runs;
        private volatile int bytes;

        /** @param bytes of the runs there are */
        Part(Segment segment, long firstOffset, long firstMicros, int bytes, Lazy<RunIndex> runs) {
            this.segment = segment;
            this.firstOffset = firstOffset;
            this.firstMicros = firstMicros;
            this.bytes = bytes;
            this.runs = runs;
        }

        /** How many bytes its events have, as they are stored. */
        int bytes() {
            return bytes;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread replays
        void add(Run run, long firstSequence) {
            runs.get().add(run, firstSequence);
            bytes += run.length();
        }
    }

    Part[] parts() {
        return parts;
    }

    synchronized void add(Part part) {
        Part[] now = parts;
        Part[] more = Arrays.copyOf(now, now.length + 1);
        more[now.length] = part;
        parts = more;
        floor.added(part.bytes);
    }

    /** Takes in a run of a segment, which is the last one. */
    void add(Segment segment, Run run, long firstSequence) {
        Part[] now = parts;
        if (now.length == 0 || now[now.length - 1].segment != segment) {
            add(new Part(segment, run.firstOffset(), run.micros(), 0, Lazy.of(new RunIndex(1))));
            now = parts;
        }
        now[now.length - 1].add(run, firstSequence);
        floor.added(run.length());
    }

    boolean hasAnyOf(Set<Segment> segments) {
        for (Part part : parts) {
            if (segments.contains(part.segment)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Puts what is left of some segments in their place.
     *
     * @param left null: nothing of this partition
     */
    synchronized void replace(Set<Segment> cleaned, @Nullable Part left) {
        List<Part> all = new ArrayList<>();
        boolean open = left != null;
        for (Part part : parts) {
            if (open && left != null && part.firstOffset >= left.firstOffset) {
                all.add(left);
                open = false;
            }
            if (!cleaned.contains(part.segment)) {
                all.add(part);
            }
        }
        if (open && left != null) {
            all.add(left);
        }
        parts = all.toArray(new Part[0]);
        floor.replaced();
    }

    /** The number of the part that holds this offset or, where none does, the one before it. */
    static int find(Part[] now, long offset) {
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
