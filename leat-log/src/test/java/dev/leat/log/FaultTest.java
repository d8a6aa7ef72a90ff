package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A workload meets a fault at each of its operations on the disk in turn. */
class FaultTest {

    @Test
    void survivesACrashAtEveryOperation() throws IOException {
        for (long operation = 1; operation <= operations(); operation++) {
            Workload workload = stoppedAt(operation);
            Random random = new Random(operation);
            opensAndGoesOn(workload, crashed.crash(random), true, operation);
        }
    }

    @Test
    void survivesAKillAtEveryOperation() throws IOException {
        for (long operation = 1; operation <= operations(); operation++) {
            Workload workload = stoppedAt(operation);
            opensAndGoesOn(workload, crashed.kill(), false, operation);
        }
    }

    @Test
    void survivesACrashOfEveryRecovery() throws IOException {
        for (long operation = 1; operation <= operations(); operation += 3) {
            Workload workload = stoppedAt(operation);
            Random random = new Random(operation);
            SimDisk left = crashed.crash(random);
            for (int again = 0; again < 3; again++) {
                left.fail(1 + random.nextInt(60), Long.MAX_VALUE);
                try {
                    Logs.open(left).close();
                } catch (IOException | LeatException e) {
                    // as wanted
                }
                left = left.crash(random);
            }
            opensAndGoesOn(workload, left, true, operation);
        }
    }

    @Test
    void survivesAFailureOfEveryOperation() throws IOException {
        for (long operation = 1; operation <= operations(); operation++) {
            SimDisk disk = new SimDisk();
            disk.fail(operation, operation + 1);
            Workload workload = new Workload(disk);
            workload.run();
            assertThat(disk.openFiles())
                    .as("left open, fault at operation %s", operation)
                    .isZero();
            opensAndGoesOn(workload, disk.kill(), false, operation);
        }
    }

    private SimDisk crashed;

    private static long operations() {
        SimDisk disk = new SimDisk();
        new Workload(disk).run();
        return disk.operations();
    }

    private Workload stoppedAt(long operation) {
        crashed = new SimDisk();
        crashed.fail(operation, Long.MAX_VALUE);
        Workload workload = new Workload(crashed);
        workload.run();
        return workload;
    }

    private static void opensAndGoesOn(Workload workload, SimDisk disk, boolean power, long operation) {
        try (Engine engine = Logs.open(disk)) {
            workload.history().check(engine, power);
            for (int i = 0; i < Workload.STREAMS.length; i++) {
                Logs.result(engine.create(
                        Workload.STREAMS[i], StreamSettings.defaults().partitions(1 + i)));
            }
            long before = workload.history().acknowledged();
            workload.append(engine, 100, Durability.SAFE);
            assertThat(workload.history().acknowledged()).isEqualTo(before + 1);
            workload.history().check(engine, false);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("fault at operation " + operation, e);
        }
        assertThat(disk.openFiles()).isZero();
    }
}
