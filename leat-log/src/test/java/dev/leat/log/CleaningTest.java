package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Cleaning takes what is not to be kept and nothing else, whatever happens meanwhile. */
class CleaningTest {

    private static Engine open(SimDisk disk, CleaningModel model, boolean readOnly) throws IOException {
        return LogEngineProvider.open(disk, Logs.SMALL, readOnly, model.clock);
    }

    @Property(tries = 40)
    void leavesWhatIsToBeKept(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        CleaningModel model = new CleaningModel(random);
        SimDisk disk = new SimDisk();
        Engine engine = open(disk, model, false);
        CleaningModel.create(engine);
        Engine follower = open(disk, model, true);
        for (int step = 0; step < 120; step++) {
            int dice = random.nextInt(100);
            if (dice < 70) {
                for (int i = 0; i < 5; i++) {
                    model.append(engine);
                }
            } else if (dice < 85) {
                model.pass(Duration.ofSeconds(random.nextInt(60)));
            } else if (dice < 90) {
                model.check(engine, false);
                model.check(follower, false);
            } else if (dice < 96) {
                Logs.result(engine.compact());
                model.check(engine, true);
                model.check(follower, true);
            } else {
                follower.close();
                int how = random.nextInt(3);
                if (how == 0) {
                    engine.close();
                } else {
                    SimDisk old = disk;
                    disk = how == 1 ? old.crash(random) : old.kill();
                    engine.close();
                }
                if (random.nextInt(3) == 0) {
                    for (String name : disk.list()) {
                        if (name.matches(".*\\.(idx|key)") && random.nextBoolean()) {
                            disk.delete(name);
                        }
                    }
                }
                engine = open(disk, model, false);
                follower = open(disk, model, true);
                model.check(engine, false);
            }
        }
        model.check(engine, false);
        follower.close();
        engine.close();
        assertThat(LogVerifier.verify(disk).problems()).isEmpty();
    }

    @Test
    void givesSpaceBackByItself() throws IOException {
        CleaningModel model = new CleaningModel(new Random(7));
        SimDisk disk = new SimDisk();
        try (Engine engine = open(disk, model, false)) {
            CleaningModel.create(engine);
            for (int i = 0; i < 800; i++) {
                model.append(engine);
                model.pass(Duration.ofSeconds(1));
            }
            model.pass(Duration.ofMinutes(5));
            await().until(() -> {
                model.append(engine);
                long live = 0;
                long held = 0;
                for (StreamInfo info : Logs.streams(engine)) {
                    live += info.liveBytes();
                    held += info.heldBytes();
                }
                return held < live * 5 / 4 + 3L * Logs.SMALL.segmentBytes();
            });
            model.check(engine, false);
        }
    }

    @Test
    void remembersWhatHasExpiredWhereAnIndexWasLost() throws IOException {
        StoppedClock clock = new StoppedClock();
        SimDisk disk = new SimDisk();
        Append append = Append.to("a", Event.of("t", "/s")).and("b", Event.of("t", "/s"));
        try (Engine engine = LogEngineProvider.open(disk, Logs.SMALL, false, clock)) {
            Logs.result(engine.create("a", StreamSettings.defaults().retain(Duration.ofSeconds(1))));
            Logs.result(engine.create("b", StreamSettings.defaults()));
            Logs.result(engine.append(append, Durability.SAFE));
            assertThat(Logs.result(engine.compact())).isZero(); // ends the segment
            byte[] data = new byte[10_000]; // so much that its segment is left as it is
            Logs.result(engine.append(Append.to("b", Event.of("t", "/s").data("x/y", data)), Durability.SAFE));
            assertThat(Logs.result(engine.compact())).isZero();
            clock.pass(Duration.ofSeconds(2));
            assertThat(Logs.result(engine.compact())).isPositive();
        }
        disk.delete(new SegmentName(1, 1).side());
        for (int opening = 0; opening < 3; opening++) {
            disk = disk.kill();
            try (Engine engine = LogEngineProvider.open(disk, Logs.SMALL, false, clock)) {
                assertThat(Logs.streams(engine).get(0).partitions()).containsExactly(new StreamInfo.Span(1, 1));
                disk = disk.copy();
            }
        }
    }

    @Test
    void leavesEachEventItsTime() throws IOException {
        StoppedClock clock = new StoppedClock();
        SimDisk disk = new SimDisk();
        try (OpenLog log = WritableLog.open(disk, Logs.SMALL, clock)) {
            Engine engine = new LogEngine(disk, log);
            Logs.result(engine.create("a", StreamSettings.defaults().compacted()));
            for (String subject : List.of("k", "k", "l", "m")) {
                clock.pass(Duration.ofSeconds(1));
                Logs.result(engine.append(
                        Append.to("a", Event.of("t", "/s").subject(subject).data("x/y", new byte[9])),
                        Durability.SAFE));
            }
            assertThat(Logs.result(engine.compact())).isPositive();
            RunBatch batch = new PartitionBatches(disk, log).written(log.required("a").partitions[0], 0, 4);
            for (int kept = 0; kept < 3; kept++) {
                assertThat(batch.next()).isTrue();
                assertThat(batch.micros()).isEqualTo(Micros.of(batch.event().recordedTime()));
            }
        }
    }

    @Test
    void survivesACrashAtEveryStep() throws IOException {
        for (long operation = 1; ; operation++) {
            Random random = new Random(7);
            CleaningModel model = new CleaningModel(random);
            SimDisk disk = new SimDisk();
            Engine engine = filled(disk, model);
            long from = disk.operations() + operation;
            disk.fail(from, Long.MAX_VALUE);
            boolean done = compacted(engine);
            SimDisk left = operation % 2 == 0 ? disk.crash(random) : disk.kill();
            engine.close();
            try (Engine again = open(left, model, false)) {
                model.check(again, false);
                Logs.result(again.compact());
                model.check(again, true);
            } catch (LeatException | AssertionError e) {
                throw new AssertionError("crash at operation " + operation, e);
            }
            assertThat(LogVerifier.verify(left).problems()).isEmpty();
            if (done) {
                return;
            }
        }
    }

    @Test
    void goesOnAfterAFailureOfEveryStep() throws IOException {
        for (long operation = 1; ; operation++) {
            CleaningModel model = new CleaningModel(new Random(7));
            SimDisk disk = new SimDisk();
            boolean done;
            try (Engine engine = filled(disk, model)) {
                long at = disk.operations() + operation;
                disk.fail(at, at + 1);
                done = compacted(engine) && disk.operations() < at;
                disk.fail(0, 0); // it may have been due to what works in the background
                model.check(engine, false);
            } catch (LeatException | AssertionError e) {
                throw new AssertionError("failure of operation " + operation, e);
            }
            try (Engine again = open(disk, model, false)) {
                model.check(again, false);
                Logs.result(again.compact());
                model.check(again, true);
            } catch (LeatException | AssertionError e) {
                throw new AssertionError("failure of operation " + operation, e);
            }
            assertThat(disk.openFiles()).isZero();
            if (done) {
                return;
            }
        }
    }

    private static Engine filled(SimDisk disk, CleaningModel model) throws IOException {
        Engine engine = open(disk, model, false);
        CleaningModel.create(engine);
        for (int i = 0; i < 60; i++) {
            model.append(engine);
            model.pass(Duration.ofSeconds(3));
        }
        return engine;
    }

    private static boolean compacted(Engine engine) {
        try {
            Logs.result(engine.compact());
            return true;
        } catch (LeatException e) {
            return false;
        }
    }
}
