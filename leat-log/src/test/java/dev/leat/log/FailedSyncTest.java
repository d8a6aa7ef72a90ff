package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A failed sync is final: what the kernel dropped cannot be told from what it kept. */
class FailedSyncTest {

    private final SimDisk disk = new SimDisk();
    private final RandomEvents events = new RandomEvents(new Random(7));
    private int published;

    private Append one() {
        return Append.to("a", events.next("e" + published++));
    }

    private Engine open() throws IOException {
        Engine engine = Logs.open(disk);
        Logs.result(engine.create("a", StreamSettings.defaults()));
        return engine;
    }

    @Test
    void endsWritingAndNotReading() throws IOException {
        try (Engine engine = open()) {
            Logs.result(engine.append(one(), Durability.SAFE));
            disk.failSyncs();
            assertThatThrownBy(() -> Logs.result(engine.append(one(), Durability.SAFE)))
                    .isInstanceOf(LeatException.InDoubt.class)
                    .hasMessageContaining("open it again");
            for (Durability level : Durability.values()) {
                assertThatThrownBy(() -> Logs.result(engine.append(one(), level)))
                        .isInstanceOf(LeatException.Unavailable.class)
                        .hasMessageContaining("open it again");
            }
            assertThat(Logs.read(engine, "a", 0, 0)).hasSize(1);
        }
    }

    @RepeatedTest(20)
    void answersEveryPublisher() throws Exception {
        ConcurrentLinkedQueue<CompletableFuture<Appended>> answers = new ConcurrentLinkedQueue<>();
        Engine engine = open();
        List<Thread> threads = new ArrayList<>();
        for (Durability level : List.of(Durability.SAFE, Durability.FAST, Durability.SAFE)) {
            Append append = one();
            Thread thread = new Thread(() -> {
                CompletableFuture<Appended> last;
                do {
                    last = engine.append(append, level);
                    answers.add(last);
                } while (!last.isCompletedExceptionally() && answers.size() < 20_000);
            });
            threads.add(thread);
            thread.start();
        }
        while (answers.size() < 100) {
            Thread.onSpinWait();
        }
        disk.failSyncs();
        for (Thread thread : threads) {
            thread.join();
        }
        for (CompletableFuture<Appended> answer : answers) {
            try {
                Logs.result(answer);
            } catch (LeatException e) {
                assertThat(e).isInstanceOfAny(LeatException.InDoubt.class, LeatException.Unavailable.class);
            }
        }
        engine.close();
    }
}
