package dev.leat.log;

import dev.leat.core.filter.Filter;
import dev.leat.engine.Batch;
import dev.leat.engine.Fetch;
import dev.leat.log.disk.Disk;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes batches of one partition's events, in the way that suits what is asked for. Thread-safe. */
final class PartitionBatches {

    private static final int WRITTEN_BYTES = 256 * 1024;

    /** So few are read as quickly as they are looked up, and who follows a stream has no more before it. */
    private static final int FEW_EVENTS = 32;

    private final Disk disk;
    private final OpenLog log;
    private final RecordFilters filters = new RecordFilters();

    PartitionBatches(Disk disk, OpenLog log) {
        this.disk = disk;
        this.log = log;
    }

    /** The first offset of a partition that is kept now. */
    long first(Partition partition) {
        return log.first(partition, log.micros());
    }

    /** What is visible. */
    Batch visible(Partition partition, Fetch fetch) {
        return batch(partition, fetch, partition.visible);
    }

    /**
     * What has been written, whether it may be read yet or not: what appends are checked against.
     *
     * @param end an offset at which a run ends, which is not read any more
     * @param hint events that it does not match may be left out
     */
    Batch written(Partition partition, long from, long end, Filter hint) {
        return batch(partition, written(partition, from, hint), end);
    }

    /** All that has been written. */
    RunBatch written(Partition partition, long from, long end) {
        return search(partition, written(partition, from, Filter.all()), end);
    }

    private static Fetch written(Partition partition, long from, Filter hint) {
        return new Fetch(partition.stream.name, partition.number, from, WRITTEN_BYTES, Duration.ZERO, hint);
    }

    private Batch batch(Partition partition, Fetch fetch, long end) {
        @Nullable String subject = ConditionCheck.subject(fetch.hint());
        return subject == null || end - fetch.from() < FEW_EVENTS
                ? search(partition, fetch, end)
                : new SubjectBatch(log, partition, fetch, end, subject, any -> search(partition, any, end));
    }

    private RunBatch search(Partition partition, Fetch fetch, long end) {
        return new RunBatch(disk, log, partition, filters, fetch, end);
    }
}
