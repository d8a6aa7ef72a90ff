package dev.leat.log;

import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.engine.Batch;
import dev.leat.log.disk.Disk;
import dev.leat.log.format.Commit;
import dev.leat.log.format.CommitFormat;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.Records;
import dev.leat.log.format.SegmentFormat;
import dev.leat.log.format.StoredEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Events of one stream or all in global order: one commit, its runs merged by sequence number, or some events of a
 * cleaned segment. It reads from the file when
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
    private Dictionary dictionary = new Dictionary();
    private GlobalPlace[] places = {};
    private int at = -1;
    private long nextOffset;
    private boolean loaded;

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
            GlobalPlace place = places[at--];
            throw damaged(
                    place.position(),
                    place.sequence(),
                    place.sequence() + 1,
                    "values of '" + place.partition().stream.name + "' " + place.partition().number + ":"
                            + place.offset() + " stood in a commit that is damaged");
        }
        return true;
    }

    /** Reads; again where cleaning has put another segment in the place of one. */
    private void load() {
        while (from < visible) {
            List<Segment> segments = state.segments;
            int number = LogState.find(segments, from);
            Segment segment = segments.get(number);
            file = segment.name;
            try {
                dictionary = segment.dictionary.get();
                if (segment.isCleaned()) {
                    loadCleaned(segment);
                } else {
                    boolean last = number + 1 == segments.size();
                    loadCommit(segment, last ? visible : Math.min(visible, segments.get(number + 1).firstSequence));
                }
                return;
            } catch (LeatException e) {
                open.refresh();
                if (!segment.replaced) {
                    throw e;
                }
            }
        }
    }

    private void loadCleaned(Segment segment) {
        try {
            GlobalOrder order = segment.order(open.id());
            List<GlobalPlace> read = order.read(segment, state, from);
            long behind = order.behind(read, from);
            places = wanted(read.stream());
            nextOffset = behind < 0 ? segment.endSequence : behind;
        } catch (IOException e) {
            throw open.readFailure(segment.name, e);
        } catch (CommitFormat.BadCommit e) {
            throw damaged(SegmentFormat.HEADER_BYTES, from, segment.endSequence, e.why());
        }
    }

    /** @param behind where the events of the next segment begin, or what is visible ends */
    private void loadCommit(Segment segment, long behind) {
        CommitIndex commits = segment.commits.get();
        int commit = commits.find(from);
        if (commits.size() == 0 || commits.firstSequence(commit) > from) {
            throw damaged(SegmentFormat.HEADER_BYTES, from, sequenceBehind(commits, -1, behind), "they are missing");
        }
        int position = commits.position(commit);
        long end = sequenceBehind(commits, commit, behind);
        byte[] bytes = new byte[commits.length(commit)];
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
        places = places(read, bytes);
        nextOffset = read.endSequence();
    }

    /** Where the events begin that stand behind a commit. */
    private long sequenceBehind(CommitIndex commits, int commit, long segmentEnd) {
        return commit + 1 < commits.size() ? Math.min(visible, commits.firstSequence(commit + 1)) : segmentEnd;
    }

    private LeatException damaged(long position, long first, long end, String why) {
        return new LeatException.Damaged(
                disk.directory().resolve(file),
                position,
                "events " + first + " to " + (end - 1) + " in global order: " + why
                        + "; read on behind them, run 'leat verify'");
    }

    private GlobalPlace[] places(Commit commit, byte[] bytes) {
        GlobalPlace[] all = new GlobalPlace[commit.events()];
        for (Commit.Run run : commit.runs()) {
            StreamState stream = state.byId.get(run.stream());
            if (stream != null && (only == null || only == stream)) {
                places(commit, run, stream.partitions[run.partition()], bytes, all);
            }
        }
        return wanted(Arrays.stream(all));
    }

    /** Without those that are of other streams, were asked for before, or have expired. */
    private GlobalPlace[] wanted(Stream<@Nullable GlobalPlace> all) {
        long now = open.micros();
        return all.filter(place -> place != null
                        && place.sequence() >= from
                        && (only == null || only == place.partition().stream)
                        && place.offset() >= open.first(place.partition(), now))
                .toArray(GlobalPlace[]::new);
    }

    private void places(Commit commit, Commit.Run run, Partition partition, byte[] bytes, GlobalPlace[] all) {
        int body = run.position() - commit.position();
        Records records = new Records(
                bytes, body, body + run.length(), false, run.firstOffset(), commit.firstSequence(), run.micros());
        while (records.next()) {
            StoredEvent event = records.event(partition.stream.name, partition.number, dictionary);
            all[(int) (records.sequence() - commit.firstSequence())] = new GlobalPlace(
                    partition, records.offset(), records.sequence(), commit.position() + records.start(), event);
        }
    }

    @Override
    public long offset() {
        return places[at].sequence();
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
        return places[at].event();
    }

    @Override
    public long nextOffset() {
        return at + 1 < places.length || !loaded ? (at < 0 ? from : places[at].sequence() + 1) : nextOffset;
    }

    @Override
    public long endOffset() {
        return visible;
    }
}
