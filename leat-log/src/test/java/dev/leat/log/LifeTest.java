package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import dev.leat.core.memory.MemoryEngineProvider;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import dev.leat.engine.Partitioner;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole life of streams, one step after the other: whatever is appended under conditions or more than once, expires, is
 * compacted, altered, deleted, backed up and restored, the log answers as the engine in memory does, over closings, kills,
 * crashes and failures while it is cleaned; and so do a hub that only reads it and each of its backups.
 *
 * <p>Many rounds: {@code mvn -pl leat-log -am test -Dtest=LifeTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dleat.soak.rounds=500}
 */
class LifeTest {

    private static final int ROUNDS = Integer.getInteger("leat.soak.rounds", 12);
    private static final int STEPS = 250;
    private static final String[] STREAMS = {"a", "b", "c"};

    private StoppedClock clock;
    private Random random;
    private RandomEvents events;
    private Engine model;
    private boolean onlySafe;
    private SimDisk disk;
    private SimDisk backup;
    private Engine log;
    private Engine follower;
    private int published;

    @Test
    @Timeout(36_000)
    void answersAsTheModelDoes() throws IOException {
        Random seeds = new Random();
        for (int round = 0; round < ROUNDS; round++) {
            long seed = Long.getLong("leat.soak.seed", seeds.nextLong());
            try {
                live(seed);
            } catch (LeatException | AssertionError | IOException e) {
                throw new AssertionError("-Dleat.soak.seed=" + seed, e);
            }
        }
    }

    private void live(long seed) throws IOException {
        clock = new StoppedClock();
        random = new Random(seed);
        events = new RandomEvents(random);
        onlySafe = random.nextBoolean();
        published = 0;
        model = new MemoryEngineProvider().open("", HubOptions.defaults().clock(clock));
        disk = new SimDisk();
        backup = new SimDisk();
        log = open(disk, false);
        follower = open(disk, true);
        for (int step = 0; step < STEPS; step++) {
            step(random.nextInt(100));
        }
        reopen();
        settle();
        compare(log, true);
        follower.close();
        log.close();
        assertThat(LogVerifier.verify(disk).problems()).isEmpty();
        assertThat(disk.openFiles()).isZero();
    }

    private void step(int dice) throws IOException {
        String stream = STREAMS[random.nextInt(STREAMS.length)];
        if (dice < 5) {
            StreamSettings settings = settings();
            Durability level = level();
            same(engine -> engine.create(stream, settings, level).thenApply(StreamInfo::settings));
        } else if (dice < 9) {
            settle();
            StreamSettings settings = settings();
            same(engine -> engine.alter(stream, settings).thenApply(StreamInfo::settings));
        } else if (dice < 10) {
            same(engine -> engine.delete(stream));
        } else if (dice < 68) {
            append();
        } else if (dice < 76) {
            clock.pass(Duration.ofSeconds(random.nextInt(40)));
        } else if (dice < 82) {
            compare(log, false);
        } else if (dice < 85) {
            compare(follower, false);
        } else if (dice < 89) {
            settle();
            compare(log, true);
            compare(follower, true);
        } else if (dice < 92) {
            backUp();
        } else if (dice < 94) {
            failCleaning();
        } else {
            reopen();
        }
    }

    private StreamSettings settings() {
        StreamSettings settings = StreamSettings.defaults().partitions(1 + random.nextInt(3));
        settings = random.nextBoolean() ? settings : settings.retain(Duration.ofSeconds(1 + random.nextInt(200)));
        settings = random.nextInt(3) > 0 ? settings : settings.compact(Duration.ofSeconds(random.nextInt(60)));
        return random.nextBoolean() ? settings : settings.dedupe(Duration.ofSeconds(1 + random.nextInt(100)));
    }

    private Durability level() {
        return onlySafe || random.nextBoolean() ? Durability.SAFE : Durability.FAST;
    }

    /** Compacts both: from here on they have the same events until something is compacted again. */
    private void settle() {
        Logs.result(log.compact());
        Logs.result(model.compact());
    }

    // ---- appending

    private void append() {
        clock.pass(Duration.ofNanos(1_000));
        Append append = new Append(List.of(), null);
        for (int entry = random.nextInt(4) == 0 ? 3 : 1; entry > 0; entry--) {
            append = append.and(STREAMS[random.nextInt(STREAMS.length)], some());
        }
        if (random.nextInt(4) == 0) {
            append = append.when(condition());
        }
        if (random.nextInt(8) == 0) {
            String stream = STREAMS[random.nextInt(STREAMS.length)];
            append = append.commit("s" + random.nextInt(2), stream, Cursor.parse("0:" + random.nextInt(100)));
        }
        if (isOpen(append)) {
            settle();
        }
        Append given = append;
        Durability level = level();
        same(engine -> engine.append(given, level).thenApply(Appended::entries));
        if (random.nextInt(10) == 0) {
            same(engine -> engine.append(given, level).thenApply(Appended::entries));
        }
    }

