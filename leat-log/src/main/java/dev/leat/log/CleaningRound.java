package dev.leat.log;

import dev.leat.log.Partition.Part;
import dev.leat.log.disk.Disk;
import dev.leat.log.format.Checkpoint;
import dev.leat.log.format.Checksum;
import dev.leat.log.format.Control;
import dev.leat.log.format.Recoder;
import dev.leat.log.format.Records;
import dev.leat.log.format.SegmentFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Writes what is left of some segments in a row as one: stream by stream, partition by partition, each in the order of its
 * offsets, so that an old sparse stream reads like a file of its own.
 *
 * <p>Nothing of the log changes before the new segment takes the place of the old ones, which is for the caller to do.
 */
final class CleaningRound {

    private final Disk disk;
    private final LogState state;
    private final List<Segment> sources;
    private final Map<Partition, Superseded> superseded;
    private final long now;
    private final RateLimit rate;
    private final Map<Segment, Recoder> recoders = new HashMap<>();
    private final Map<Partition, Long> floors = new HashMap<>();
    private final Checksum checksum = new Checksum();

    /** A segment is damaged: it stays as it is. */
    static final class Unclean extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Segment segment;

        Unclean(Segment segment) {
            super(segment.name, null, false, false);
            this.segment = segment;
        }

        Segment segment() {
            return segment;
        }
    }

    /**
     * @param sources segments next to each other that have been closed
     * @param superseded what compaction leaves out
     * @param now events that have expired by now are left out
     */
    CleaningRound(
            Disk disk,
            LogState state,
            List<Segment> sources,
            Map<Partition, Superseded> superseded,
            long now,
            RateLimit rate) {
        this.disk = disk;
        this.state = state;
        this.sources = sources;
        this.superseded = superseded;
        this.now = now;
        this.rate = rate;
    }

    /** The name that the new segment gets. */
    private SegmentName name() {
        int generation = sources.stream()
                .mapToInt(source -> source.id.generation())
                .max()
                .orElse(0);
        return new SegmentName(sources.get(0).number, generation + 1);
    }

    /**
     * Writes the new segment; it is closed, and on the disk.
     *
     * @param durable the log has been synced up to here
     */
    SegmentName run(UUID log, long durable) throws IOException, Unclean {
        Segment first = sources.get(0);
        Segment last = sources.get(sources.size() - 1);
        SideFile side = SideFile.open(disk, log, last.id);
        Checkpoint checkpoint = side == null ? null : side.loadCheckpoint();
        if (side == null || checkpoint == null) {
            throw new Unclean(last);
        }
        Checkpoint raised = raised(checkpoint);
        SegmentFormat.Header header =
                new SegmentFormat.Header(log, first.number, last.epoch, first.firstSequence, last.endSequence);
        SegmentName name = name();
        try (CleanedSegment out = new CleanedSegment(disk, name, header, firstMicros(), durable, raised, rate)) {
            for (StreamState stream : state.sorted()) {
                for (Partition partition : stream.partitions) {
                    if (!rate.isStopped()) {
                        copy(partition, out);
                    }
                }
            }
            if (rate.isStopped()) {
                throw new IOException("the log is being closed");
            }
            out.finish(side.head().lastMicros(), raised, trims(log));
            return name;
        }
    }

    private long firstMicros() {
        for (Segment source : sources) {
            if (source.commits.get().size() > 0) {
                return source.commits.get().micros(0);
            }
        }
        return 0;
    }

    /** What has expired of the partitions whose events the sources had, or stood for. */
    private List<Control.Trimmed> trims(UUID log) {
        Set<Partition> partitions = new LinkedHashSet<>();
        for (Segment source : sources) {
            SideFile side = SideFile.open(disk, log, source.id);
            if (side != null) {
                side.head().parts().forEach(part -> add(part.stream(), part.partition(), partitions));
                side.head().trims().forEach(trim -> add(trim.stream(), trim.partition(), partitions));
            }
        }
        List<Control.Trimmed> trims = new ArrayList<>();
        for (Partition partition : partitions) {
            if (floor(partition) > 0) {
                trims.add(new Control.Trimmed(partition.stream.id, partition.number, floor(partition)));
            }
        }
        return trims;
    }

    private void add(int stream, int partition, Set<Partition> to) {
        StreamState known = state.byId.get(stream);
        if (known != null) {
            to.add(known.partitions[partition]);
        }
    }

    /** What has expired since stays expired. */
    private Checkpoint raised(Checkpoint checkpoint) {
        List<Checkpoint.StreamEntry> streams = new ArrayList<>();
        for (Checkpoint.StreamEntry entry : checkpoint.streams()) {
            StreamState stream = state.byId.get(entry.created().stream());
            List<Checkpoint.Reach> reach = new ArrayList<>();
            for (Checkpoint.Reach each : entry.partitions()) {
                long first = stream == null ? 0 : floor(stream.partitions[reach.size()]);
                reach.add(new Checkpoint.Reach(each.next(), Math.max(each.first(), first)));
            }
            streams.add(new Checkpoint.StreamEntry(entry.created(), reach));
        }
        return new Checkpoint(checkpoint.nextStream(), streams, checkpoint.cursors());
    }

    /** The same one for what is left out and for what is said of it. */
    private long floor(Partition partition) {
        return floors.computeIfAbsent(partition, each -> each.floor.at(now));
    }

    private void copy(Partition partition, CleanedSegment out) throws IOException, Unclean {
        long floor = floor(partition);
        Part[] parts = partition.parts();
        PackedRuns into = null;
        long covered = floor;
        for (int i = 0; i < parts.length; i++) {
            boolean behind = i + 1 < parts.length ? parts[i + 1].firstOffset > floor : partition.visible > floor;
            if (!behind || !sources.contains(parts[i].segment)) {
                continue;
            }
            RunIndex runs = parts[i].runs.get();
            for (int run = 0; run < runs.size(); run++) {
                if (runs.endOffset(run) <= floor) {
                    continue;
                }
                if (into == null) {
                    covered = Math.max(floor, runs.firstOffset(run));
                    into = out.partition(partition.stream.id, partition.number, covered);
                }
                if (runs.firstOffset(run) > covered) {
                    throw new Unclean(parts[i].segment); // damage has left a gap
                }
                copy(partition, parts[i].segment, runs, run, floor, into, out);
                covered = runs.endOffset(run);
            }
        }
        if (into != null) {
            into.end(covered);
            out.commitIfFull();
        }
    }

    private void copy(
            Partition partition,
            Segment source,
            RunIndex runs,
            int run,
            long floor,
            PackedRuns into,
            CleanedSegment out)
            throws IOException, Unclean {
        byte[] body = source.body(runs, run);
        rate.passed(body.length);
        if (checksum.of(body, 0, body.length) != runs.crc(run)
                || !source.dictionary.get().isWhole()) {
            throw new Unclean(source);
        }
        Recoder recoder =
                recoders.computeIfAbsent(source, from -> new Recoder(from.dictionary.get(), out.dictionary()));
        Superseded gone = superseded.get(partition);
        for (Records records = Segment.records(body, runs, run); records.next(); ) {
            long offset = records.offset();
            if (offset >= floor && (gone == null || !gone.has(offset))) {
                recoder.copy(body, records.start(), records.end(), into.records());
                if (into.added(records.sequence(), records.micros(), offset)) {
                    out.commitIfFull();
                }
            }
        }
    }
}
