package dev.leat.log;

import dev.leat.log.format.Commit.Run;
import dev.leat.log.format.Spans;
import java.io.IOException;
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

    /** What damage has taken: where each gap begins and ends, in order. */
    private volatile long[] gaps = {};

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
        private volatile long endOffset;

        /**
         * A part with the runs there are.
         *
         * @param bytes of these
         * @param endOffset behind the last one
         */
        Part(Segment segment, long firstOffset, long firstMicros, int bytes, long endOffset, Lazy<RunIndex> runs) {
            this.segment = segment;
            this.firstOffset = firstOffset;
            this.firstMicros = firstMicros;
            this.bytes = bytes;
            this.endOffset = endOffset;
            this.runs = runs;
        }

        /** A part without any runs yet. */
        static Part before(Run first, Segment segment) {
            return new Part(
                    segment, first.firstOffset(), first.micros(), 0, first.firstOffset(), Lazy.of(new RunIndex(1)));
        }

        /** How many bytes its events have, as they are stored. */
        int bytes() {
            return bytes;
        }

        long endOffset() {
            return endOffset;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread replays
        void add(Run run, long firstSequence) {
            runs.get().add(run, firstSequence);
            bytes += run.length();
            endOffset = run.endOffset();
        }
    }

    Part[] parts() {
        return parts;
    }

    /** Where the first gap begins that ends behind this offset, or {@link Long#MAX_VALUE}. */
    long gapFrom(long offset) {
        long[] now = gaps;
        for (int i = 0; i < now.length; i += 2) {
            if (now[i + 1] > offset) {
                return now[i];
            }
        }
        long end = end();
        return end < next ? end : Long.MAX_VALUE;
    }

    /** Behind what there is, or what has expired. */
    private long end() {
        Part[] now = parts;
        return Math.max(floor.last(), now.length == 0 ? 0 : now[now.length - 1].endOffset);
    }

    /** What comes next begins at this offset: what should stand between is lost. */
    void beginsAt(long offset) {
        long end = end();
        if (offset > end) {
            long[] now = gaps;
            long[] more = Arrays.copyOf(now, now.length + 2);
            more[now.length] = end;
            more[now.length + 1] = offset;
            gaps = more;
        }
    }

    synchronized void add(Part part) {
        beginsAt(part.firstOffset);
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
            add(Part.before(run, segment));
            now = parts;
        }
        beginsAt(run.firstOffset());
        synchronized (floor.counting) {
            now[now.length - 1].add(run, firstSequence);
            floor.added(run.length());
        }
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

    /** The first offset recorded at this time or later, or one before it of which nothing is left; {@link #next} if there is none. */
    long firstAtOrAfter(long micros) throws IOException {
        long end = next;
        Part[] now = parts;
        for (int i = 0; i < now.length; i++) {
            if (i + 1 < now.length && now[i + 1].firstMicros < micros) {
                continue;
            }
            RunIndex runs = now[i].runs.get();
            int run = runs.findTime(micros);
            if (run > 0 && runs.isPacked(run - 1)) {
                Spans spans = now[i].segment.spans(runs, run - 1);
                for (int span = 0; span < spans.size(); span++) {
                    if (spans.micros(span) >= micros) {
                        return spans.offset(span);
                    }
                }
            }
            if (run < runs.size()) {
                return runs.firstOffset(run);
            }
        }
        return end;
    }

    /** The offset behind the run that holds this one or, where none does, of the next run. */
    long behindRun(long offset) {
        Part[] now = parts;
        for (int i = find(now, offset); i < now.length; i++) {
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
    static int find(Part[] now, long offset) {
        return TimedIndex.lastUpTo(offset, now.length, part -> now[part].firstOffset);
    }
}
