package dev.leat.log;

import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.log.format.Spans;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The first offset of a partition that is kept. It moves up as events expire, by time or because there are too many bytes,
 * and never back: what has expired stays expired, whatever becomes of the clock or the settings.
 *
 * <p>Thread-safe: moved under its monitor, and not looked at closely before something can have changed.
 */
final class Floor {

    private final Partition partition;
    private final AtomicLong bytes = new AtomicLong();

    /** Held while a run is added to a part and counted, so that counting anew has it once. */
    final Object counting = new Object();

    private volatile long first;
    private volatile boolean stale;

    /** Before this time nothing more expires by time. */
    private volatile long lookAgainAt = Long.MIN_VALUE;

    private volatile @Nullable StreamSettings lookedWith;

    Floor(Partition partition) {
        this.partition = partition;
    }

    /**
     * The first offset kept at this time, microseconds since 1970; damaged events below it are not missed.
     *
     * @throws LeatException if an index does not read, maybe as cleaning has just replaced its segment
     */
    long at(long now) {
        StreamSettings settings = partition.stream.settings;
        if (settings.retain() == null && settings.retainBytes() == 0) {
            return first;
        }
        boolean tooMany = settings.retainBytes() > 0 && bytes() > settings.retainBytes();
        if (now >= lookAgainAt || tooMany || !settings.equals(lookedWith)) {
            move(settings, now);
        }
        return first;
    }

    /** As it was found last. */
    long last() {
        return first;
    }

    /** It is known to be here at least. */
    synchronized void raise(long to) {
        if (to > first) {
            first = to;
            stale = true;
        }
    }

    /** How many bytes the events have that are kept, as they are stored. */
    long bytes() {
        if (stale) {
            recount();
        }
        return bytes.get();
    }

    void added(int more) {
        bytes.addAndGet(more);
    }

    /** Parts have been replaced: bytes are to be counted again. */
    void replaced() {
        stale = true;
    }

    private synchronized void recount() {
        stale = false;
        try {
            Partition.Part[] parts = partition.parts();
            int at = parts.length == 0 ? 0 : Partition.find(parts, first);
            boolean cut = at < parts.length - 1; // else it grows, and its index is held
            long sum = cut ? kept(parts[at], first) : 0;
            synchronized (counting) {
                for (int i = cut ? at + 1 : at; i < parts.length; i++) {
                    sum += kept(parts[i], first);
                }
                bytes.set(sum);
            }
        } catch (LeatException e) {
            stale = true; // an index does not read
        }
    }

    /** How many bytes of a part are of runs that reach behind this offset. */
    static long kept(Partition.Part part, long first) {
        if (part.firstOffset >= first) {
            return part.bytes();
        }
        RunIndex runs = part.runs.get();
        long sum = 0;
        for (int run = runs.size() - 1; run >= 0 && runs.endOffset(run) > first; run--) {
            sum += runs.length(run);
        }
        return sum;
    }

    private synchronized void move(StreamSettings settings, long now) {
        long age = Micros.of(Objects.requireNonNullElse(settings.retain(), StreamSettings.FOREVER));
        Partition.Part[] parts = partition.parts();
        boolean kept = false;
        for (int i = parts.length == 0 ? 0 : Partition.find(parts, first); i < parts.length && !kept; i++) {
            RunIndex runs = parts[i].runs.get();
            for (int run = runs.find(first); run < runs.size() && !kept; run++) {
                kept = runs.endOffset(run) > first && !expires(settings, now - age, parts[i], runs, run);
            }
        }
        // last: who sees them goes by the first offset as it is, without the lock
        lookAgainAt = (kept ? keptSince : now) + age;
        lookedWith = settings;
    }

    /** When the first event that is kept was recorded, if {@link #expires} found one. */
    private long keptSince;

    /**
     * Moves behind the last event of this run if none of it is kept, or to the first of its events that is. Offsets that
     * cleaning has left without events expire with an event behind them only: who stands there has missed nothing.
     */
    private boolean expires(StreamSettings settings, long recordedUpTo, Partition.Part part, RunIndex runs, int run) {
        if (runs.endOffset(run) > partition.visible) {
            return false;
        }
        if (runs.count(run) == 0) {
            return true;
        }
        boolean tooMany = settings.retainBytes() > 0 && bytes() - runs.length(run) >= settings.retainBytes();
        keptSince = runs.micros(run);
        if (!tooMany && keptSince > recordedUpTo) {
            return false;
        }
        long end = runs.endOffset(run);
        if (runs.isPacked(run)) {
            Spans spans;
            try {
                spans = part.segment.spans(runs, run);
            } catch (IOException | IndexOutOfBoundsException e) {
                return false; // who reads the run is told what is wrong with it
            }
            for (int span = 0; span < spans.size() && !tooMany; span++) {
                if (spans.micros(span) > recordedUpTo) {
                    keptSince = spans.micros(span);
                    first = Math.max(first, spans.offset(span));
                    return false;
                }
            }
            end = spans.offset(spans.size() - 1) + spans.count(spans.size() - 1);
        }
        if (end > first) {
            first = end;
            bytes.addAndGet(-runs.length(run));
        }
        return true;
    }
}
