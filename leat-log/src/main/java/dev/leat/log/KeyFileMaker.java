package dev.leat.log;

import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.Commit;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.SegmentFormat;
import dev.leat.log.keys.KeyFileWriter;
import dev.leat.log.keys.KeyHash;
import dev.leat.log.keys.RunKeys;
import java.io.IOException;
import java.util.UUID;

/** Makes the key file of a segment from the segment alone. Used by one thread. */
final class KeyFileMaker {

    /** A range of keys takes at most this part of the memory that there is, or so many entries of 28 bytes. */
    private static final int MEMORY_PART = 8;

    private static final int MOST_ENTRIES = 1_000_000;
    private static final int ENTRY_BYTES = 28;

    private final Disk disk;
    private final UUID log;
    private final KeyHash hash;

    KeyFileMaker(Disk disk, UUID log, KeyHash hash) {
        this.disk = disk;
        this.log = log;
        this.hash = hash;
    }

    /**
     * Makes it. It is not synced: all of it is checked when it is read, and made again if it is not whole.
     *
     * @return false if the segment is not whole, or the task was to end
     */
    boolean make(Segment segment, Pace pace) throws IOException {
        String name = segment.id.key();
        String fresh = name + ".new";
        disk.delete(fresh);
        boolean made = false;
        try {
            made = write(segment, fresh, pace);
            if (made) {
                disk.rename(fresh, name);
            }
        } finally {
            if (!made) {
                disk.delete(fresh);
            }
        }
        return made;
    }

    private boolean write(Segment segment, String name, Pace pace) throws IOException {
        boolean whole = true;
        try (DiskFile file = disk.open(name, true)) {
            long most = Runtime.getRuntime().maxMemory() / MEMORY_PART / ENTRY_BYTES;
            long entries = segment.endSequence - segment.firstSequence;
            KeyFileWriter writer = new KeyFileWriter(
                    file, log, segment.number, segment.end, entries, (int) Math.min(MOST_ENTRIES, most));
            for (int range = 0; range < writer.ranges() && whole; range++) {
                whole = scan(segment, writer, pace);
                if (whole) {
                    writer.endRange();
                }
            }
            if (whole) {
                writer.finish();
            }
        }
        return whole;
    }

    private boolean scan(Segment segment, KeyFileWriter writer, Pace pace) throws IOException {
        SegmentScanner scanner = new SegmentScanner(log, segment.number, segment.file);
        Dictionary dictionary = new Dictionary();
        RunKeys keys = new RunKeys(hash, dictionary);
        SegmentScanner.End end = scanner.scan(SegmentFormat.HEADER_BYTES, segment.firstSequence, commit -> {
            int id = commit.firstDefinition();
            for (Commit.Definition definition : commit.definitions()) {
                dictionary.define(id++, definition.name(), definition.value());
            }
            for (Commit.Run run : commit.runs()) {
                keys.start(run, scanner.window(), scanner.windowStart());
                while (keys.next()) {
                    if (keys.hasSubject()) {
                        writer.add(keys.subject(), keys.place());
                    }
                }
            }
            return pace.goOn();
        });
        return end.position() == segment.end && dictionary.isWhole() && pace.goOn();
    }
}
