package dev.leat.log;

import dev.leat.log.format.Commit;
import dev.leat.log.format.Commit.Run;
import dev.leat.log.keys.KeyFile;
import dev.leat.log.keys.KeyHash;
import dev.leat.log.keys.KeyTable;
import dev.leat.log.keys.Place;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the events of one subject in a partition. Thread-safe.
 *
 * <p>What has been asked for of a stream by subject once is kept up in memory from then on, for the segment that grows; of
 * other streams nothing is.
 */
final class SubjectIndex {

    /** So many closed segments keep their tables while they wait for a key file. */
    private static final int MOST_TABLES = 8;

    private final LogState state;
    private final KeyHash hash;
    private final KeyFiles files;
    private final SubjectAhead ahead = new SubjectAhead(this);
    private volatile boolean used;

    SubjectIndex(LogState state, KeyHash hash, KeyFiles files) {
        this.state = state;
        this.hash = hash;
        this.files = files;
    }

    /** Reads in advance what is going to be read of a key behind a part of a partition, where that is worth it. */
    void readBehind(int part, Partition partition, long key) {
        ahead.readBehind(part, partition, key);
    }

    void close() {
        ahead.close();
        files.close();
    }

    /** The key of a subject in a partition. */
    long key(Partition partition, String subject) {
        return hash.subject(partition.stream.id, partition.number, hash.text(subject));
    }

    /** A commit has been written. Called by the writer under its lock, before readers learn of the commit. */
    void wrote(Segment segment, Commit commit, byte[] bytes) {
        if (used) {
            for (Run run : commit.runs()) {
                StreamState stream = state.byId.get(run.stream());
                if (stream != null && stream.bySubject) {
                    table(segment, stream).wrote(run, bytes, commit.position());
                }
            }
        }
    }

    /**
     * The offset of the newest event with this key that has been written, visible or not, at or behind an offset; -1 if
     * there certainly is none. There may be none where one is named: other subjects can have the same key, and where a segment is
     * not indexed, its last offset is named. So -1 decides, anything else must be looked at.
     */
    long lastOffset(Partition partition, long key, long from) {
        use(partition.stream);
        Partition.Part[] parts = partition.parts();
        long last = -1;
        long end = Long.MAX_VALUE;
        for (int i = parts.length - 1; i >= 0 && end > from && last < 0; i--) {
            last = lastIn(partition, parts[i], key, end);
            end = parts[i].firstOffset;
        }
        return last < from ? -1 : last;
    }

    /** Whether a subject may have events that have been written since the partitions of its stream ended at these offsets. */
    boolean hasSince(StreamState stream, String subject, long[] next) {
        for (Partition partition : stream.partitions) {
            long from = next[partition.number];
            if (partition.next > from && lastOffset(partition, key(partition, subject), from) >= 0) {
                return true;
            }
        }
        return false;
    }

    private long lastIn(Partition partition, Partition.Part part, long key, long end) {
        Segment segment = part.segment;
        KeyFile file = files.of(segment);
        boolean whole = file != null && file.end() == segment.end;
        KeyTable table = whole ? SubjectTable.NOTHING : table(partition, part, file);
        long most = Math.min(end, partition.next) - 1;
        long last = table == null ? most : table.lastOffset(key);
        try {
            // another partition's key may look the same, and its offsets be behind the end of this one
            return file != null && last < 0 ? Math.min(most, file.lastOffset(key, part.firstOffset)) : last;
        } catch (IOException e) {
            files.isDamaged(segment, file, e);
            return most;
        }
    }

    /**
     * The places of a key in one segment, in order, from an offset on, visible or not; among them may be places of other keys.
     *
     * @return null if they are not known, or more than so many: the segment must be searched
     */
    @Nullable
    List<Place> places(Partition partition, Partition.Part part, long key, long from, int most) {
        use(partition.stream);
        Segment segment = part.segment;
        KeyFile file = files.of(segment);
        List<Place> places = List.of();
        if (file != null) {
            try {
                places = file.places(key, part.firstOffset, from, most);
            } catch (IOException e) {
                files.isDamaged(segment, file, e);
                return null;
            }
            if (places == null || file.end() == segment.end) {
                return places;
            }
        }
        KeyTable table = table(partition, part, file);
        List<Place> later = table == null ? null : table.places(key, from, most);
        if (file != null && later != null) {
            later.removeIf(place -> place.position() < file.end());
            later.addAll(0, places);
        }
        return later;
    }

    private void use(StreamState stream) {
        if (!stream.bySubject) {
            used = true;
            stream.bySubject = true;
        }
    }

    /** What is known in memory of a partition in a segment behind its key file, up to date, or null if that is not all. */
    private @Nullable KeyTable table(Partition partition, Partition.Part part, @Nullable KeyFile file) {
        Segment segment = part.segment;
        SubjectTable table = segment.subjects.get(partition.stream.id);
        if (table == null && segment == state.active()) {
            table = table(segment, partition.stream);
        }
        try {
            return table == null || table.from() > (file == null ? 0 : file.end())
                    ? null
                    : table.upToDate(part, partition.number);
        } catch (IOException e) {
            return null; // who reads the segment will meet the error
        }
    }

    private SubjectTable table(Segment segment, StreamState stream) {
        SubjectTable known = segment.subjects.get(stream.id);
        if (known != null) {
            return known;
        }
        List<Segment> segments = state.segments;
        int old = segments.size() - 1 - MOST_TABLES;
        if (old >= 0) {
            segments.get(old).subjects.clear();
        }
        return segment.subjects.computeIfAbsent(
                stream.id, id -> new SubjectTable(segment, stream, hash, indexed(segment)));
    }

    /** Up to where the key file of a segment goes. */
    private static int indexed(Segment segment) {
        KeyFile file = segment.keys;
        return file == null ? 0 : file.end();
    }
}
