package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Several publishers append while the process is killed or the power fails, again and again. */
class CrashTest {

    private static final int PUBLISHERS = 3;

    private final String[] streams = {"a", "b", "c"};

    @Property(tries = 40)
    void keepsWhatItAcknowledged(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        History history = new History();
        SimDisk disk = new SimDisk();
        int[] next = new int[PUBLISHERS];
        Engine engine = Logs.open(disk);
        for (int i = 0; i < streams.length; i++) {
            Logs.result(engine.create(streams[i], StreamSettings.defaults().partitions(1 + i)));
        }
        for (int round = 0; round < 4; round++) {
            boolean power = random.nextBoolean();
            SimDisk running = disk;
            SimDisk left =
                    publishUntil(engine, history, next, random, () -> power ? running.crash(random) : running.kill());
            engine.close();
            disk = recrash(left, random);
            engine = Logs.open(disk);
            history.check(engine, power);
        }
        engine.close();
        engine = Logs.open(disk);
        history.check(engine, false);
        engine.close();
    }

    /** Crashes once more while the log is being opened, at any of the first operations, sometimes. */
    private static SimDisk recrash(SimDisk disk, Random random) {
        if (random.nextBoolean()) {
            return disk;
        }
        disk.fail(1 + random.nextInt(40), Long.MAX_VALUE);
        try {
            Logs.open(disk).close();
        } catch (IOException | LeatException e) {
            // as wanted
        }
        return disk.crash(random);
    }

    private interface Ending {
        SimDisk end();
    }

    private SimDisk publishUntil(Engine engine, History history, int[] next, Random random, Ending ending)
            throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(1 + random.nextInt(60));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            int publisher = i;
            long seed = random.nextLong();
            Thread thread = new Thread(() -> publish(engine, history, publisher, next, new Random(seed), enough));
            threads.add(thread);
            thread.start();
        }
        enough.await();
        SimDisk left = ending.end();
        for (Thread thread : threads) {
            thread.join();
        }
        return left;
    }

    private void publish(
            Engine engine, History history, int publisher, int[] next, Random random, CountDownLatch enough) {
        RandomEvents events = new RandomEvents(random);
        List<CompletableFuture<Appended>> pending = new ArrayList<>();
        try {
            while (true) {
                Append append = new Append(List.of(), null);
                for (int entries = 1 + random.nextInt(3) / 2; entries > 0; entries--) {
                    List<NewEvent> some = new ArrayList<>();
                    for (int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 3); count > 0; count--) {
                        some.add(events.numbered("p" + publisher + "-" + next[publisher]++));
                    }
                    append = append.and(streams[random.nextInt(streams.length)], some);
                }
                Durability level = random.nextBoolean() ? Durability.SAFE : Durability.FAST;
                CompletableFuture<Appended> one = history.append(engine, publisher, append, level);
                pending.add(one.whenComplete((answer, error) -> enough.countDown()));
                if (random.nextInt(3) == 0) {
                    pending.forEach(CompletableFuture::join);
                    pending.clear();
                }
            }
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof LeatException)) {
                throw e;
            }
        }
    }
}