    private List<NewEvent> some() {
        List<NewEvent> some = new ArrayList<>();
        for (int count = random.nextInt(10) == 0 ? 60 : random.nextInt(4); count > 0; count--) {
            boolean again = published > 0 && random.nextInt(3) == 0;
            NewEvent event = events.numbered("e" + (again ? random.nextInt(published) : published++));
            some.add(random.nextInt(60) == 0 ? event.data(null, new byte[100_000]) : event);
        }
        return some;
    }

    private Condition condition() {
        String stream = STREAMS[random.nextInt(STREAMS.length)];
        Filter filter = switch (random.nextInt(3)) {
            case 0 -> Filter.all();
            case 1 -> Filter.parse("id LIKE 'e" + random.nextInt(10) + "%'");
            default -> subject();
        };
        Cursor cursor = Cursor.NOTHING;
        for (StreamInfo info : Logs.result(model.describe(stream))) {
            for (int partition = 0; partition < info.partitions().size(); partition++) {
                long next = info.partitions().get(partition).next();
                long seen = next - (random.nextInt(3) == 0 ? random.nextInt(10) : 1);
                cursor = seen < 0 ? cursor : cursor.and(new Position(partition, seen));
            }
        }
        return switch (random.nextInt(5)) {
            case 0 -> Condition.exists(stream, filter);
            case 1 -> Condition.none(stream, filter);
            default -> Condition.noneSince(stream, filter, cursor);
        };
    }

    private Filter subject() {
        return Filter.subject("key-" + random.nextInt(22));
    }

    /** Whether what becomes of an append depends on what compaction has taken so far. */
    private boolean isOpen(Append append) {
        return append.entries().stream().anyMatch(entry -> isCompacted(entry.stream(), true))
                || append.conditions().stream().anyMatch(condition -> isCompacted(condition.stream(), false));
    }

    private boolean isCompacted(String stream, boolean once) {
        return Logs.result(model.describe(stream)).stream()
                .map(StreamInfo::settings)
                .anyMatch(settings -> settings.compact() != null && (!once || settings.dedupe() != null));
    }

    private <T> void same(Function<Engine, CompletableFuture<T>> operation) {
        Object expected = outcome(operation, model);
        assertThat(outcome(operation, log)).isEqualTo(expected);
    }

    private static <T> Object outcome(Function<Engine, CompletableFuture<T>> operation, Engine engine) {
        try {
            return Objects.requireNonNullElse(Logs.result(operation.apply(engine)), "done");
        } catch (LeatException.Conflict e) {
            return e.condition() instanceof Condition.Exists ? e.condition() : e.condition() + " " + e.at();
        } catch (LeatException e) {
            return e.getClass();
        }
    }

    // ---- what happens to a log

    private Engine open(SimDisk from, boolean readOnly) throws IOException {
        return LogEngineProvider.open(from, Logs.SMALL, readOnly, clock);
    }

    private void reopen() throws IOException {
        follower.close();
        SimDisk old = disk;
        switch (random.nextInt(4)) {
            case 0 -> log.close();
            case 1 -> {
                log.close();
                disk = old.copy();
                loseIndexes();
            }
            default -> disk = onlySafe && random.nextBoolean() ? old.crash(random) : old.kill();
        }
        log.close();
        log = open(disk, false);
        follower = open(disk, true);
        compare(log, false);
    }

    private void loseIndexes() throws IOException {
        for (String name : disk.list()) {
            if (name.matches(".*\\.(idx|key)") && random.nextBoolean()) {
                disk.delete(name);
            }
        }
    }

    private void failCleaning() throws IOException {
        long at = disk.operations() + 1 + random.nextInt(80);
        disk.fail(at, random.nextBoolean() ? at + 1 : Long.MAX_VALUE);
        outcome(Engine::compact, log);
        disk.fail(Long.MAX_VALUE, Long.MAX_VALUE);
        compare(log, false);
        reopen();
    }

    /** Backs up into the same place again and again; sometimes the log goes on from there. */
    private void backUp() throws IOException {
        try (OpenLog reading = ReadOnlyLog.open(disk, Logs.SMALL, clock)) {
            new Backup(reading, disk, backup).run();
        }
        assertThat(LogVerifier.verify(backup).problems()).isEmpty();
        try (Engine engine = open(backup, true)) {
            compare(engine, false);
        }
        if (random.nextInt(4) == 0) {
            follower.close();
            log.close();
            disk = backup.copy();
            backup = random.nextBoolean() ? backup : new SimDisk();
            log = open(disk, false);
            follower = open(disk, true);
            compare(log, false);
        }
    }

    // ---- comparing

