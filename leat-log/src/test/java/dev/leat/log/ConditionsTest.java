package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import dev.leat.engine.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Conditional appends of several publishers, while the process is killed and the power fails. */
class ConditionsTest {

    private static final int PUBLISHERS = 3;
    private static final String[] STREAMS = {"a", "b"};

    /** The first two have the same hash. */
    private static final String[] SUBJECTS = {"Aa", "BB", "c"};

    private final AtomicInteger published = new AtomicInteger();

    @Property(tries = 40)
    void refusesWhatIsBrokenAndNothingElse(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        int keyBits = random.nextBoolean() ? Long.SIZE : 1 + random.nextInt(8);
        ConditionHistory history = new ConditionHistory();
        SimDisk disk = new SimDisk();
        Engine engine = Logs.open(disk, keyBits);
        for (int i = 0; i < STREAMS.length; i++) {
            Logs.result(engine.create(STREAMS[i], StreamSettings.defaults().partitions(1 + i)));
        }
        for (int round = 0; round < 3; round++) {
            boolean power = random.nextBoolean();
            CountDownLatch enough = new CountDownLatch(1 + random.nextInt(200));
            List<Thread> threads = publishers(engine, history, random, enough);
            enough.await();
            SimDisk left = power ? disk.crash(random) : disk.kill();
            for (Thread thread : threads) {
                thread.join();
            }
            engine.close();
            disk = left;
            engine = Logs.open(disk, keyBits);
            history.check(engine, power);
        }
        engine.close();
    }

    private List<Thread> publishers(Engine engine, ConditionHistory history, Random random, CountDownLatch enough) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            long seed = random.nextLong();
            Thread thread = new Thread(() -> publish(engine, history, new Random(seed), enough));
            threads.add(thread);
            thread.start();
        }
        return threads;
    }

    /** Appends until the disk is gone. What was seen of the streams is what the own appends and refusals told. */
    private void publish(Engine engine, ConditionHistory history, Random random, CountDownLatch enough) {
        Map<String, Cursor> seen = new HashMap<>();
        List<CompletableFuture<Appended>> pending = new ArrayList<>();
        while (true) {
            Append append = append(seen, random);
            Durability level = random.nextBoolean() ? Durability.SAFE : Durability.FAST;
            pending.add(history.append(engine, append, level));
            if (random.nextInt(3) > 0) {
                continue;
            }
            for (CompletableFuture<Appended> one : pending) {
                enough.countDown();
                try {
                    Appended appended = one.join();
                    for (Appended.Placed entry : appended.entries()) {
                        entry.positions().forEach(position -> saw(seen, entry.stream(), position));
                    }
                } catch (CompletionException e) {
                    if (!(e.getCause() instanceof LeatException.Conflict conflict)) {
                        assertThat(e.getCause()).isInstanceOf(LeatException.class);
                        return;
                    }
                    saw(seen, conflict.condition().stream(), conflict.at());
                }
            }
            pending.clear();
        }
    }

    private static void saw(Map<String, Cursor> seen, String stream, Position position) {
        seen.merge(stream, Cursor.at(position), (cursor, now) -> cursor.and(position));
    }

    private Append append(Map<String, Cursor> seen, Random random) {
        List<NewEvent> events = new ArrayList<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            events.add(event("t" + random.nextInt(3), SUBJECTS[random.nextInt(SUBJECTS.length)])
                    .data("text/plain", new byte[random.nextInt(1_000)]));
        }
        Append append = Append.to(STREAMS[random.nextInt(STREAMS.length)], events);
        for (int count = random.nextInt(3); count > 0; count--) {
            String stream = STREAMS[random.nextInt(STREAMS.length)];
            Filter subject = Filter.subject(SUBJECTS[random.nextInt(SUBJECTS.length)]);
            Filter filter = switch (random.nextInt(4)) {
                case 0 -> Filter.all();
                case 1 -> subject.and(Filter.type("t1"));
                case 2 -> Filter.type("t2");
                default -> subject;
            };
            append = append.when(
                    random.nextInt(5) == 0
                            ? Condition.exists(stream, filter)
                            : Condition.noneSince(stream, filter, seen.getOrDefault(stream, Cursor.NOTHING)));
        }
        return append;
    }

    private NewEvent event(String subject) {
        return event("t", subject);
    }

    private NewEvent event(String type, String subject) {
        return Event.of(type, "/s").id("e-" + published.incrementAndGet()).subject(subject);
    }

    @Test
    void aCommitThatFailsLeavesNothingBehind() throws IOException {
        SimDisk disk = new SimDisk();
        try (Engine engine = Logs.open(disk)) {
            Logs.result(engine.create("a", StreamSettings.defaults()));
            Append first = Append.to("a", event("x")).when(Condition.none("a", Filter.subject("x")));
            Append second = Append.to("a", event("y")).when(Condition.none("a", Filter.subject("y")));
            Logs.result(engine.append(second, Durability.FAST));
            disk.space(0);
            assertThatThrownBy(() -> Logs.result(engine.append(first, Durability.FAST)))
                    .isInstanceOf(LeatException.Overloaded.class);
            disk.space(Long.MAX_VALUE);
            assertThat(Logs.result(engine.append(first, Durability.FAST)).positions())
                    .containsExactly(new Position(0, 1));
            assertThatThrownBy(() -> Logs.result(engine.append(first, Durability.FAST)))
                    .isInstanceOf(LeatException.Conflict.class)
                    .hasMessageContaining("0:1")
                    .hasMessageContaining("no event of 'a' matches");
        }
    }

    @Test
    void seesWhatIsWrittenAndNotYetVisible() throws IOException {
        SimDisk disk = new SimDisk();
        try (Engine engine = Logs.open(disk)) {
            Logs.result(engine.create("a", StreamSettings.defaults()));
            List<CompletableFuture<Appended>> both = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Append append = Append.to("a", event("x")).when(Condition.none("a", Filter.subject("x")));
                both.add(engine.append(append, Durability.SAFE));
            }
            Logs.result(both.get(0));
            assertThatThrownBy(() -> Logs.result(both.get(1))).isInstanceOf(LeatException.Conflict.class);
        }
    }

    @Test
    void conditionsAloneAreAnswered() throws IOException {
        SimDisk disk = new SimDisk();
        try (Engine engine = Logs.open(disk)) {
            Logs.result(engine.create("a", StreamSettings.defaults()));
            Append looks = new Append(List.of(), null).when(Condition.exists("a", Filter.subject("x")));
            assertThatThrownBy(() -> Logs.result(engine.append(looks, Durability.SAFE)))
                    .isInstanceOf(LeatException.Conflict.class);
            Logs.result(engine.append(Append.to("a", event("x")), Durability.FAST));
            byte[] before = disk.content(Segment.fileName(1));
            assertThat(Logs.result(engine.append(looks, Durability.FAST)).positions())
                    .isEmpty();
            assertThat(Logs.result(engine.append(looks, Durability.SAFE)).positions())
                    .isEmpty();
            assertThat(disk.content(Segment.fileName(1))).isEqualTo(before);
        }
    }
}
