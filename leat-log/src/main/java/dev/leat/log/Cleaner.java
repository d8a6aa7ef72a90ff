package dev.leat.log;

import dev.leat.core.LeatException;
import dev.leat.log.disk.Disk;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back the space of what is no longer to be kept: looks when a segment was closed, and every {@value #LOOK_SECONDS}
 * seconds, whether there is enough of it, and works at a bounded rate; or at once when asked, as fast as it can.
 *
 * <p>{@link #lock} is held while something is cleaned. A crash at any point leaves the old segments or the new one, as the
 * manifest says.
 */
final class Cleaner {

    private static final int LOOK_SECONDS = 5;
    private static final Logger LOGGER = LoggerFactory.getLogger(Cleaner.class);

    private final Disk disk;
    private final OpenLog log;
    private final Segments segments;
    private final Syncer syncer;
    private final KeyFiles keyFiles;
    private final LogSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Thread thread;

    /** How many bytes a compacted partition had when it was searched last. */
    private final Map<Partition, Long> searched = new WeakHashMap<>();

    private volatile boolean stopped;

    /** Naming a cleaned segment failed: nothing more is cleaned until the hub is opened again. Guarded by the lock. */
    private boolean failed;

    Cleaner(Disk disk, OpenLog log, Segments segments, Syncer syncer, KeyFiles keyFiles, LogSettings settings) {
        this.disk = disk;
        this.log = log;
        this.segments = segments;
        this.syncer = syncer;
        this.keyFiles = keyFiles;
        this.settings = settings;
        this.thread = new Thread(this::run, "leat-log-cleaner");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** There may be something to do. */
    void look() {
        LockSupport.unpark(thread);
    }

    /** Ends it; what it is at is dropped. */
    void stop() {
        stopped = true;
        look();
        ParkedThread.end(thread);
    }

    private void run() {
        while (!stopped) {
            LockSupport.parkNanos(this, LOOK_SECONDS * 1_000_000_000L);
            if (!stopped) {
                cleanQuietly();
            }
        }
    }

    private void cleanQuietly() {
        lock.lock();
        try {
            clean(false, new RateLimit(settings.cleanRate(), () -> stopped));
        } catch (IOException | RuntimeException e) {
            if (!stopped) {
                LOGGER.warn("cleaning failed and will be tried again: {}", e.toString());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Cleans all that can be, at once; what stands in the last segment too. Returns how many bytes that freed. */
    long cleanAll(RollAndWait roll) throws IOException {
        lock.lock();
        try {
            if (mayLose(log.state())) {
                roll.run();
            }
            long freed = 0;
            long more;
            do {
                more = clean(true, new RateLimit(0, () -> stopped));
                freed += more;
            } while (more > 0);
            return freed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the last segment where that is of use, and waits until all that are ended have their side files. */
    interface RollAndWait {
        void run() throws IOException;
    }

    private long clean(boolean all, RateLimit rate) throws IOException {
        LogState state = log.state();
        if (failed || !mayLose(state)) {
            return 0;
        }
        long now = log.micros();
        Map<Partition, Superseded> superseded = superseded(all, now, rate);
        long freed = 0;
        for (List<Segment> round :
                CleaningPlan.of(state, superseded, now, settings.segmentBytes()).rounds(all)) {
            if (!rate.isStopped()) {
                freed += clean(round, superseded, now, rate);
            }
        }
        return freed;
    }

    private static boolean mayLose(LogState state) {
        return state.hasDeleted || state.streams().stream().anyMatch(StreamState::loses);
    }

    /** Searches compacted partitions, in the background only those that have grown by half. */
    private Map<Partition, Superseded> superseded(boolean all, long now, RateLimit rate) throws IOException {
        Map<Partition, Superseded> found = new HashMap<>();
        for (StreamState stream : log.state().streams()) {
            for (Partition partition : stream.settings.compact() == null ? new Partition[0] : stream.partitions) {
                long bytes = partition.floor.bytes();
                if (all || bytes > searched.getOrDefault(partition, 0L) * 3 / 2 + settings.segmentBytes()) {
                    found.put(partition, Superseded.of(partition, log.state().active(), now, rate));
                    searched.put(partition, bytes);
                }
            }
        }
        return found;
    }

    private long clean(List<Segment> round, Map<Partition, Superseded> superseded, long now, RateLimit rate)
            throws IOException {
        long before = round.stream().mapToLong(segment -> segment.end).sum();
        try {
            SegmentName cleaned =
                    new CleaningRound(disk, log.state(), round, superseded, now, rate).run(log.id(), syncer.durable());
            // unless it turns out otherwise: after a failure it is not known what the manifest on the disk says
            failed = true;
            Segment fresh = segments.replace(round, cleaned, syncer.durable());
            failed = false;
            round.forEach(keyFiles::remove);
            keyFiles.make(fresh);
            long after = fresh.end;
            LOGGER.debug("{} has what was left of {} segments: {} bytes of {}", cleaned, round.size(), after, before);
            return Math.max(0, before - after);
        } catch (CleaningRound.Unclean e) {
            e.segment().unclean = true;
            LOGGER.warn("{} is damaged and stays as it is: run 'leat verify'", e.segment().name);
            return 0;
        } catch (LeatException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
