package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Condition;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Several publishers publish the same events to a stream that wants each once, while the process is killed and the power fails. */
class DedupeTest {

    private static final int PUBLISHERS = 3;
    private static final int IDS = 60;
    private static final StreamSettings ONCE = StreamSettings.defaults().dedupe(StreamSettings.FOREVER);

    /** An append to the stream, and what became of it. */
    private record Answer(Append append, Durability level, Appended appended) {}

    @Property(tries = 40)
    void recordsEachEventOnce(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        int keyBits = random.nextBoolean() ? Long.SIZE : 1 + random.nextInt(8);
        int partitions = 1 + random.nextInt(3);
        SimDisk disk = new SimDisk();
        Engine engine = Logs.open(disk, keyBits);
        Logs.result(engine.create("a", ONCE.partitions(partitions)));
        for (int round = 0; round < 4; round++) {
            boolean power = random.nextInt(3) == 0;
            boolean clean = !power && random.nextBoolean();
            CountDownLatch enough = new CountDownLatch(1 + random.nextInt(100));
            ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
            List<Thread> threads = publishers(engine, round, answers, random, enough);
            enough.await();
            SimDisk left;
            if (clean) {
                engine.close();
                left = disk.kill();
            } else {
                left = power ? disk.crash(random) : disk.kill();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            engine.close();
            disk = left;
            engine = Logs.open(disk, keyBits);
            check(engine, partitions, answers, power);
        }
        engine.close();
    }

    private static List<Thread> publishers(
            Engine engine, int round, ConcurrentLinkedQueue<Answer> answers, Random random, CountDownLatch enough) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            long seed = random.nextLong();
            Thread thread = new Thread(() -> publish(engine, round, answers, new Random(seed), enough));
            threads.add(thread);
            thread.start();
        }
        return threads;
    }

    private static void publish(
            Engine engine, int round, ConcurrentLinkedQueue<Answer> answers, Random random, CountDownLatch enough) {
        List<CompletableFuture<?>> pending = new ArrayList<>();
        while (true) {
            List<NewEvent> events = new ArrayList<>();
            for (int count = 1 + random.nextInt(4); count > 0; count--) {
                events.add(event(round * IDS / 2 + random.nextInt(IDS), random));
            }
            Append append = Append.to("a", events);
            Durability level = random.nextBoolean() ? Durability.SAFE : Durability.FAST;
            pending.add(engine.append(append, level).thenAccept(appended -> {
                answers.add(new Answer(append, level, appended));
                enough.countDown();
            }));
            if (random.nextInt(4) == 0) {
                for (CompletableFuture<?> one : pending) {
                    try {
                        Logs.result(one);
                    } catch (LeatException e) {
                        enough.countDown();
                        return;
                    }
                }
                pending.clear();
            }
        }
    }

    /** Of this number: half of them have UUIDs, and each number has two sources. */
    private static NewEvent event(int number, Random random) {
        String id = number % 2 == 0 ? "e-" + number : new UUID(7, number).toString();
        return Event.of("t", "/s" + random.nextInt(2))
                .id(id)
                .subject("key-" + random.nextInt(5))
                .data("text/plain", new byte[random.nextInt(3_000)]);
    }

    private static String identity(io.cloudevents.CloudEvent event) {
        return event.getSource() + " " + event.getId();
    }

    private static void check(Engine engine, int partitions, ConcurrentLinkedQueue<Answer> answers, boolean power) {
        Map<String, Position> stored = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            for (Logs.Numbered one : Logs.read(engine, "a", partition, 0)) {
                assertThat(stored.put(identity(one.event()), one.event().position()))
                        .as("%s once more", one.event())
                        .isNull();
            }
        }
        Set<String> recorded = new HashSet<>();
        for (Answer answer : answers) {
            if (power && answer.level == Durability.FAST) {
                continue;
            }
            Appended.Placed placed = answer.appended.entries().get(0);
            List<? extends io.cloudevents.CloudEvent> events =
                    answer.append.entries().get(0).events();
            for (int i = 0; i < events.size(); i++) {
                String identity = identity(events.get(i));
                assertThat(placed.positions().get(i))
                        .as("%s of %s", identity, answer)
                        .isEqualTo(stored.get(identity));
                if (!placed.duplicates().contains(i)) {
                    assertThat(recorded.add(identity))
                            .as("%s is new once", identity)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void aCommitThatFailsLeavesNothingBehind() throws IOException {
        SimDisk disk = new SimDisk();
        try (Engine engine = Logs.open(disk)) {
            Logs.result(engine.create("a", ONCE));
            Append append = Append.to("a", event(1, new Random(1)), event(2, new Random(1)));
            Logs.result(engine.append(Append.to("a", event(3, new Random(1))), Durability.FAST));
            disk.space(0);
            assertThatThrownBy(() -> Logs.result(engine.append(append, Durability.FAST)))
                    .isInstanceOf(LeatException.Overloaded.class);
            disk.space(Long.MAX_VALUE);
            Appended appended = Logs.result(engine.append(append, Durability.FAST));
            assertThat(appended.duplicates()).isZero();
            assertThat(appended.positions()).containsExactly(new Position(0, 1), new Position(0, 2));
            Appended again = Logs.result(engine.append(append, Durability.FAST));
            assertThat(again.duplicates()).isEqualTo(2);
            assertThat(again.positions()).isEqualTo(appended.positions());
        }
    }

    @Test
    void aRepeatedConditionalAppendIsADuplicateHoweverCloseItComes() throws IOException {
        SimDisk disk = new SimDisk();
        try (Engine engine = Logs.open(disk)) {
            Logs.result(engine.create("a", ONCE));
            for (int number = 0; number < 200; number++) {
                Append append = Append.to("a", event(number, new Random(1)))
                        .when(Condition.none("a", Filter.attribute("id", "e-" + number)));
                List<CompletableFuture<Appended>> tries = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    tries.add(engine.append(append, i == 1 ? Durability.SAFE : Durability.FAST));
                }
                int duplicates = 0;
                for (CompletableFuture<Appended> one : tries) {
                    duplicates += Logs.result(one).duplicates();
                }
                assertThat(duplicates).isEqualTo(2);
            }
        }
    }

    @Test
    void duplicatesThatWereNotSyncedYetAreWhenTheyAreAnswered() throws IOException {
        SimDisk disk = new SimDisk();
        Engine engine = Logs.open(disk);
        Logs.result(engine.create("a", ONCE));
        Append append = Append.to("a", event(1, new Random(1)));
        Logs.result(engine.append(append, Durability.FAST));
        assertThat(Logs.result(engine.append(append, Durability.SAFE)).duplicates())
                .isEqualTo(1);
        SimDisk left = disk.crash(new Random(1));
        engine.close();
        try (Engine again = Logs.open(left)) {
            assertThat(Logs.read(again, "a", 0, 0)).hasSize(1);
        }
    }

    @Test
    void aLogOfSeveralSegmentsIsKnownWhenItIsOpenedAgain() throws IOException {
        SimDisk disk = new SimDisk();
        List<NewEvent> events = new ArrayList<>();
        for (int number = 0; number < 400; number++) {
            events.add(event(number, new Random(number)));
        }
        try (Engine engine = Logs.open(disk)) {
            Logs.result(engine.create("a", StreamSettings.defaults().partitions(2)));
            for (NewEvent event : events) {
                Logs.result(engine.append(Append.to("a", event), Durability.FAST));
            }
            assertThat(disk.exists(Segment.fileName(3))).isTrue();
        }
        try (Engine engine = Logs.open(disk)) {
            Logs.result(engine.alter("a", ONCE.partitions(2)));
            for (int from = 0; from < events.size(); from += 50) {
                Appended appended =
                        Logs.result(engine.append(Append.to("a", events.subList(from, from + 50)), Durability.FAST));
                assertThat(appended.duplicates()).isEqualTo(50);
            }
        }
    }
}
