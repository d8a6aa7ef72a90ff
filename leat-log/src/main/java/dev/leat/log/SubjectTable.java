package dev.leat.log;

import dev.leat.log.format.Checksum;
import dev.leat.log.format.Commit.Run;
import dev.leat.log.keys.KeyHash;
import dev.leat.log.keys.KeyTable;
import dev.leat.log.keys.RunKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the events of each subject of one stream stand in one segment that has no key file yet.
 *
 * <p>The writer adds what it has just written, if the table has all before; else what is missing is read from the file when
 * somebody asks. Thread-safe; look-ups take no lock.
 */
final class SubjectTable {

    private static final Logger LOGGER = LoggerFactory.getLogger(SubjectTable.class);

    /** Of a partition that has nothing here. */
    static final KeyTable NOTHING = new KeyTable();

    private static final int WINDOW_BYTES = 256 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Segment segment;

    /** The commits before this byte of the segment are not in the table. */
    private final int from;

    private final StreamState stream;
    private final RunKeys keys;
    private final Checksum checksum = new Checksum();

    /** By partition, so that the offsets of a key rise, whatever collides. */
    private final AtomicReferenceArray<KeyTable> tables;

    /** By partition: events below this offset are in the table. */
    private final AtomicLongArray next;

    private volatile boolean damaged;
    private byte[] window = {};
    private int windowStart;
    private int windowEnd;

    /**
     * A table without anything yet.
     *
     * @param from the commits before this byte of the segment need not be in it
     */
    SubjectTable(Segment segment, StreamState stream, KeyHash hash, int from) {
        this.segment = segment;
        this.from = from;
        this.stream = stream;
        this.keys = new RunKeys(hash, segment.dictionary.get());
        this.next = new AtomicLongArray(stream.partitions.length);
        this.tables = new AtomicReferenceArray<>(stream.partitions.length);
        for (Partition partition : stream.partitions) {
            next.set(partition.number, first(partition, from));
        }
    }

    /** The first offset that is not in the table yet: it is made while the writer goes on. */
    private long first(Partition partition, int from) {
        long next = partition.next + partition.lost; // before it is looked what there is: what comes then is behind it
        for (Partition.Part part : partition.parts()) {
            if (part.segment == segment) {
                RunIndex runs = part.runs.get();
                int size = runs.size();
                int run = size;
                while (run > 0 && runs.position(run - 1) >= from) {
                    run--;
                }
                return run < size ? runs.firstOffset(run) : size == 0 ? part.firstOffset : runs.endOffset(size - 1);
            }
        }
        return next;
    }

    int from() {
        return from;
    }

    /** Takes in a run that has just been written, if all before it is there and nobody is at it. */
    void wrote(Run run, byte[] bytes, int position) {
        if (next.get(run.partition()) == run.firstOffset() && lock.tryLock()) {
            try {
                add(run, bytes, position);
            } catch (RuntimeException | OutOfMemoryError e) {
                LOGGER.warn("subjects of '{}' are not indexed in {}", stream.name, segment.name, e);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * The table with all that has been written of a partition.
     *
     * @return null if it cannot be known, as some of it is damaged
     */
    @Nullable
    KeyTable upToDate(Partition.Part part, int partition) throws IOException {
        RunIndex runs = part.runs.get();
        int size = runs.size();
        if (size > 0 && next.get(partition) < runs.endOffset(size - 1) && !damaged) {
            lock.lock();
            try {
                catchUp(runs, partition);
            } finally {
                window = new byte[0];
                windowEnd = 0;
                lock.unlock();
            }
        }
        return damaged ? null : Objects.requireNonNullElse(tables.get(partition), NOTHING);
    }

    private void catchUp(RunIndex runs, int partition) throws IOException {
        int run = runs.find(next.get(partition));
        for (run += runs.endOffset(run) <= next.get(partition) ? 1 : 0; run < runs.size() && !damaged; run++) {
            if (runs.firstOffset(run) != next.get(partition) || !load(runs, run)) {
                damaged = true;
            } else {
                add(run(runs, run, partition), window, windowStart);
            }
        }
    }

    private Run run(RunIndex runs, int run, int partition) {
        return new Run(
                stream.id,
                partition,
                runs.firstOffset(run),
                runs.covered(run),
                runs.micros(run),
                runs.count(run),
                runs.isPacked(run),
                runs.position(run),
                runs.length(run),
                runs.crc(run));
    }

    /** Makes the window hold a run, and with it what stands behind; false if the run is damaged. */
    private boolean load(RunIndex runs, int run) throws IOException {
        int start = runs.position(run);
        if (start < windowStart || runs.end(run) > windowEnd) {
            int last = run;
            while (last + 1 < runs.size() && runs.end(last + 1) - start <= WINDOW_BYTES) {
                last++;
            }
            window = new byte[runs.end(last) - start];
            windowStart = start;
            windowEnd = start + segment.file.read(start, ByteBuffer.wrap(window));
        }
        return runs.end(run) <= windowEnd
                && checksum.of(window, start - windowStart, runs.length(run)) == runs.crc(run);
    }

    /**
     * Adds the events of a run.
     *
     * @param bytes a piece of the segment that begins at a position and has the run
     */
    private void add(Run run, byte[] bytes, int position) {
        boolean done = false;
        try {
            KeyTable table = tables.get(run.partition());
            if (table == null) {
                table = new KeyTable();
                tables.set(run.partition(), table);
            }
            keys.start(run, bytes, position);
            while (keys.next()) {
                if (keys.hasSubject()) {
                    table.add(keys.subject(), keys.place());
                }
            }
            next.set(run.partition(), run.firstOffset() + run.count());
            done = true;
        } finally {
            damaged |= !done;
        }
    }
}
