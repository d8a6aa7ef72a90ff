package dev.leat.log;

import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.ByteReader;
import dev.leat.log.format.CommitFormat.BadCommit;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.Records;
import dev.leat.log.format.SegmentFormat;
import dev.leat.log.format.Spans;
import dev.leat.log.keys.KeyFile;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One file of the log. Grown by the writer under its lock while it is the last one; afterwards it never changes. */
final class Segment {

    private static final int SPANS_BYTES = 4096;

    final SegmentName id;
    final int number;
    final String name;
    final DiskFile file;
    final int epoch;
    final long firstSequence;
    final Lazy<Dictionary> dictionary;
    final Lazy<CommitIndex> commits;

    private volatile SoftReference<GlobalOrder> order = new SoftReference<>(null);

    /** Null while it is not open, or there is none. */
    volatile @Nullable KeyFile keys;

    /** No key has been looked up in it. */
    volatile boolean isNew = true;

    /** There is none, as far as is known. */
    volatile boolean withoutKeys;

    /** By stream: what is asked for by subject, as long as there is no key file. */
    final Map<Integer, SubjectTable> subjects = new ConcurrentHashMap<>();

    /** Behind the last commit. */
    volatile int end = SegmentFormat.HEADER_BYTES;

    /** How many of the dictionary's entries its commits define; those behind are not written yet. */
    volatile int defined;

    /** Its events, those that are kept, stand in another segment now. */
    volatile boolean replaced;

    /** Bytes of all its runs, whether their events are wanted still or not. Looked at once it grows no more. */
    long bodyBytes;

    /** It is damaged, so that it is not cleaned. */
    volatile boolean unclean;

    /** Global sequence behind the last event. */
    volatile long endSequence;

    Segment(
            SegmentName id,
            DiskFile file,
            int epoch,
            long firstSequence,
            Lazy<Dictionary> dictionary,
            Lazy<CommitIndex> commits) {
        this.id = id;
        this.number = id.number();
        this.name = id.log();
        this.file = file;
        this.epoch = epoch;
        this.firstSequence = firstSequence;
        this.endSequence = firstSequence;
        this.dictionary = dictionary;
        this.commits = commits;
    }

    /** A segment that has been closed, as its side file describes it; that is held if the segment is to grow again. */
    static Segment closed(SegmentName id, DiskFile file, int epoch, SideFile side, boolean hold) {
        SideFile.Head head = side.head();
        Segment segment = new Segment(
                id,
                file,
                epoch,
                head.firstSequence(),
                hold ? Lazy.of(side.loadDictionary()) : Lazy.loading(side::loadDictionary),
                hold ? Lazy.of(side.loadCommits()) : Lazy.loading(side::loadCommits));
        segment.end = head.end();
        segment.endSequence = head.endSequence();
        segment.defined = hold ? segment.dictionary.get().size() : 0;
        return segment;
    }

    /** Its events stand elsewhere now. */
    void close() throws IOException {
        KeyFile open = keys;
        if (open != null) {
            open.close();
        }
        file.close();
    }

    /** Whether it holds what is left of others, its runs packed. */
    boolean isCleaned() {
        return id.generation() > 0;
    }

    /** The events of a cleaned segment in global order. */
    GlobalOrder order(UUID log) throws IOException, BadCommit {
        GlobalOrder known = order.get();
        if (known == null) {
            known = GlobalOrder.of(log, this);
            order = new SoftReference<>(known);
        }
        return known;
    }

    /** Says behind the last commit that the segment is closed. */
    void writeFooter(UUID log, long lastMicros, boolean synced) throws IOException {
        SegmentFormat.Footer footer =
                new SegmentFormat.Footer(endSequence, lastMicros, commits.get().size(), synced);
        file.write(end, ByteBuffer.wrap(SegmentFormat.footer(log, number, end, footer)));
    }

    /** The body of a run, unchecked. */
    byte[] body(RunIndex runs, int run) throws IOException {
        byte[] body = new byte[runs.length(run)];
        file.read(runs.position(run), ByteBuffer.wrap(body));
        return body;
    }

    /** The spans of a run: usually few, so that a piece of the body has them. */
    Spans spans(RunIndex runs, int run) throws IOException {
        byte[] piece = new byte[Math.min(SPANS_BYTES, runs.length(run))];
        file.read(runs.position(run), ByteBuffer.wrap(piece));
        try {
            return spans(piece, runs, run);
        } catch (IndexOutOfBoundsException e) {
            return spans(body(runs, run), runs, run);
        }
    }

    private static Spans spans(byte[] body, RunIndex runs, int run) {
        return Spans.read(
                new ByteReader(body),
                runs.isPacked(run),
                runs.firstOffset(run),
                runs.firstSequence(run),
                runs.micros(run));
    }

    /** The records of a run in its body. */
    static Records records(byte[] body, RunIndex runs, int run) {
        return new Records(
                body,
                0,
                body.length,
                runs.isPacked(run),
                runs.firstOffset(run),
                runs.firstSequence(run),
                runs.micros(run));
    }
}
