package dev.leat.log;

import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.SegmentFormat;
import dev.leat.log.keys.KeyFile;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One file of the log. Grown by the writer under its lock while it is the last one; afterwards it never changes. */
final class Segment {

    final int number;
    final String name;
    final DiskFile file;
    final int epoch;
    final long firstSequence;
    final Lazy<Dictionary> dictionary;
    final Lazy<CommitIndex> commits;

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

    /** Global sequence behind the last event. */
    volatile long endSequence;

    Segment(
            int number,
            String name,
            DiskFile file,
            int epoch,
            long firstSequence,
            Lazy<Dictionary> dictionary,
            Lazy<CommitIndex> commits) {
        this.number = number;
        this.name = name;
        this.file = file;
        this.epoch = epoch;
        this.firstSequence = firstSequence;
        this.endSequence = firstSequence;
        this.dictionary = dictionary;
        this.commits = commits;
    }

    static String fileName(int number) {
        return "%010d.log".formatted(number);
    }

    static String sideName(int number) {
        return "%010d.idx".formatted(number);
    }

    static String keyName(int number) {
        return "%010d.key".formatted(number);
    }
}
