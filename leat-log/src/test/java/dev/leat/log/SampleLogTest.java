package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.NewEvent;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.core.json.JsonEvents;
import dev.leat.engine.Engine;
import dev.leat.log.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A log of each format version as it was stored once, as in {@code src/test/resources/log-v1}, still gives the events that
 * {@code log-v1.jsonl} lists.
 *
 * <p>Where the format changes before it is released, make those of its version again, and look at what changed:
 *
 * <pre>
 * mvn -pl leat-log -am test -Dtest=SampleLogTest -Dsurefire.failIfNoSpecifiedTests=false -Dleat.sample=write
 * </pre>
 *
 * All but the id of the log comes out the same.
 */
class SampleLogTest {

    /** When the events were recorded: none has expired. */
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T09:30:00.123456Z"), ZoneOffset.UTC);

    private static final Path RESOURCES = Path.of("src/test/resources");

    @ParameterizedTest
    @ValueSource(ints = {1, Manifest.VERSION})
    void readsALogOfEachVersion(int version, @TempDir Path copy) throws IOException {
        Path log = RESOURCES.resolve("log-v" + version);
        Path list = RESOURCES.resolve("log-v" + version + ".jsonl");
        if (version == Manifest.VERSION && "write".equals(System.getProperty("leat.sample"))) {
            write(log, list);
        }
        try (Stream<Path> files = Files.list(log)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        assertThat(LogVerifier.verify(copy).problems()).isEmpty();
        List<String> expected = Files.readAllLines(list);
        for (boolean readOnly : new boolean[] {true, false}) {
            try (Engine engine = LogEngineProvider.open(new FileDisk(copy), Logs.SMALL, readOnly, CLOCK)) {
                assertThat(events(engine)).containsExactlyElementsOf(expected);
            }
        }
        withoutSideFiles(copy, expected);
    }

    private static void withoutSideFiles(Path copy, List<String> expected) throws IOException {
        FileDisk disk = new FileDisk(copy);
        for (String name : disk.list()) {
            if (name.endsWith(".idx")) {
                disk.delete(name);
            }
        }
        try (Engine engine = LogEngineProvider.open(disk, Logs.SMALL, false, CLOCK)) {
            assertThat(events(engine)).containsExactlyElementsOf(expected);
        }
    }

    private static List<String> events(Engine engine) {
        List<String> lines = new ArrayList<>();
        for (StreamInfo stream : Logs.streams(engine)) {
            Logs.read(engine, stream).forEach(event -> lines.add(JsonEvents.write(event)));
        }
        return lines;
    }

    /** Events of every shape, in several streams, over two segments. */
    private static void write(Path log, Path list) throws IOException {
        Files.createDirectories(log);
        FileDisk disk = new FileDisk(log.toRealPath());
        for (String name : disk.list()) {
            disk.delete(name);
        }
        try (Engine engine = LogEngineProvider.open(disk, Logs.SMALL, false, CLOCK)) {
            Logs.result(engine.create("keyed", StreamSettings.defaults().partitions(3)));
            Logs.result(engine.create(
                    "single",
                    StreamSettings.defaults().retain(Duration.ofDays(7)).retainBytes(1 << 30)));
            Logs.result(engine.create("gone", StreamSettings.defaults()));
            RandomEvents events = new RandomEvents(new Random(2026));
            for (int i = 0; i < 70; i++) {
                List<NewEvent> some = List.of(events.next("k" + i), events.next("l" + i));
                Append append = Append.to("keyed", some)
                        .and("single", events.next("s" + i))
                        .and("gone", events.next("g" + i));
                Logs.result(engine.append(append, i % 2 == 0 ? Durability.SAFE : Durability.FAST));
            }
            Logs.result(engine.alter("single", StreamSettings.defaults().retain(Duration.ofNanos(1_500_000_001))));
            Logs.result(engine.delete("gone"));
            Logs.result(engine.compact());
            for (int i = 70; i < 80; i++) {
                Logs.result(engine.append(Append.to("keyed", events.next("k" + i)), Durability.FAST));
            }
            Files.write(list, events(engine));
        }
        disk.delete("LOCK");
    }
}
