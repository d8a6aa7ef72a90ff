package dev.leat.log;

import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.engine.Batch;
import dev.leat.log.disk.Disk;
import dev.leat.log.format.ByteReader;
import dev.leat.log.format.Commit;
import dev.leat.log.format.CommitFormat;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.SegmentFormat;
import dev.leat.log.format.StoredEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events of one stream or all in global order: one commit, its runs merged by sequence number. It reads from the file when
 * it is first asked.
 */
final class GlobalBatch implements Batch {

    private final Disk disk;
    private final OpenLog open;
    private final LogState state;
    private final @Nullable StreamState only;
    private final long from;
    private final long visible;

    private String file = "";
    private int start;
    private byte[] bytes = {};
    private Dictionary dictionary = new Dictionary();
    private Place[] places = {};
    private int at = -1;
    private long micros;
    private long nextOffset;
    private boolean loaded;

    /** One event of the commit. */
    private record Place(Partition partition, long offset, long sequence, int start, int end) {}

    GlobalBatch(Disk disk, OpenLog open, @Nullable StreamState only, long from) {
        long visible = open.visibility().sequence();
        this.disk = disk;
        this.open = open;
        this.state = open.state();
        this.only = only;
        this.from = from;
        this.visible = visible;
        this.nextOffset = from;
    }

    @Override
    public boolean next() {
        if (!loaded) {
            loaded = true;
            load();
        }
        if (at + 1 >= places.length) {
            return false;
        }
        at++;
        if (!dictionary.isWhole() && !stored().isWhole()) {
            Place place = places[at--];
            throw damaged(
                    start + place.start,
                    place.sequence,
                    place.sequence + 1,
                    "values of '" + place.partition.stream.name + "' " + place.partition.number + ":" + place.offset
                            + " stood in a commit that is damaged");
        }
        return true;
    }

    private void load() {
        if (from >= visible) {
            return;
        }
        int number = state.findSegment(from);
        Segment segment = state.segments.get(number);
        file = segment.name;
        CommitIndex commits = segment.commits.get();
        int commit = commits.find(from);
        if (commits.size() == 0 || commits.firstSequence(commit) > from) {
            throw damaged(SegmentFormat.HEADER_BYTES, from, sequenceBehind(number, -1), "they are missing");
        }
        int position = commits.position(commit);
        long end = sequenceBehind(number, commit);
        bytes = new byte[commits.length(commit)];
        Commit read;
        try {
            segment.file.read(position, ByteBuffer.wrap(bytes));
            read = CommitFormat.read(open.id(), segment.number, position, bytes, 0, bytes.length, true);
        } catch (IOException e) {
            throw open.readFailure(segment.name, e);
        } catch (CommitFormat.BadCommit e) {
            throw damaged(position, commits.firstSequence(commit), end, e.why());
        }
        if (read.endSequence() <= from) {
            throw damaged(read.end(), read.endSequence(), end, "they are missing");
        }
        start = position;
        dictionary = segment.dictionary.get();
        micros = read.recordedMicros();
        places = places(read);
        nextOffset = read.endSequence();
    }

    /** Where the events begin that stand behind a commit. */
    private long sequenceBehind(int segment, int commit) {
        CommitIndex commits = state.segments.get(segment).commits.get();
        if (commit + 1 < commits.size()) {
            return Math.min(visible, commits.firstSequence(commit + 1));
        }
        return segment + 1 < state.segments.size()
                ? Math.min(visible, state.segments.get(segment + 1).firstSequence)
                : visible;
    }

    private LeatException damaged(long position, long first, long end, String why) {
        return new LeatException.Damaged(
                disk.directory().resolve(file),
                position,
                "events " + first + " to " + (end - 1) + " in global order: " + why
                        + "; read on behind them, run 'leat verify'");
    }

    private Place[] places(Commit commit) {
        Place[] all = new Place[commit.events()];
        for (Commit.Run run : commit.runs()) {
            StreamState stream = state.byId.get(run.stream());
            if (stream != null && (only == null || only == stream)) {
                places(commit, run, stream.partitions[run.partition()], all);
            }
        }
        return Arrays.stream(all)
                .filter(place -> place != null && place.sequence >= from)
                .toArray(Place[]::new);
    }

    private void places(Commit commit, Commit.Run run, Partition partition, Place[] all) {
        int start = run.position() - commit.position();
        ByteReader in = new ByteReader(bytes, start, start + run.length());
        int spans = in.size();
        long[] gaps = new long[spans];
        int[] counts = new int[spans];
        for (int i = 0; i < spans; i++) {
            gaps[i] = in.varint();
            counts[i] = in.size();
        }
        long sequence = commit.firstSequence();
        long offset = run.firstOffset();
        for (int i = 0; i < spans; i++) {
            sequence += gaps[i];
            for (int left = counts[i]; left > 0; left--) {
                int length = in.size();
                int record = in.position();
                in.skip(length);
                all[(int) (sequence - commit.firstSequence())] =
                        new Place(partition, offset++, sequence++, record, record + length);
            }
        }
    }

    @Override
    public long offset() {
        return places[at].sequence;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return stored().attribute(name);
    }

    @Override
    public Event event() {
        return stored().copy();
    }

    private StoredEvent stored() {
        Place place = places[at];
        return new StoredEvent(
                place.partition.stream.name,
                place.partition.number,
                place.offset,
                micros,
                dictionary,
                bytes,
                place.start,
                place.end);
    }

    @Override
    public long nextOffset() {
        return at + 1 < places.length || !loaded ? (at < 0 ? from : places[at].sequence + 1) : nextOffset;
    }

    @Override
    public long endOffset() {
        return visible;
    }
}
