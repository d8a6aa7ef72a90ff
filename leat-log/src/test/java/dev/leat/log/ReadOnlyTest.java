package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.Start;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import dev.leat.log.disk.Disk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that only reads sees what another one writes, once it has reached its durability. */
class ReadOnlyTest {

    private final SimDisk disk = new SimDisk();
    private final RandomEvents events = new RandomEvents(new Random(11));
    private final List<String> published = new ArrayList<>();

    private void append(Engine writer, int bytes, Durability level) {
        Append append = Append.to("a", events.numbered("e-" + published.size()).data(null, new byte[bytes]));
        Logs.result(writer.append(append, level));
        published.add("e-" + published.size());
    }

    private Engine writer() throws IOException {
        Engine writer = Logs.open(disk);
        Logs.result(writer.create("a", StreamSettings.defaults()));
        return writer;
    }

    /** Reads as a follower does, until it has seen all. */
    private void follow(Engine reader, List<String> seen) {
        while (seen.size() < published.size()) {
            Batch batch = Logs.result(reader.read(new Fetch("a", 0, seen.size(), 50_000, Duration.ofSeconds(20))));
            while (batch.next()) {
                assertThat(batch.offset()).isEqualTo(seen.size());
                seen.add(batch.event().getId());
            }
        }
        assertThat(seen).isEqualTo(published);
    }