    /** @param settled whether nothing has happened since all that can be compacted was */
    private void compare(Engine engine, boolean settled) {
        List<StreamInfo> known = Logs.streams(model);
        List<StreamInfo> described = Logs.streams(engine);
        assertThat(described.stream().map(StreamInfo::name))
                .isEqualTo(known.stream().map(StreamInfo::name).toList());
        for (int i = 0; i < known.size(); i++) {
            assertThat(described.get(i).settings()).isEqualTo(known.get(i).settings());
            for (int partition = 0; partition < known.get(i).partitions().size(); partition++) {
                compare(engine, known.get(i), described.get(i), partition, settled);
            }
        }
        for (String stream : STREAMS) {
            boolean compacted = isCompacted(stream, false);
            if (known.stream().anyMatch(info -> info.name().equals(stream))) {
                long from = random.nextLong(published + 1L);
                sameEvents(all(engine, stream, from), all(model, stream, from), settled || !compacted);
            }
        }
        sameEvents(all(engine, Engine.ALL_STREAMS, 0), all(model, Engine.ALL_STREAMS, 0), settled);
        for (String name : List.of("s0", "s1")) {
            assertThat(Logs.result(engine.committed(name))).isEqualTo(Logs.result(model.committed(name)));
        }
    }

    private static List<Logs.Numbered> all(Engine engine, String stream, long from) {
        return Logs.read(engine, stream, Engine.ALL_PARTITIONS, from);
    }

    private void compare(Engine engine, StreamInfo known, StreamInfo described, int partition, boolean settled) {
        String stream = known.name();
        StreamInfo.Span expected = known.partitions().get(partition);
        StreamInfo.Span span = described.partitions().get(partition);
        assertThat(span.next()).as("%s %s", stream, partition).isEqualTo(expected.next());
        List<Logs.Numbered> all = Logs.read(model, stream, partition, expected.first());
        List<Logs.Numbered> read = Logs.read(engine, stream, partition, span.first());
        boolean exact = settled || known.settings().compact() == null;
        sameEvents(read, all, exact);
        if (span.first() > 0) {
            assertThat(outcome(e -> e.read(fetch(stream, partition, 0, Filter.all())), engine))
                    .isEqualTo(LeatException.Expired.class);
        }
        if (exact) {
            subject(engine, stream, partition, read, random.nextLong(span.first(), span.next() + 1));
            since(engine, stream, partition, read);
        }
    }

    private void subject(Engine engine, String stream, int partition, List<Logs.Numbered> read, long from) {
        Filter subject = subject();
        assertThat(texts(filtered(engine, stream, partition, from, subject)))
                .isEqualTo(texts(read.stream()
                        .filter(one -> one.number() >= from && subject.test(one.event()))
                        .toList()));
    }

    private void since(Engine engine, String stream, int partition, List<Logs.Numbered> read) {
        if (read.isEmpty()) {
            return;
        }
        Instant time = read.get(random.nextInt(read.size())).event().recordedTime();
        long found = Logs.result(engine.firstAtOrAfter(stream, partition, time));
        assertThat(read.stream().filter(one -> one.number() >= found).findFirst())
                .isEqualTo(read.stream()
                        .filter(one -> !one.event().recordedTime().isBefore(time))
                        .findFirst());
    }

    private static Fetch fetch(String stream, int partition, long from, Filter filter) {
        return new Fetch(stream, partition, from, 16 * 1024, Duration.ZERO, filter);
    }

    private static List<Logs.Numbered> filtered(Engine engine, String stream, int partition, long from, Filter filter) {
        List<Logs.Numbered> events = new ArrayList<>();
        for (long at = from; ; ) {
            Batch batch = Logs.result(engine.read(fetch(stream, partition, at, filter)));
            while (batch.next()) {
                Event event = batch.event();
                if (filter.test(event)) {
                    events.add(new Logs.Numbered(batch.offset(), event));
                }
            }
            if (batch.nextOffset() == at) {
                return events;
            }
            at = batch.nextOffset();
        }
    }

    /** Shows the first one that differs: all of them are too many to look at. */
    private void sameEvents(List<Logs.Numbered> read, List<Logs.Numbered> expected, boolean exact) {
        List<String> found = texts(exact ? read : latest(read));
        List<String> wanted = texts(exact ? expected : latest(expected));
        for (int i = 0; i < Math.min(found.size(), wanted.size()); i++) {
            assertThat(found.get(i)).isEqualTo(wanted.get(i));
        }
        assertThat(found).hasSameSizeAs(wanted);
    }

    private static List<String> texts(List<Logs.Numbered> read) {
        return read.stream()
                .map(one -> one.number() + " " + one.event().stream() + "/"
                        + one.event().position() + " " + one.event().recordedTime() + " "
                        + RandomEvents.text(one.event()))
                .toList();
    }

    /** What compaction leaves at least. */
    private List<Logs.Numbered> latest(List<Logs.Numbered> read) {
        Map<Object, Integer> latest = new LinkedHashMap<>();
        for (int i = 0; i < read.size(); i++) {
            Event event = read.get(i).event();
            boolean compacted = isCompacted(event.stream(), false);
            List<Object> key = List.of(event.stream(), event.position().partition(), Partitioner.key(event));
            latest.put(compacted ? key : i, i);
        }
        return IntStream.range(0, read.size())
                .filter(latest::containsValue)
                .mapToObj(read::get)
                .filter(one -> one.event().getData() != null || !isCompacted(one.event().stream(), false))
                .toList();
    }
}
