package dev.leat.log;

import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.Commit;
import dev.leat.log.format.CommitFormat;
import dev.leat.log.format.CommitFormat.BadCommit;
import dev.leat.log.format.SegmentFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Walks the commits of a segment file and checks every byte. Not thread-safe. */
final class SegmentScanner {

    private static final int WINDOW_BYTES = 1024 * 1024;

    private final UUID log;
    private final int segment;
    private final DiskFile file;
    private long size;
    private byte[] window;
    private int windowStart;
    private int windowLength;

    /** Why a walk ended. */
    enum Ending {
        /** The file ends here, or only zeros follow. */
        NOTHING,
        /** The footer of a segment that was closed. */
        FOOTER,
        /** Bytes that are no commit. */
        BAD
    }

    /**
     * Where a walk ended.
     *
     * @param position the first byte that was not passed
     */
    record End(int position, Ending ending, String why, SegmentFormat.@Nullable Footer footer) {}

    SegmentScanner(UUID log, int segment, DiskFile file) throws IOException {
        this.log = log;
        this.segment = segment;
        this.file = file;
        this.size = file.size();
        this.window = new byte[(int) Math.max(SegmentFormat.HEADER_BYTES, Math.min(size, WINDOW_BYTES))];
    }

    long size() {
        return size;
    }

    /**
     * Passes commits to the sink, each checked whole, until one is bad or does not follow the one before.
     *
     * @param sink false: this commit is not wanted, the walk ends before it
     */
    End scan(int from, long expectedSequence, Predicate<Commit> sink) throws IOException {
        int position = from;
        long sequence = expectedSequence;
        while (true) {
            Commit commit;
            try {
                commit = read(position, true);
            } catch (BadCommit e) {
                return end(position, e.why());
            }
            if (commit.firstSequence() != sequence) {
                return new End(
                        position,
                        Ending.BAD,
                        "the commit begins with event " + commit.firstSequence() + ", not " + sequence,
                        null);
            }
            if (!sink.test(commit)) {
                return new End(position, Ending.NOTHING, "", null);
            }
            position = commit.end();
            sequence = commit.endSequence();
        }
    }

    private End end(int position, String why) throws IOException {
        int have = load(position, SegmentFormat.FOOTER_BYTES);
        byte[] bytes = new byte[SegmentFormat.FOOTER_BYTES];
        System.arraycopy(window, position - windowStart, bytes, 0, Math.min(have, bytes.length));
        Optional<SegmentFormat.Footer> footer = SegmentFormat.readFooter(log, segment, position, bytes);
        if (footer.isPresent() && have >= SegmentFormat.FOOTER_BYTES) {
            return new End(position, Ending.FOOTER, "", footer.get());
        }
        return new End(position, onlyZeros(position) ? Ending.NOTHING : Ending.BAD, why, null);
    }

    /** The footer that ends the file, or null. */
    @Nullable
    End footer() throws IOException {
        int at = (int) size - SegmentFormat.FOOTER_BYTES;
        End end = at >= SegmentFormat.HEADER_BYTES ? end(at, "") : null;
        return end != null && end.footer != null ? end : null;
    }

    private boolean onlyZeros(int from) throws IOException {
        for (int position = from; position < size; ) {
            int have = load(position, Math.min(WINDOW_BYTES, (int) size - position));
            for (int i = 0; i < have; i++) {
                if (window[position - windowStart + i] != 0) {
                    return false;
                }
            }
            position += have;
        }
        return true;
    }

    /** The next whole commit at or behind this byte that is not before this event, or null. */
    @Nullable
    Commit next(int from, long atLeastSequence, boolean bodies) throws IOException {
        for (int position = (from + 7) & ~7; position + CommitFormat.HEADER_BYTES <= size; position += 8) {
            load(position, CommitFormat.HEADER_BYTES);
            if (CommitFormat.length(window, position - windowStart, windowLength - (position - windowStart)) != 0) {
                try {
                    Commit commit = read(position, bodies);
                    if (commit.firstSequence() >= atLeastSequence) {
                        return commit;
                    }
                } catch (BadCommit e) {
                    // bytes that look like a header: go on
                }
            }
        }
        return null;
    }

    /** The commit at this byte, its tables checked, its events' bytes if wanted. */
    Commit read(int position, boolean bodies) throws IOException, BadCommit {
        int have = load(position, CommitFormat.HEADER_BYTES);
        int length = CommitFormat.length(window, position - windowStart, have);
        if (length > have && length <= size - position) {
            have = load(position, length);
        }
        return CommitFormat.read(log, segment, position, window, position - windowStart, have, bodies);
    }

    /** The bytes of the segment that were read last, which have the commit that was passed last. */
    byte[] window() {
        return window;
    }

    /** Where in the segment these begin. */
    int windowStart() {
        return windowStart;
    }

    /** Makes the window hold these bytes, as far as the file has them; returns how many it has from there. */
    private int load(int position, int length) throws IOException {
        if (position < windowStart || position + length > windowStart + windowLength) {
            if (length > window.length) {
                window = new byte[length];
            }
            windowStart = position;
            windowLength = position >= size ? 0 : file.read(position, ByteBuffer.wrap(window));
            if (windowLength < Math.min(window.length, size - position)) {
                size = (long) position + windowLength; // the writer has ended the segment meanwhile, and cut off zeros
            }
        }
        return Math.max(0, windowLength - (position - windowStart));
    }
}
