package dev.leat.log;

import dev.leat.core.Event;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.StreamInfo;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import dev.leat.log.disk.Disk;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Logs of small segments on any disk, and the ways to read them. */
final class Logs {

    static final LogSettings SMALL =
            LogSettings.of(HubOptions.defaults().engine(LogSettings.SEGMENT_BYTES, String.valueOf(64 * 1024)));

    private static final int BATCH_BYTES = 16 * 1024;

    private Logs() {}

    /** An event and its offset or, in a reading of all partitions, its global sequence number. */
    record Numbered(long number, Event event) {}

    static Engine open(Disk disk) throws IOException {
        return LogEngineProvider.open(disk, SMALL, false, Clock.systemUTC());
    }

    /** A log in which only so many bits of the hashes of keys differ. */
    static Engine open(Disk disk, int keyBits) throws IOException {
        LogSettings settings = new LogSettings(SMALL.segmentBytes(), SMALL.publishWait(), keyBits);
        return LogEngineProvider.open(disk, settings, false, Clock.systemUTC());
    }

    static Engine openReadOnly(Disk disk) throws IOException {
        return LogEngineProvider.open(disk, SMALL, true, Clock.systemUTC());
    }

    /** What is visible from here on. */
    static List<Numbered> read(Engine engine, String stream, int partition, long from) {
        List<Numbered> events = new ArrayList<>();
        for (long at = from; ; ) {
            Batch batch = result(engine.read(new Fetch(stream, partition, at, BATCH_BYTES, Duration.ZERO)));
            while (batch.next()) {
                events.add(new Numbered(batch.offset(), batch.event()));
            }
            if (batch.nextOffset() == at) {
                return events;
            }
            at = batch.nextOffset();
        }
    }

    /** All events of a stream, partition by partition. */
    static List<Event> read(Engine engine, StreamInfo stream) {
        List<Event> events = new ArrayList<>();
        for (int partition = 0; partition < stream.settings().partitions(); partition++) {
            read(engine, stream.name(), partition, 0).forEach(numbered -> events.add(numbered.event()));
        }
        return events;
    }

    static List<StreamInfo> streams(Engine engine) {
        return result(engine.describe("*"));
    }

    /** The result of what does not take long; what it fails with is thrown itself. */
    static <T> T result(Future<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable inner = e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
            if (inner instanceof LeatException known) {
                throw known;
            }
            throw new AssertionError("not a LeatException", inner);
        } catch (TimeoutException e) {
            throw new AssertionError("hangs", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
