package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** A log is closed while others publish: each append is answered, what was acknowledged is there, the end is clean. */
class CloseTest {

    private final SimDisk disk = new SimDisk();
    private final History history = new History();
    private final ConcurrentLinkedQueue<CompletableFuture<Appended>> answers = new ConcurrentLinkedQueue<>();

    @RepeatedTest(60)
    void answersEveryAppendAndEndsCleanly(RepetitionInfo info) throws Exception {
        Engine engine = Logs.open(disk);
        Logs.result(engine.create("a", StreamSettings.defaults()));
        CountDownLatch enough = new CountDownLatch(info.getCurrentRepetition() * 3);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int publisher = i;
            threads.add(new Thread(() -> publish(engine, publisher, enough)));
        }
        threads.forEach(Thread::start);
        enough.await();
        engine.close();
        for (Thread thread : threads) {
            thread.join();
        }
        for (CompletableFuture<Appended> answer : answers) {
            try {
                Logs.result(answer);
            } catch (LeatException e) {
                assertThat(e).isInstanceOf(LeatException.Closed.class);
            }
        }
        assertThat(disk.openFiles()).isZero();
        try (Engine again = Logs.open(disk)) {
            history.check(again, false);
            assertThat(Manifest.read(disk).epoch()).isEqualTo(1);
        }
    }

    private void publish(Engine engine, int publisher, CountDownLatch enough) {
        RandomEvents events = new RandomEvents(new Random(publisher));
        for (int i = 0; ; i++) {
            Durability level = i % 3 == publisher ? Durability.SAFE : Durability.FAST;
            CompletableFuture<Appended> answer = history.append(
                    engine, publisher, Append.to("a", events.numbered("p" + publisher + "-" + i)), level);
            answers.add(answer);
            enough.countDown();
            if (answer.isCompletedExceptionally()) {
                return;
            }
        }
    }

    @Test
    void publishesFromWhatIsChainedToARefusal() throws Exception {
        Engine engine = Logs.open(disk);
        Logs.result(engine.create("a", StreamSettings.defaults()));
        RandomEvents events = new RandomEvents(new Random(1));
        disk.failSyncs();
        List<CompletableFuture<Appended>> second = new ArrayList<>();
        var first = engine.append(Append.to("a", events.next("x")), Durability.SAFE)
                .whenComplete((answer, error) ->
                        second.add(engine.append(Append.to("a", events.next("y")), Durability.SAFE)));
        assertThatThrownBy(() -> Logs.result(first)).isInstanceOf(LeatException.InDoubt.class);
        assertThatThrownBy(() -> Logs.result(second.get(0))).isInstanceOf(LeatException.Unavailable.class);
        engine.close();
    }
}
