package dev.leat.log;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last small commits as they were written, so that readers at the tail, however many, share them and need no system
 * call. At most 4 MiB. Added to by the writer under its lock, read by any thread.
 */
final class RecentCommits {

    private static final int MOST_COMMITS = 64;
    private static final int MOST_BYTES = 64 * 1024;

    private final AtomicReferenceArray<@Nullable Written> ring = new AtomicReferenceArray<>(MOST_COMMITS);
    private int next;

    /** Bytes of a commit, and where in the segment they stand. */
    static final class Written {
        final Segment segment;
        final int position;
        final byte[] bytes;

        private Written(Segment segment, int position, byte[] bytes) {
            this.segment = segment;
            this.position = position;
            this.bytes = bytes;
        }

        private boolean has(Segment wanted, int from, int to) {
            return segment == wanted && from >= position && to <= position + bytes.length;
        }
    }

    /** Takes a copy, if the commit is small: readers behind a log that streams read blocks of it from the file. */
    void add(Segment segment, int position, byte[] bytes, int length) {
        if (length <= MOST_BYTES) {
            ring.set(next, new Written(segment, position, Arrays.copyOf(bytes, length)));
            next = (next + 1) % MOST_COMMITS;
        }
    }

    /** The commit that holds these bytes of a segment, or null. */
    @Nullable
    Written find(Segment segment, int from, int to) {
        for (int i = 0; i < MOST_COMMITS; i++) {
            Written written = ring.get(i);
            if (written != null && written.has(segment, from, to)) {
                return written;
            }
        }
        return null;
    }
}
