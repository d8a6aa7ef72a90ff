package dev.leat.log;

import dev.leat.core.LeatException;
import dev.leat.log.keys.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Reads, on threads of its own, what is going to be read of a subject in the next segments, where no key has been looked up
 * since the log was opened: a disk answers several questions in the time of one, and what it has read stays in memory. Thread-safe.
 */
final class SubjectAhead {

    private static final int SEGMENTS = 8;
    private static final int THREADS = 4;
    private static final int RECORD_BYTES = 512;

    private final SubjectIndex index;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
                Thread thread = new Thread(task, "leat-log-ahead");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    SubjectAhead(SubjectIndex index) {
        this.index = index;
        threads.allowCoreThreadTimeOut(true);
    }

    /** A key is looked up in the parts of a partition from this one on. */
    void readBehind(int part, Partition partition, long key) {
        Partition.Part[] parts = partition.parts();
        for (int i = part + 1; i <= part + SEGMENTS && i < parts.length; i++) {
            Partition.Part next = parts[i];
            if (next.segment.isNew) {
                next.segment.isNew = false;
                threads.execute(() -> read(partition, next, key));
            }
        }
    }

    private void read(Partition partition, Partition.Part part, long key) {
        try {
            List<Place> places = index.places(partition, part, key, 0, Integer.MAX_VALUE);
            if (places == null || places.isEmpty()) {
                return;
            }
            var unused = part.segment.dictionary.get();
            for (Place place : places.subList(0, Math.min(places.size(), 64))) {
                part.segment.file.read(place.position(), ByteBuffer.allocate(RECORD_BYTES));
            }
        } catch (IOException | LeatException e) {
            // whoever reads it will meet the error
        }
    }

    void close() {
        threads.shutdown();
    }
}