    @Test
    void followsWhatIsWrittenOverSegmentsAndOpenings() throws IOException {
        Engine writer = writer();
        append(writer, 100, Durability.SAFE);
        Engine reader = Logs.openReadOnly(disk);
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            follow(reader, seen);
            append(writer, i % 7 == 0 ? 30_000 : 200, i % 3 == 0 ? Durability.FAST : Durability.SAFE);
            if (i % 20 == 10) {
                writer.close();
                writer = writer();
            }
            if (i % 20 == 15) {
                disk.fail(disk.operations(), Long.MAX_VALUE); // so that it is not closed cleanly
                writer.close();
                disk.fail(Long.MAX_VALUE, Long.MAX_VALUE);
                writer = writer();
            }
        }
        follow(reader, seen);
        List<Logs.Numbered> all = Logs.read(reader, Engine.ALL_STREAMS, Engine.ALL_PARTITIONS, 0);
        assertThat(all).extracting(one -> one.event().getId()).isEqualTo(published);
        reader.close();
        writer.close();
    }

    @Test
    void showsSafeEventsOnlyOnceTheyAreSynced() throws IOException {
        try (Engine writer = writer();
                Engine reader = Logs.openReadOnly(disk)) {
            append(writer, 100, Durability.SAFE);
            disk.failSyncs();
            assertThatThrownBy(() -> append(writer, 100, Durability.SAFE)).isInstanceOf(LeatException.InDoubt.class);
            assertThat(Logs.streams(reader).get(0).partitions().get(0).next()).isEqualTo(1);
            assertThat(Logs.read(reader, "a", 0, 0)).hasSize(1);
        }
    }

    @Test
    void seesStreamsThatAreCreatedAndDeletedLater() throws IOException {
        try (Engine writer = writer();
                Engine reader = Logs.openReadOnly(disk)) {
            append(writer, 10, Durability.FAST);
            Logs.result(writer.create("later", StreamSettings.defaults()));
            assertThat(Logs.streams(reader)).extracting(stream -> stream.name()).containsExactly("a", "later");
            var waiting = reader.read(new Fetch("a", 0, 1, 1_000, Duration.ofMinutes(5)));
            Logs.result(writer.delete("a"));
            assertThatThrownBy(() -> Logs.result(waiting)).isInstanceOf(LeatException.NotFound.class);
            assertThat(Logs.streams(reader)).extracting(stream -> stream.name()).containsExactly("later");
        }
    }

    @Test
    void seesWhatBecameOfStreamsInASegmentThatIsCleanedAtOnce() throws IOException {
        try (Engine writer = writer()) {
            append(writer, 10, Durability.SAFE);
            try (Engine reader = Logs.openReadOnly(disk)) {
                assertThat(Logs.streams(reader)).hasSize(1);
                Logs.result(writer.delete("a"));
                Logs.result(writer.create("b", StreamSettings.defaults()));
                assertThat(Logs.result(writer.compact())).isPositive();
                assertThat(Logs.streams(reader))
                        .extracting(stream -> stream.name())
                        .containsExactly("b");
            }
        }
    }

    @Test
    void looksAgainWhereCleaningHasReplacedWhatItOpens() throws IOException {
        try (Engine writer = Logs.open(disk)) {
            Logs.result(writer.create("a", StreamSettings.defaults().compacted()));
            append(writer, 10, Durability.SAFE);
            Logs.result(writer.compact());
            AtomicInteger times = new AtomicInteger(3);
            Disk cleaned = beforeOpening(name -> {
                if (name.endsWith(".log") && times.getAndDecrement() > 0) {
                    Logs.result(writer.append(Append.to("a", events.next("x").subject("k")), Durability.SAFE));
                    Logs.result(writer.append(Append.to("a", events.next("y").subject("k")), Durability.SAFE));
                    Logs.result(writer.compact());
                }
            });
            try (Engine reader = LogEngineProvider.open(cleaned, Logs.SMALL, true, Clock.systemUTC())) {
                assertThat(times).hasNonPositiveValue();
                assertThat(Logs.read(reader, "a", 0, 0)).hasSize(2);
                append(writer, 10, Durability.SAFE);
                Logs.result(writer.compact());
                times.set(3);
                assertThat(Logs.streams(reader).get(0).partitions().get(0).next())
                        .isEqualTo(14);
                assertThat(times).hasNonPositiveValue();
            }
        }
    }

    @Test
    void readsInGlobalOrderWhatHasBeenCleanedSinceItLookedLast() throws IOException {
        try (Engine writer = Logs.open(disk)) {
            Logs.result(writer.create("a", StreamSettings.defaults().compacted()));
            for (int i = 0; i < 3; i++) {
                append(writer, 10, Durability.SAFE);
                append(writer, 10, Durability.SAFE);
                Logs.result(writer.compact());
            }
            List<Long> kept = all(writer);
            try (Engine reader = Logs.openReadOnly(disk);
                    Engine other = Logs.openReadOnly(disk)) {
                Logs.result(writer.append(Append.to("a", events.next("x").subject("k")), Durability.SAFE));
                Logs.result(writer.append(Append.to("a", events.next("y").subject("k")), Durability.SAFE));
                Logs.result(writer.compact());
                assertThat(all(reader)).containsAll(kept);
                long first = Logs.result(other.firstAtOrAfter("a", Engine.ALL_PARTITIONS, Instant.EPOCH));
                assertThat(first).isLessThanOrEqualTo(kept.get(0));
            }
        }
    }

    private static List<Long> all(Engine engine) {
        return Logs.read(engine, Engine.ALL_STREAMS, Engine.ALL_PARTITIONS, 0).stream()
                .map(Logs.Numbered::number)
                .toList();
    }

    /** This disk, on which something is done each time before a file is opened. */
    private Disk beforeOpening(Consumer<String> action) {
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("open")) {
                        action.accept((String) arguments[0]);
                    }
                    try {
                        return method.invoke(disk, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void refusesToWrite() throws IOException {
        writer().close();
        try (Engine reader = Logs.openReadOnly(disk)) {
            assertThatThrownBy(() -> Logs.result(reader.append(Append.to("a", events.next("x")), Durability.FAST)))
                    .isInstanceOf(LeatException.Denied.class);
            assertThatThrownBy(() -> Logs.result(reader.create("b", StreamSettings.defaults())))
                    .isInstanceOf(LeatException.Denied.class);
            assertThatThrownBy(() -> Logs.result(reader.delete("a"))).isInstanceOf(LeatException.Denied.class);
        }
        assertThatThrownBy(() -> Logs.openReadOnly(new SimDisk())).isInstanceOf(LeatException.NotFound.class);
    }

    @Test
    void endsWhoWaitsWhenItIsClosed() throws IOException {
        writer().close();
        Engine reader = Logs.openReadOnly(disk);
        var waiting = reader.read(new Fetch("a", 0, 0, 1_000, Duration.ofMinutes(5)));
        reader.close();
        assertThatThrownBy(() -> Logs.result(waiting)).isInstanceOf(LeatException.Closed.class);
        assertThat(disk.openFiles()).isZero();
    }

    @Test
    void followsAnotherProcessOverItsDeath(@TempDir Path directory) throws Exception {
        Process child = KillTest.start(directory, "0");
        List<String> seen = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            assertThat(lines.readLine()).isNotNull();
            try (Hub reader =
                    Hub.open(directory.toString(), KillTest.Publisher.options().readOnly(true))) {
                Iterator<Event> all = reader.stream("a").read().follow().iterator();
                while (seen.size() < 2_000) {
                    seen.add(all.next().getId());
                    while (lines.ready()) {
                        lines.readLine();
                    }
                }
                child.toHandle().destroyForcibly();
                child.waitFor();
                try (Hub writer = Hub.open(directory.toString(), KillTest.Publisher.options())) {
                    writer.stream("a").publish(events.numbered("last")).await();
                    while (!seen.get(seen.size() - 1).equals("last")) {
                        seen.add(all.next().getId());
                    }
                    assertThat(seen).isEqualTo(ids(writer));
                }
            }
        }
    }

    private static List<String> ids(Hub hub) {
        List<String> ids = new ArrayList<>();
        hub.stream("a").read().from(Start.earliest()).forEach(event -> ids.add(event.getId()));
        return ids;
    }
}
