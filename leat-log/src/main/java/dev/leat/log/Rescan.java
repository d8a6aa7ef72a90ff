package dev.leat.log;

import dev.leat.core.LeatException;
import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.Commit;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.SegmentFormat;
import java.io.IOException;
import java.util.UUID;

/** Reads again from a closed segment what its {@link SideFile} should have said. Damaged commits are left out. */
record Rescan(Disk disk, UUID log, SegmentName segment) {

    private interface Sink {
        void take(Commit commit);
    }

    Dictionary dictionary() {
        Dictionary dictionary = new Dictionary();
        scan(commit -> {
            int id = commit.firstDefinition();
            for (Commit.Definition definition : commit.definitions()) {
                dictionary.define(id++, definition.name(), definition.value());
            }
        });
        return dictionary;
    }

    CommitIndex commits() {
        CommitIndex index = new CommitIndex();
        scan(index::add);
        return index;
    }

    RunIndex runs(int stream, int partition) {
        RunIndex index = new RunIndex(1);
        scan(commit -> {
            for (Commit.Run run : commit.runs()) {
                if (run.stream() == stream && run.partition() == partition) {
                    index.add(run, commit.firstSequence());
                }
            }
        });
        return index;
    }

    private void scan(Sink sink) {
        try (DiskFile file = disk.open(segment.log(), false)) {
            SegmentScanner scanner = new SegmentScanner(log, segment.number(), file);
            Commit commit = scanner.next(SegmentFormat.HEADER_BYTES, 0, false);
            while (commit != null) {
                sink.take(commit);
                commit = scanner.next(commit.end(), commit.endSequence(), false);
            }
        } catch (IOException e) {
            throw new LeatException.Unavailable(
                    "reading " + disk.directory().resolve(segment.log()) + " failed: " + e.getMessage(), e);
        }
    }
}
