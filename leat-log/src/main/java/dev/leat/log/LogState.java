package dev.leat.log;

import dev.leat.log.format.Commit;
import dev.leat.log.format.Commit.Run;
import dev.leat.log.format.Control;
import dev.leat.log.format.Dictionary;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What the commits of the log add up to. {@link #replay} alone changes it, when a commit has been written and when it is
 * found again; one thread at a time may replay, any may read.
 */
final class LogState {

    final Map<String, StreamState> byName = new ConcurrentHashMap<>();
    final Map<Integer, StreamState> byId = new ConcurrentHashMap<>();
    final List<Segment> segments = new CopyOnWriteArrayList<>();
    final Cursors cursors = new Cursors();
    final RecentCommits recent = new RecentCommits();

    volatile int nextStream = 1;
    volatile long nextSequence;
    volatile long lastMicros;

    Segment active() {
        return segments.get(segments.size() - 1);
    }

    /**
     * Takes a commit into account.
     *
     * @param define whether its dictionary entries are new to the segment's dictionary, as they are when it is read back
     */
    void replay(Segment segment, Commit commit, boolean define) {
        if (define) {
            Dictionary dictionary = segment.dictionary.get();
            int id = commit.firstDefinition();
            for (Commit.Definition definition : commit.definitions()) {
                dictionary.define(id++, definition.name(), definition.value());
            }
        }
        segment.defined = Math.max(segment.defined, commit.definedUpTo());
        commit.controls().forEach(this::control);
        for (Run run : commit.runs()) {
            StreamState stream = byId.get(run.stream());
            if (stream != null) {
                Partition partition = stream.partitions[run.partition()];
                partition.beginsAt(run.firstOffset());
                partition
                        .growing(segment, run.firstOffset(), commit.recordedMicros())
                        .add(run, commit.firstSequence(), commit.recordedMicros());
                partition.next = run.firstOffset() + run.count();
                partition.lost = 0;
            } else {
                // of a stream that was deleted, or whose creation is damaged: the number stays taken
                nextStream = Math.max(nextStream, run.stream() + 1);
            }
        }
        segment.commits.get().add(commit);
        segment.end = commit.end();
        segment.endSequence = commit.endSequence();
        nextSequence = commit.endSequence();
        lastMicros = commit.recordedMicros();
    }

    /** Takes a closed segment into account; the runs are held if it is the last one, which will grow. */
    void load(SideFile side, Segment segment, boolean hold) {
        SideFile.Head head = side.head();
        Set<Integer> alive = new HashSet<>();
        for (SideFile.StreamEntry entry : head.streams()) {
            Control.Created created = entry.created();
            alive.add(created.stream());
            if (!byId.containsKey(created.stream())) {
                control(created);
            }
            StreamState stream = Objects.requireNonNull(byId.get(created.stream()));
            stream.settings = created.settings();
        }
        for (StreamState stream : streams()) {
            if (!alive.contains(stream.id)) {
                control(new Control.Deleted(stream.id));
            }
        }
        for (SideFile.PartEntry part : head.parts()) {
            StreamState stream = byId.get(part.stream());
            if (stream != null) {
                Lazy<RunIndex> runs = hold ? Lazy.of(side.loadRuns(part)) : Lazy.loading(() -> side.loadRuns(part));
                stream.partitions[part.partition()].beginsAt(part.firstOffset());
                stream.partitions[part.partition()].add(
                        new Partition.Part(segment, part.firstOffset(), part.firstMicros(), runs));
            }
        }
        for (SideFile.StreamEntry entry : head.streams()) {
            for (Partition partition : Objects.requireNonNull(byId.get(entry.created().stream())).partitions) {
                long next = entry.next().get(partition.number);
                if (!partition.isIn(segment)) {
                    partition.beginsAt(next);
                }
                partition.next = next;
                partition.lost = 0;
            }
        }
        cursors.replace(head.cursors());
        nextStream = Math.max(nextStream, head.nextStream());
        nextSequence = head.endSequence();
        lastMicros = head.lastMicros();
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
                partition.beginsAt(next + partition.lost);
                partition.next = next + partition.lost;
                partition.lost = 0;
            }
        }
    }

    void control(Control control) {
        if (control instanceof Control.Created created) {
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
                byName.remove(stream.name, stream);
                cursors.remove(stream.id);
            }
        } else if (control instanceof Control.Committed committed && byId.containsKey(committed.stream())) {
            cursors.put(committed);
        }
    }

    /** The number of the segment in {@link #segments} that holds this global sequence, or the one before it. */
    int findSegment(long sequence) {
        int low = 0;
        int high = segments.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segments.get(middle).firstSequence <= sequence) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    List<StreamState> streams() {
        return new ArrayList<>(byId.values());
    }

    @Nullable
    StreamState stream(String name) {
        return byName.get(name);
    }
}
