package dev.leat.log;

import dev.leat.core.StreamSettings;
import dev.leat.engine.Partitioner;
import dev.leat.log.Partition.Part;
import dev.leat.log.format.Records;
import dev.leat.log.format.StoredEvent;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Which events of a partition compaction leaves out: those that a later one of the same key follows, and tombstones (events
 * without data) that have been there long enough, once nothing is left of their keys before them.
 *
 * <p>The keys of one partition are held while it is searched, with about 100 bytes each and their own; what comes behind the
 * first {@link #MOST_KEYS} different ones is kept as it is.
 */
final class Superseded {

    /** So many keys at most, or as many as take about an eighth of the memory that there is. */
    private static final int MOST_KEYS =
            (int) Math.min(5_000_000, Math.max(10_000, Runtime.getRuntime().maxMemory() / 8 / 100));

    private final long base;
    private final BitSet gone = new BitSet();
    private final Map<Segment, Long> bytes = new HashMap<>();

    /** The last event of a key so far. */
    private static final class Latest {
        long offset;
        int length;
        Segment segment;
        boolean first = true;
        boolean oldTombstone;

        Latest(Segment segment) {
            this.segment = segment;
        }
    }

    private Superseded(long base) {
        this.base = base;
    }

    boolean has(long offset) {
        return offset >= base && gone.get((int) (offset - base));
    }

    /** How many bytes of the segment are left out. */
    long bytes(Segment segment) {
        return bytes.getOrDefault(segment, 0L);
    }

    private void add(Latest latest) {
        gone.set((int) (latest.offset - base));
        bytes.merge(latest.segment, (long) latest.length, Long::sum);
    }

    /**
     * Searches the segments that have been closed.
     *
     * @param now microseconds since 1970
     */
    static Superseded of(Partition partition, Segment active, long now, RateLimit rate) throws IOException {
        long floor = partition.floor.at(now);
        Superseded found = new Superseded(floor);
        Map<Object, Latest> byKey = new HashMap<>();
        for (Part part : partition.parts()) {
            if (part.segment == active || byKey.size() >= MOST_KEYS) {
                break;
            }
            RunIndex runs = part.runs.get();
            for (int run = 0; run < runs.size(); run++) {
                if (runs.endOffset(run) > floor && runs.endOffset(run) - floor < Integer.MAX_VALUE) {
                    found.search(partition, part.segment, runs, run, now, byKey);
                    rate.passed(runs.length(run));
                }
            }
        }
        for (Latest latest : byKey.values()) {
            if (latest.oldTombstone && latest.first) {
                found.add(latest);
            }
        }
        return found;
    }

    private void search(
            Partition partition, Segment segment, RunIndex runs, int run, long now, Map<Object, Latest> byKey)
            throws IOException {
        StreamSettings settings = partition.stream.settings;
        long tombstones = now - Micros.of(Objects.requireNonNullElse(settings.compact(), StreamSettings.FOREVER));
        byte[] body = segment.body(runs, run);
        for (Records records = Segment.records(body, runs, run); records.next(); ) {
            StoredEvent event = records.event(partition.stream.name, partition.number, segment.dictionary.get());
            Object key = records.offset() < base ? null : Partitioner.key(event);
            if (key != null) {
                Latest latest = byKey.computeIfAbsent(key, fresh -> new Latest(segment));
                if (latest.length > 0) {
                    add(latest);
                    latest.first = false;
                }
                latest.offset = records.offset();
                latest.length = records.end() - records.start();
                latest.segment = segment;
                latest.oldTombstone = records.micros() <= tombstones && !event.hasData();
            }
        }
    }
}
