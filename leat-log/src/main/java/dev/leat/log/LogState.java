package dev.leat.log;

import dev.leat.log.format.Checkpoint;
import dev.leat.log.format.Commit;
import dev.leat.log.format.Commit.Run;
import dev.leat.log.format.Control;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.Lsn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the commits of the log add up to. {@link #replay} alone changes it, when a commit has been written and when it is
 * found again; one thread at a time may replay, any may read.
 */
final class LogState {

    final Map<String, StreamState> byName = new ConcurrentHashMap<>();
    final Map<Integer, StreamState> byId = new ConcurrentHashMap<>();

    /** All segments, as a list that never changes: cleaning puts another one here while others read. */
    volatile List<Segment> segments = List.of();

    final Cursors cursors = new Cursors();
    final RecentCommits recent = new RecentCommits();

    /** Whether there was a stream whose events may still be held. */
    volatile boolean hasDeleted;

    volatile int nextStream = 1;

    /** Of the next event. Moved behind the ends of partitions: who reads it before them finds all events below it there. */
    volatile long nextSequence;

    volatile long lastMicros;

    Segment active() {
        List<Segment> now = segments;
        return now.get(now.size() - 1);
    }

    /** The log goes on in another segment. */
    synchronized void add(Segment segment) {
        List<Segment> more = new ArrayList<>(segments);
        more.add(segment);
        segments = List.copyOf(more);
    }

    /** Where the log ends, see {@link Lsn}; 0: it has no segment. */
    long end() {
        if (segments.isEmpty()) {
            return 0;
        }
        Segment active = active();
        return Lsn.of(active.number, active.end);
    }

    /**
     * Takes a commit into account.
     *
     * @param define whether its dictionary entries are new to the segment's dictionary, as they are when it is read back
     */
    void replay(Segment segment, Commit commit, boolean define) {
        commit.controls().forEach(this::control);
        takeIn(segment, commit, define);
        for (Run run : commit.runs()) {
            StreamState stream = byId.get(run.stream());
            if (stream != null) {
                Partition partition = stream.partitions[run.partition()];
                partition.next = run.endOffset();
                partition.lost = 0;
            } else {
                // of a stream that was deleted, or whose creation is damaged: the number stays taken
                nextStream = Math.max(nextStream, run.stream() + 1);
            }
        }
        nextSequence = commit.endSequence();
    }

    /** Takes in where a commit's events stand, and not what it says of streams: that is known better. */
    void replayRuns(Segment segment, Commit commit, boolean define) {
        takeIn(segment, commit, define);
        nextSequence = commit.endSequence();
    }

    /** Takes in all of it but where its partitions and the log end. */
    private void takeIn(Segment segment, Commit commit, boolean define) {
        if (define) {
            Dictionary dictionary = segment.dictionary.get();
            int id = commit.firstDefinition();
            for (Commit.Definition definition : commit.definitions()) {
                dictionary.define(id++, definition.name(), definition.value());
            }
        }
        segment.defined = Math.max(segment.defined, commit.definedUpTo());
        for (Control control : commit.controls()) {
            if (control instanceof Control.Trimmed trimmed) {
                raise(trimmed);
            } else if (control instanceof Control.Checkpointed checkpointed) {
                raise(checkpointed.checkpoint());
            }
        }
        for (Run run : commit.runs()) {
            StreamState stream = byId.get(run.stream());
            if (stream != null) {
                stream.partitions[run.partition()].add(segment, run, commit.firstSequence());
            }
            segment.bodyBytes += run.length();
        }
        segment.commits.get().add(commit);
        segment.end = commit.end();
        segment.endSequence = commit.endSequence();
        lastMicros = Math.max(lastMicros, commit.recordedMicros());
    }

    /** Takes in what a closed segment has; the runs are held if it is the last one, which will grow. */
    void load(SideFile side, Segment segment, boolean hold) {
        side.head().trims().forEach(this::raise);
        for (SideFile.PartEntry part : side.head().parts()) {
            segment.bodyBytes += part.bytes();
            StreamState stream = byId.get(part.stream());
            if (stream != null) {
                stream.partitions[part.partition()].add(part(side, segment, part, hold));
            } else {
                hasDeleted = true;
            }
        }
        nextSequence = side.head().endSequence();
        lastMicros = Math.max(lastMicros, side.head().lastMicros());
    }

    private static Partition.Part part(SideFile side, Segment segment, SideFile.PartEntry part, boolean hold) {
        return new Partition.Part(
                segment,
                part.firstOffset(),
                part.firstMicros(),
                part.bytes(),
                part.endOffset(),
                hold ? Lazy.of(side.loadRuns(part)) : Lazy.loading(() -> side.loadRuns(part)));
    }

    /** Puts a cleaned segment in the place of those that it stands for. */
    void replace(List<Segment> cleaned, Segment fresh, SideFile side) {
        Set<Segment> gone = Set.copyOf(cleaned);
        Map<Partition, Partition.Part> left = new HashMap<>();
        for (SideFile.PartEntry part : side.head().parts()) {
            fresh.bodyBytes += part.bytes();
            StreamState stream = byId.get(part.stream());
            if (stream != null) {
                left.put(stream.partitions[part.partition()], part(side, fresh, part, false));
            }
        }
        for (StreamState stream : byId.values()) {
            for (Partition partition : stream.partitions) {
                if (left.containsKey(partition) || partition.hasAnyOf(gone)) {
                    partition.replace(gone, left.get(partition));
                }
            }
        }
        // readers that find a segment gone look again where its events are now
        cleaned.forEach(segment -> segment.replaced = true);
        replace(gone, fresh);
    }

    private synchronized void replace(Set<Segment> gone, Segment fresh) {
        List<Segment> left = new ArrayList<>();
        for (Segment segment : segments) {
            if (!gone.contains(segment)) {
                left.add(segment);
            } else if (!left.contains(fresh)) {
                left.add(fresh);
            }
        }
        segments = List.copyOf(left);
    }

    /** How everything stands now. */
    Checkpoint checkpoint() {
        List<Checkpoint.StreamEntry> entries = new ArrayList<>(byId.size());
        for (StreamState stream : sorted()) {
            List<Checkpoint.Reach> reach = new ArrayList<>(stream.partitions.length);
            for (Partition partition : stream.partitions) {
                reach.add(new Checkpoint.Reach(partition.next + partition.lost, partition.floor.last()));
            }
            Control.Created created = new Control.Created(stream.id, stream.name, stream.settings);
            entries.add(new Checkpoint.StreamEntry(created, reach));
        }
        return new Checkpoint(nextStream, entries, cursors.all());
    }

    private void raise(Control.Trimmed trimmed) {
        StreamState stream = byId.get(trimmed.stream());
        if (stream != null) {
            stream.partitions[trimmed.partition()].floor.raise(trimmed.first());
        }
    }

    /** What had expired when this was taken has expired. */
    void raise(Checkpoint checkpoint) {
        for (Checkpoint.StreamEntry entry : checkpoint.streams()) {
            StreamState stream = byId.get(entry.created().stream());
            for (int i = 0; stream != null && i < stream.partitions.length; i++) {
                stream.partitions[i].floor.raise(entry.partitions().get(i).first());
            }
        }
    }

    /** All is as it was when this was taken; where the events stand has to be found out before or afterwards. */
    void restore(Checkpoint checkpoint) {
        Set<Integer> alive = new HashSet<>();
        for (Checkpoint.StreamEntry entry : checkpoint.streams()) {
            Control.Created created = entry.created();
            alive.add(created.stream());
            control(created);
            StreamState stream = Objects.requireNonNull(byId.get(created.stream()));
            stream.settings = created.settings();
            for (Partition partition : stream.partitions) {
                Checkpoint.Reach reach = entry.partitions().get(partition.number);
                partition.next = reach.next();
                partition.lost = 0;
            }
        }
        for (StreamState stream : streams()) {
            if (!alive.contains(stream.id)) {
                control(new Control.Deleted(stream.id));
            }
        }
        raise(checkpoint);
        cursors.replace(checkpoint.cursors());
        nextStream = Math.max(nextStream, checkpoint.nextStream());
    }

    /**
     * Leaves a gap for events of which nothing is known but how many they can at most have been. Every partition could have
     * had them, so each gets a gap, which cannot be read: nothing is skipped in silence.
     */
    void lose(long events) {
        long next = nextSequence;
        nextSequence = next + events;
        for (StreamState stream : byId.values()) {
            for (Partition partition : stream.partitions) {
                partition.lost += events;
            }
        }
    }

    /** After recovery: what may have been lost becomes a gap in the offsets. */
    void closeGaps() {
        for (StreamState stream : byId.values()) {
            for (Partition partition : stream.partitions) {
                long next = partition.next;
                partition.next = next + partition.lost;
                partition.lost = 0;
            }
        }
    }

    void control(Control control) {
        if (control instanceof Control.Created created) {
            if (byId.containsKey(created.stream())) {
                return; // a checkpoint has told already
            }
            StreamState stream = new StreamState(created.stream(), created.name(), created.settings());
            byId.put(stream.id, stream);
            byName.put(stream.name, stream);
            nextStream = Math.max(nextStream, stream.id + 1);
        } else if (control instanceof Control.Altered altered) {
            StreamState stream = byId.get(altered.stream());
            if (stream != null) {
                boolean sameIds = Objects.equals(
                        stream.settings.dedupe(), altered.settings().dedupe());
                stream.settings = altered.settings();
                if (!sameIds) {
                    stream.dedupeEpoch.incrementAndGet();
                    stream.ids = null;
                }
            }
        } else if (control instanceof Control.Deleted deleted) {
            StreamState stream = byId.remove(deleted.stream());
            if (stream != null) {
                stream.deleted = true;
                hasDeleted = true;
                byName.remove(stream.name, stream);
                cursors.remove(stream.id);
            }
        } else if (control instanceof Control.Checkpointed checkpointed) {
            restore(checkpointed.checkpoint());
        } else if (control instanceof Control.Committed committed && byId.containsKey(committed.stream())) {
            cursors.put(committed);
        }
    }

    /** The number of the segment among these that holds a global sequence, or the one before it. */
    static int find(List<Segment> segments, long sequence) {
        return TimedIndex.lastUpTo(sequence, segments.size(), at -> segments.get(at).firstSequence);
    }

    List<StreamState> streams() {
        return new ArrayList<>(byId.values());
    }

    /** All streams in the order in which they were created. */
    List<StreamState> sorted() {
        List<StreamState> sorted = streams();
        sorted.sort(Comparator.comparingInt(stream -> stream.id));
        return sorted;
    }

    @Nullable
    StreamState stream(String name) {
        return byName.get(name);
    }
}
