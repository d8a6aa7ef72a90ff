package dev.leat.log;

import dev.leat.core.filter.Filter;
import dev.leat.engine.Batch;
import dev.leat.engine.Fetch;
import dev.leat.log.disk.Disk;
import java.time.Duration;

/** Reads what has been written, whether it may be read yet or not: what appends are checked against. Thread-safe. */
final class WrittenEvents {

    private static final int BATCH_BYTES = 256 * 1024;

    private final Disk disk;
    private final OpenLog log;
    private final RecordFilters filters = new RecordFilters();

    WrittenEvents(Disk disk, OpenLog log) {
        this.disk = disk;
        this.log = log;
    }

    /**
     * Some events from an offset on.
     *
     * @param end an offset at which a run ends
     * @param hint events that it does not match may be left out
     */
    Batch read(Partition partition, long from, long end, Filter hint) {
        Fetch fetch = new Fetch(partition.stream.name, partition.number, from, BATCH_BYTES, Duration.ZERO, hint);
        return new RunBatch(disk, log, partition, filters, fetch, end);
    }
}
