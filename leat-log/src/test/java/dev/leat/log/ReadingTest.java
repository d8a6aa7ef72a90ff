package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.Start;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams dense and sparse, many of them, long ones, while segments are rolled and their indexes let go. */
class ReadingTest {

    private static NewEvent event(String id, int bytes) {
        return Event.of("type", "/source").id(id).subject("key").data(null, new byte[bytes]);
    }

    @Test
    void findsEveryEventOfAThousandStreams() throws IOException {
        SimDisk disk = new SimDisk();
        Engine engine = Logs.open(disk);
        List<CompletableFuture<?>> pending = new ArrayList<>();
        for (int stream = 0; stream < 1_000; stream++) {
            Logs.result(engine.create("s" + stream, StreamSettings.defaults()));
        }
        for (int round = 0; round < 5; round++) {
            for (int stream = 0; stream < 1_000; stream++) {
                Append append = Append.to("s" + stream, event(stream + "-" + round, 50));
                pending.add(engine.append(append, Durability.FAST));
            }
        }
        pending.forEach(Logs::result);
        for (int opening = 0; opening < 2; opening++) {
            for (int stream = 0; stream < 1_000; stream++) {
                List<Logs.Numbered> read = Logs.read(engine, "s" + stream, 0, 0);
                String prefix = stream + "-";
                assertThat(read)
                        .extracting(one -> one.event().getId())
                        .containsExactly(prefix + 0, prefix + 1, prefix + 2, prefix + 3, prefix + 4);
            }
            assertThat(Logs.read(engine, Engine.ALL_STREAMS, Engine.ALL_PARTITIONS, 0))
                    .hasSize(5_000);
            engine.close();
            engine = Logs.open(disk);
        }
        engine.close();
    }

    @Test
    void readsAnyOffsetWhileSegmentsRoll() throws Exception {
        SimDisk disk = new SimDisk();
        Engine engine = Logs.open(disk);
        Logs.result(engine.create("dense", StreamSettings.defaults()));
        Logs.result(engine.create("sparse", StreamSettings.defaults()));
        AtomicBoolean done = new AtomicBoolean();
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Random random = new Random(i);
            readers.add(CompletableFuture.runAsync(() -> {
                while (!done.get()) {
                    jump(engine, "dense", random);
                    jump(engine, "sparse", random);
                }
            }));
        }
        for (int i = 0; i < 3_000; i++) {
            Append append = Append.to("dense", event("d-" + i, 500));
            if (i % 97 == 0) {
                append = append.and("sparse", event("s-" + i / 97, 10));
            }
            Logs.result(engine.append(append, i % 10 == 0 ? Durability.SAFE : Durability.FAST));
        }
        done.set(true);
        readers.forEach(Logs::result);
        assertThat(Logs.read(engine, "sparse", 0, 0)).hasSize(31);
        engine.close();
    }

    private static void jump(Engine engine, String stream, Random random) {
        long next =
                Logs.result(engine.describe(stream)).get(0).partitions().get(0).next();
        long from = next == 0 ? 0 : Math.max(0, next - 1 - random.nextInt((int) Math.min(next, 300)));
        List<Logs.Numbered> read = Logs.read(engine, stream, 0, from);
        assertThat(read.size()).isGreaterThanOrEqualTo((int) (next - from));
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i).event().getId()).isEqualTo(stream.charAt(0) + "-" + (from + i));
        }
    }

    @Test
    void scansALogThatIsLargerThanTheHeap(@TempDir Path directory) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeScan.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(said).isZero();
    }

    /** The child: 120,000 events of a kilobyte in all, in 100 streams, are published, and read in several ways. */
    static final class LargeScan {

        private static final int EVENTS = 120_000;

        private LargeScan() {}

        public static void main(String[] args) {
            HubOptions options = HubOptions.defaults()
                    .durability(Durability.FAST)
                    .engine(LogSettings.SEGMENT_BYTES, String.valueOf(4 * 1024 * 1024));
            try (Hub hub = Hub.open(args[0], options)) {
                for (int i = 0; i < EVENTS; i += 1_000) {
                    List<NewEvent> some = new ArrayList<>();
                    for (int j = i; j < i + 1_000; j++) {
                        some.add(event("e-" + j, 1_000));
                    }
                    hub.append(Append.to("s" + i / 1_000 % 100, some)).await();
                }
                scan(hub);
            }
            try (Hub hub = Hub.open(args[0], options)) {
                scan(hub);
            }
        }

        private static void scan(Hub hub) {
            require(hub.readAll().count() == EVENTS, "all events in global order");
            long count = 0;
            for (int stream = 0; stream < 100; stream++) {
                count += hub.stream("s" + stream).read().count();
            }
            require(count == EVENTS, "all events by stream");
            Event last = hub.stream("s19")
                    .read()
                    .from(Start.at(new Position(0, 1_999)))
                    .first()
                    .orElseThrow();
            require(last.getId().equals("e-119999"), "the last event");
        }

        private static void require(boolean holds, String what) {
            if (!holds) {
                throw new IllegalStateException(what);
            }
        }
    }
}
