package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.NewEvent;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is read of one subject is what is found by reading all, whatever becomes of the log and its key files. */
class SubjectReadingTest {

    private static final String[] STREAMS = {"a", "b"};

    private Random random = new Random(1);
    private RandomEvents events = new RandomEvents(random);
    private SimDisk disk = new SimDisk();
    private LogSettings settings = Logs.SMALL;
    private int subjects;
    private int published;

    @Property(tries = 60)
    void findsWhatAFilteredScanFinds(@ForAll long seed) throws IOException {
        random = new Random(seed);
        events = new RandomEvents(random);
        disk = new SimDisk();
        int bits = random.nextInt(3) == 0 ? 1 + random.nextInt(10) : Long.SIZE;
        settings = new LogSettings(Logs.SMALL.segmentBytes(), Logs.SMALL.publishWait(), bits);
        subjects = 1 + random.nextInt(random.nextBoolean() ? 10 : 400);
        Engine engine = open(false);
        for (String stream : STREAMS) {
            Logs.result(engine.create(stream, StreamSettings.defaults().partitions(1 + random.nextInt(3))));
        }
        for (int step = 0; step < 25; step++) {
            int dice = random.nextInt(10);
            if (dice < 6) {
                publish(engine);
            } else if (dice < 8) {
                compare(engine);
            } else {
                engine = reopen(engine);
            }
        }
        compare(engine);
        awaitKeyFiles();
        compare(engine);
        engine.close();
        try (Engine reader = open(true)) {
            compare(reader);
        }
        assertThat(disk.openFiles()).isZero();
    }

    @Property(tries = 15)
    void findsItInALogThatAnotherProcessWrites(@ForAll long seed) throws IOException {
        random = new Random(seed);
        events = new RandomEvents(random);
        disk = new SimDisk();
        settings = Logs.SMALL;
        subjects = 1 + random.nextInt(400);
        Engine writer = open(false);
        for (String stream : STREAMS) {
            Logs.result(writer.create(stream, StreamSettings.defaults().partitions(1 + random.nextInt(3))));
        }
        Engine reader = open(true);
        for (int round = 0; round < 8; round++) {
            publish(writer);
            compare(reader);
            if (random.nextInt(4) == 0) {
                writer.close();
                writer = open(false);
            }
        }
        reader.close();
        writer.close();
        assertThat(disk.openFiles()).isZero();
    }

    private Engine open(boolean readOnly) throws IOException {
        return LogEngineProvider.open(disk, settings, readOnly, Clock.systemUTC());
    }

    /** The closed segments get theirs in the background; those that were damaged when they were first used, too. */
    private void awaitKeyFiles() throws IOException {
        List<Integer> segments = Manifest.read(disk).segments();
        await().until(() -> segments.stream()
                .limit(segments.size() - 1)
                .allMatch(segment -> disk.exists(Segment.keyName(segment))));
    }

    private void publish(Engine engine) {
        for (int append = random.nextInt(8); append > 0; append--) {
            List<NewEvent> some = new ArrayList<>();
            for (int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 200 : 5); count > 0; count--) {
                NewEvent event = events.next("e" + published++);
                some.add(random.nextInt(10) == 0 ? event : event.subject(subject()));
            }
            Logs.result(engine.append(
                    Append.to(STREAMS[random.nextInt(2)], some),
                    random.nextInt(4) == 0 ? Durability.SAFE : Durability.FAST));
        }
    }

    /** Some are frequent, most are not, some are too long for the dictionary. */
    private String subject() {
        int number = random.nextInt(1 + random.nextInt(subjects));
        return number % 7 == 6 ? "s" + "x".repeat(300) + number : "s" + number;
    }

    private Engine reopen(Engine old) throws IOException {
        int how = random.nextInt(3);
        if (how == 0) {
            old.close();
        } else {
            disk = how == 1 ? disk.crash(random) : disk.kill();
            old.close();
        }
        for (String name : disk.list()) {
            if (name.endsWith(".key")) {
                harm(name, random.nextInt(6));
            }
        }
        return open(false);
    }

    private void harm(String name, int dice) {
        byte[] content = disk.content(name);
        if (dice == 0) {
            disk.change(name, null);
        } else if (dice == 1 && content.length > 0) {
            content[random.nextInt(content.length)] ^= (byte) (1 + random.nextInt(255));
            disk.change(name, content);
        } else if (dice == 2) {
            disk.change(name, Arrays.copyOf(content, random.nextInt(content.length + 1)));
        }
    }

    private void compare(Engine engine) {
        for (StreamInfo stream : Logs.streams(engine)) {
            for (int partition = 0; partition < stream.partitions().size(); partition++) {
                List<Logs.Numbered> all = Logs.read(engine, stream.name(), partition, 0);
                for (int i = 0; i < 5; i++) {
                    String subject = subject();
                    long from = random.nextInt(3) > 0
                            ? 0
                            : random.nextLong(stream.partitions().get(partition).next() + 2);
                    Filter filter = random.nextInt(4) > 0
                            ? Filter.subject(subject)
                            : Filter.subject(subject).and(Filter.type("type-1"));
                    List<String> expected = texts(all.stream()
                            .filter(one -> one.number() >= from && filter.test(one.event()))
                            .toList());
                    assertThat(texts(read(engine, stream, partition, from, filter)))
                            .as("%s/%s from %s: %s", stream.name(), partition, from, filter)
                            .isEqualTo(expected);
                }
            }
        }
    }

    private List<Logs.Numbered> read(Engine engine, StreamInfo stream, int partition, long from, Filter filter) {
        List<Logs.Numbered> found = new ArrayList<>();
        int maxBytes = 1 + random.nextInt(5_000);
        for (long at = from; ; ) {
            Fetch fetch = new Fetch(stream.name(), partition, at, maxBytes, Duration.ZERO, filter);
            Batch batch = Logs.result(engine.read(fetch));
            while (batch.next()) {
                assertThat(batch.offset()).isGreaterThanOrEqualTo(at);
                if (filter.test(batch::attribute)) {
                    found.add(new Logs.Numbered(batch.offset(), batch.event()));
                }
            }
            if (batch.nextOffset() == at) {
                assertThat(at)
                        .isGreaterThanOrEqualTo(
                                stream.partitions().get(partition).next());
                return found;
            }
            assertThat(batch.nextOffset()).isGreaterThan(at);
            at = batch.nextOffset();
        }
    }

    private static List<String> texts(List<Logs.Numbered> read) {
        return read.stream()
                .map(one -> one.number() + " " + one.event().position() + " "
                        + one.event().recordedTime() + " " + RandomEvents.text(one.event()))
                .toList();
    }
}
