package dev.leat.log;

import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.filter.Filter;
import dev.leat.engine.Batch;
import dev.leat.engine.Fetch;
import dev.leat.log.disk.Disk;
import dev.leat.log.format.ByteReader;
import dev.leat.log.format.Checksum;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.RecordFilter;
import dev.leat.log.format.Spans;
import dev.leat.log.format.StoredEvent;
import dev.leat.log.keys.IdentityKeys;
import dev.leat.log.keys.KeyHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Events of one partition. It reads when it is first asked, on the reader's thread: from the recent commits, or else from
 * the file, one block for as many runs as stand close together.
 */
final class RunBatch implements Batch {

    private final Disk disk;
    private final OpenLog log;
    private final Partition partition;
    private final RecordFilters filters;
    private final Filter hint;
    private final long from;
    private final int maxBytes;
    private final long visible;

    @SuppressWarnings("NullAway.Init") // set before anything is read
    private Segment segment;

    private byte[] block = {};
    private int blockStart;
    private RunIndex runs = new RunIndex(0);
    private int run;
    private int lastRun = -1;
    private Dictionary dictionary = new Dictionary();
    private ByteReader records = new ByteReader(block);

    /** Of the run, if it is packed; else it has one span without gaps. */
    private @Nullable Spans spans;

    private int span;
    private int left;
    private int leftInSpan;
    private long micros;
    private long nextInRun;
    private long offset = -1;
    private long nextOffset;
    private int recordStart;
    private int recordEnd;
    private boolean loaded;

    /** Null: everything passes, or the caller filters. */
    private @Nullable RecordFilter filter;

    private @Nullable IdentityKeys keys;

    /** @param visible the offset that is not read any more, at which a run ends */
    RunBatch(Disk disk, OpenLog log, Partition partition, RecordFilters filters, Fetch fetch, long visible) {
        this.disk = disk;
        this.log = log;
        this.partition = partition;
        this.filters = filters;
        this.hint = fetch.hint();
        this.from = fetch.from();
        this.maxBytes = fetch.maxBytes();
        this.visible = visible;
        this.nextOffset = from;
    }

    @Override
    public boolean next() {
        if (!loaded) {
            loaded = true;
            load();
        }
        do {
            while (left == 0) {
                if (!nextRun()) {
                    return false;
                }
            }
            if (leftInSpan == 0) {
                nextSpan();
            }
            int length = records.size();
            recordStart = records.position();
            records.skip(length);
            recordEnd = recordStart + length;
            offset = nextInRun++;
            left--;
            leftInSpan--;
            nextOffset = Math.max(nextOffset, left == 0 ? runs.endOffset(run) : offset + 1);
        } while (offset < from || (filter != null && !filter.test(block, recordStart, recordEnd)));
        if (!dictionary.isWhole() && !stored().isWhole()) {
            throw damaged(segment.name, runs.position(run), offset, offset + 1);
        }
        return true;
    }

    /** Finds the runs and reads them; again where cleaning has moved them meanwhile. */
    private void load() {
        while (from < visible) {
            Partition.Part[] parts = partition.parts();
            try {
                log.requireKept(partition, from);
                load(find(parts).segment);
                return;
            } catch (LeatException e) {
                log.refresh();
                if (parts == partition.parts()) {
                    throw e;
                }
            }
        }
    }

    private Partition.Part find(Partition.Part[] parts) {
        int at = Partition.find(parts, from);
        if (parts.length == 0) {
            throw gap(visible);
        }
        Partition.Part part = parts[at];
        runs = part.runs.get();
        run = runs.find(from);
        if (runs.endOffset(run) <= from) {
            run++;
            if (run == runs.size() && at + 1 < parts.length) {
                part = parts[at + 1];
                runs = part.runs.get();
                run = 0;
            }
        }
        if (run == runs.size() || runs.firstOffset(run) > from) {
            throw gap(run == runs.size() ? visible : runs.firstOffset(run));
        }
        return part;
    }

