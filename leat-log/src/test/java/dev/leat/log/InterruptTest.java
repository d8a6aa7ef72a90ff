package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import dev.leat.log.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads that publish and read are interrupted again and again, on real files, and nobody is harmed. */
class InterruptTest {

    private static final int APPENDS = 400;

    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();

    @Test
    void harmsNoAppendAndNoReading(@TempDir Path directory) throws Exception {
        History history = new History();
        FileDisk disk = new FileDisk(directory);
        Engine engine = Logs.open(disk);
        Logs.result(engine.create("a", StreamSettings.defaults()));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int publisher = i;
            threads.add(start(() -> publish(engine, history, publisher)));
        }
        threads.add(start(() -> readAll(engine, "a", 0)));
        threads.add(start(() -> readAll(engine, Engine.ALL_STREAMS, Engine.ALL_PARTITIONS)));
        Random random = new Random(1);
        while (running.get() > 0 && failures.isEmpty()) {
            threads.get(random.nextInt(threads.size())).interrupt();
            LockSupport.parkNanos(50_000);
        }
        if (!failures.isEmpty()) {
            engine.close(); // which ends those who wait for events that do not come
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(history.acknowledged()).isEqualTo(3 * APPENDS);
        history.check(engine, false);
        engine.close();
        reopen(disk, history);
    }

    /** Also by a thread that is interrupted all the time. */
    private static void reopen(FileDisk disk, History history) throws IOException {
        Thread.currentThread().interrupt();
        Engine engine = Logs.open(disk);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        engine.close();
        assertThat(Thread.interrupted()).isTrue();
        try (Engine again = Logs.open(disk)) {
            history.check(again, false);
            assertThat(Manifest.read(disk).epoch()).isEqualTo(1);
        }
    }

    private Thread start(Runnable work) {
        running.incrementAndGet();
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (RuntimeException | AssertionError e) {
                failures.add(e);
            } finally {
                running.decrementAndGet();
            }
        });
        thread.start();
        return thread;
    }

    private static void publish(Engine engine, History history, int publisher) {
        RandomEvents events = new RandomEvents(new Random(publisher));
        for (int i = 0; i < APPENDS; i++) {
            Append append =
                    Append.to("a", events.numbered("p" + publisher + "-" + i).data(null, new byte[2_000]));
            history.append(engine, publisher, append, i % 2 == 0 ? Durability.SAFE : Durability.FAST)
                    .join();
        }
    }

    private static void readAll(Engine engine, String stream, int partition) {
        long at = 0;
        int seen = 0;
        while (seen < 3 * APPENDS) {
            Batch batch = engine.read(new Fetch(stream, partition, at, 30_000, Duration.ofSeconds(30)))
                    .join();
            while (batch.next()) {
                assertThat(batch.offset()).isEqualTo(seen++);
                assertThat(batch.event().getData().toBytes()).hasSize(2_000);
            }
            at = batch.nextOffset();
        }
    }
}
