package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Durability;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.core.memory.MemoryEngineProvider;
import dev.leat.engine.Engine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever one thread does, the log answers as the engine in memory does, over closings, kills and crashes. */
class ModelTest {

    private static final String[] STREAMS = {"a", "b", "c", "d.e-f_G"};

    private Engine model;
    private SimDisk disk;
    private Engine log;
    private Random random;
    private RandomEvents events;
    private boolean onlySafe;
    private int published;

    @Property(tries = 60)
    void answersAsTheModelDoes(@ForAll long seed) throws IOException {
        random = new Random(seed);
        events = new RandomEvents(random);
        onlySafe = random.nextBoolean();
        published = 0;
        model = new MemoryEngineProvider().open("", HubOptions.defaults());
        disk = new SimDisk();
        log = Logs.open(disk);
        for (int step = 0; step < 150; step++) {
            step(random.nextInt(100));
        }
        reopen();
        compareAll();
        log.close();
    }

    private void step(int dice) throws IOException {
        String stream = STREAMS[random.nextInt(STREAMS.length)];
        if (dice < 8) {
            StreamSettings settings = settings();
            same(engine -> engine.create(stream, settings).thenApply(StreamInfo::settings));
        } else if (dice < 12) {
            StreamSettings settings = settings();
            same(engine -> engine.alter(stream, settings).thenApply(StreamInfo::settings));
        } else if (dice < 15) {
            same(engine -> engine.delete(stream));
        } else if (dice < 75) {
            append(stream);
        } else if (dice < 90) {
            compare(stream);
        } else if (dice < 95) {
            same(ModelTest::described);
        } else {
            reopen();
        }
    }

    private StreamSettings settings() {
        return StreamSettings.defaults()
                .partitions(1 + random.nextInt(3))
                .retain(random.nextBoolean() ? null : Duration.ofDays(1 + random.nextInt(2)))
                .retainBytes(random.nextInt(3) * 1_000_000_000L);
    }

    private void append(String stream) {
        Append append = new Append(List.of(), null);
        for (int entry = random.nextInt(5) == 0 ? 3 : 1; entry > 0; entry--) {
            String to = entry == 1 ? stream : STREAMS[random.nextInt(STREAMS.length)];
            List<NewEvent> some = new ArrayList<>();
            for (int count = random.nextInt(20) == 0 ? 60 : random.nextInt(4); count > 0; count--) {
                some.add(events.next("e" + published++));
            }
            append = append.and(to, some);
        }
        Append given = append;
        Durability level = onlySafe || random.nextBoolean() ? Durability.SAFE : Durability.FAST;
        same(engine -> engine.append(given, level).thenApply(Appended::entries));
    }

    private void reopen() throws IOException {
        int how = random.nextInt(3);
        Engine old = log;
        if (how == 0) {
            old.close();
        } else {
            disk = how == 1 && onlySafe ? disk.crash(random) : disk.kill();
            old.close();
        }
        log = Logs.open(disk);
    }

    private void compareAll() {
        same(ModelTest::described);
        for (String stream : STREAMS) {
            compare(stream);
        }
        sameEvents(global(log, Engine.ALL_STREAMS, 0), global(model, Engine.ALL_STREAMS, 0));
    }

    /** All streams, but for what their bytes are, which each engine counts as it stores them. */
    private static CompletableFuture<List<StreamInfo>> described(Engine engine) {
        return engine.describe("*")
                .thenApply(streams -> streams.stream()
                        .map(info -> new StreamInfo(info.name(), info.settings(), info.partitions(), 0, 0))
                        .toList());
    }

    private void compare(String stream) {
        List<StreamInfo> known = Logs.result(model.describe(stream));
        if (known.isEmpty()) {
            return;
        }
        for (int partition = 0; partition < known.get(0).partitions().size(); partition++) {
            long next = known.get(0).partitions().get(partition).next();
            long from = random.nextLong(next + 2);
            List<Logs.Numbered> read = Logs.read(log, stream, partition, from);
            sameEvents(texts(read), texts(Logs.read(model, stream, partition, from)));
            timesRise(read);
            sinceEachTime(stream, partition, from, read);
        }
        long from = random.nextLong(published + 1L);
        sameEvents(global(log, stream, from), global(model, stream, from));
    }

    /** Shows the first one that differs: all of them are too many to look at. */
    private static void sameEvents(List<String> read, List<String> expected) {
        for (int i = 0; i < Math.min(read.size(), expected.size()); i++) {
            assertThat(read.get(i)).isEqualTo(expected.get(i));
        }
        assertThat(read).hasSameSizeAs(expected);
    }

    private static List<String> global(Engine engine, String stream, long from) {
        return texts(Logs.read(engine, stream, Engine.ALL_PARTITIONS, from));
    }

    private static List<String> texts(List<Logs.Numbered> read) {
        return read.stream()
                .map(one -> one.number() + " " + one.event().stream() + "/"
                        + one.event().position() + " " + RandomEvents.text(one.event()))
                .toList();
    }

    private static void timesRise(List<Logs.Numbered> read) {
        Instant last = Instant.MIN;
        for (Logs.Numbered one : read) {
            assertThat(one.event().recordedTime()).isAfterOrEqualTo(last);
            last = one.event().recordedTime();
        }
    }

    /** The first event recorded at the time of one that was read is that one, or one of the same time before it. */
    private void sinceEachTime(String stream, int partition, long from, List<Logs.Numbered> read) {
        if (read.isEmpty()) {
            return;
        }
        Logs.Numbered one = read.get(random.nextInt(read.size()));
        Instant time = one.event().recordedTime();
        long expected = read.stream()
                .filter(other -> !other.event().recordedTime().isBefore(time))
                .findFirst()
                .orElseThrow()
                .number();
        long found = Logs.result(log.firstAtOrAfter(stream, partition, time));
        assertThat(Math.max(found, from)).isEqualTo(expected);
    }

    private <T> void same(Function<Engine, CompletableFuture<T>> operation) {
        Object expected = outcome(operation, model);
        assertThat(outcome(operation, log)).isEqualTo(expected);
    }

    private static <T> Object outcome(Function<Engine, CompletableFuture<T>> operation, Engine engine) {
        try {
            return Objects.requireNonNullElse(Logs.result(operation.apply(engine)), "done");
        } catch (LeatException e) {
            return e.getClass();
        }
    }
}