    private void load(Segment holder) {
        segment = holder;
        filter = null;
        dictionary = holder.dictionary.get();
        if (!hint.conjuncts().isEmpty() && dictionary.isWhole()) {
            RecordFilter known = filters.of(hint, dictionary);
            if (!known.mayPass()) {
                passOver();
                return;
            }
            filter = known;
        }
        lastRun = run;
        long bytes = runs.length(run);
        while (lastRun + 1 < runs.size()
                && runs.endOffset(lastRun + 1) <= visible
                && runs.firstOffset(lastRun + 1) == runs.endOffset(lastRun)
                && bytes + runs.length(lastRun + 1) <= maxBytes
                && runs.end(lastRun + 1) - runs.position(run) <= 2 * (bytes + runs.length(lastRun + 1)) + 4096) {
            lastRun++;
            bytes += runs.length(lastRun);
        }
        loadBlock();
        run--;
    }

    /** Nothing of the segment can be wanted: the batch is empty and ends behind the runs that stand together. */
    private void passOver() {
        while (run + 1 < runs.size() && runs.firstOffset(run + 1) == runs.endOffset(run)) {
            run++;
        }
        nextOffset = Math.min(visible, runs.endOffset(run));
        lastRun = run;
    }

    private void loadBlock() {
        int start = runs.position(run);
        int end = runs.end(lastRun);
        RecentCommits.Written written = log.state().recent.find(segment, start, end);
        if (written != null) {
            blockStart = written.position;
            block = written.bytes;
            return;
        }
        blockStart = start;
        block = new byte[end - start];
        try {
            segment.file.read(start, ByteBuffer.wrap(block));
        } catch (IOException e) {
            throw log.readFailure(segment.name, e);
        }
        checkRuns();
    }

    /** Ends the batch before a damaged run, or fails if it is the first. */
    private void checkRuns() {
        Checksum checksum = new Checksum();
        for (int i = run; i <= lastRun; i++) {
            if (checksum.of(block, runs.position(i) - blockStart, runs.length(i)) != runs.crc(i)) {
                if (i == run) {
                    throw damaged(segment.name, runs.position(i), runs.firstOffset(i), runs.endOffset(i));
                }
                lastRun = i - 1;
            }
        }
    }

    private LeatException damaged(String file, long position, long first, long end) {
        return new LeatException.Damaged(
                disk.directory().resolve(file),
                position,
                "events " + partition.number + ":" + first + " to " + partition.number + ":" + (end - 1) + " of '"
                        + partition.stream.name + "' are damaged; read on behind them, run 'leat verify'");
    }

    private LeatException gap(long to) {
        return new LeatException.Damaged(
                disk.directory(),
                0,
                "events " + partition.number + ":" + from + " to " + partition.number + ":" + (to - 1) + " of '"
                        + partition.stream.name + "' are in damaged commits; read on behind them, run 'leat verify'");
    }

    private boolean nextRun() {
        if (run >= lastRun) {
            return false;
        }
        run++;
        int start = runs.position(run) - blockStart;
        records = new ByteReader(block, start, start + runs.length(run));
        left = runs.count(run);
        micros = runs.micros(run);
        nextInRun = runs.firstOffset(run);
        spans = null;
        if (runs.isPacked(run)) {
            spans = Spans.read(records, true, nextInRun, runs.firstSequence(run), micros);
            span = 0;
            leftInSpan = 0;
            nextOffset = Math.max(nextOffset, left == 0 ? runs.endOffset(run) : from);
        } else {
            for (int passed = records.size(); passed > 0; passed--) {
                records.varint();
                records.varint();
            }
            leftInSpan = left;
        }
        return true;
    }

    private void nextSpan() {
        Spans known = Objects.requireNonNull(spans, "only a packed run has several spans");
        leftInSpan = known.count(span);
        nextInRun = known.offset(span);
        micros = known.micros(span);
        span++;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return stored().attribute(name);
    }

    @Override
    public Event event() {
        return stored().copy();
    }

    /** The hash of the identity of the event it stands on. */
    long identity(KeyHash hash) {
        IdentityKeys reading = keys;
        if (reading == null) {
            reading = new IdentityKeys(hash, dictionary);
            keys = reading;
        }
        return reading.of(partition.stream.id, block, recordStart, recordEnd);
    }

    /** When the event it stands on was recorded. */
    long micros() {
        return micros;
    }

    private StoredEvent stored() {
        return new StoredEvent(
                partition.stream.name, partition.number, offset, micros, dictionary, block, recordStart, recordEnd);
    }

    @Override
    public long nextOffset() {
        return nextOffset;
    }

    @Override
    public long endOffset() {
        return visible;
    }
}
