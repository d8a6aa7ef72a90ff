package dev.leat.kafka.appends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capability;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AppendsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private AppendsHub hub = new AppendsHub(Map.of(), Duration.ofSeconds(5));

    @AfterEach
    void close() {
        Thread.interrupted();
        hub.close();
    }

    private void reopen(Map<String, String> properties, Duration publishWait) {
        hub.close();
        hub = new AppendsHub(properties, publishWait);
    }

    private static NewEvent event(String id) {
        return Event.of("test.happened", "/test").id(id);
    }

    private static List<NewEvent> events(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> event(prefix + i)).toList();
    }

    private CompletableFuture<Appended> append(Append append) {
        return hub.appends.append(append, Durability.FAST);
    }

    private static void assertFails(CompletableFuture<?> future, Class<? extends LeatException> type, String message) {
        assertThat(future)
                .failsWithin(PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(type)
                .withMessageContaining(message);
    }

    @Test
    void singleEventsAndAtomsOfOneThreadKeepTheOrderOfCalls() {
        hub.create("orders", StreamSettings.defaults());
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<String> called = new ArrayList<>();
        List<CompletableFuture<Appended>> pending = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            List<NewEvent> events = events(i + "-", random.nextInt(4) == 0 ? 3 : 1);
            events.forEach(event -> called.add(event.getId()));
            pending.add(append(Append.to("orders", events)));
            if (random.nextInt(50) == 0) {
                pending.get(i).join();
            }
        }
        List<Position> told = pending.stream()
                .flatMap(each -> each.join().positions().stream())
                .toList();
        assertThat(told).isSorted().doesNotHaveDuplicates();
        assertThat(hub.ids("orders")).isEqualTo(called);
    }

    @Test
    void whatIsAcknowledgedIsVisible() {
        hub.create("orders", StreamSettings.defaults().partitions(3));
        for (int i = 0; i < 30; i++) {
            Appended appended = append(Append.to("orders", events("e", 4))).join();
            appended.positions()
                    .forEach(position ->
                            assertThat(hub.end("orders", position.partition())).isGreaterThan(position.offset()));
        }
    }

    @Test
    void anAtomReachesAllItsStreams() {
        hub.create("orders", StreamSettings.defaults());
        hub.create("audit", StreamSettings.defaults().partitions(4));
        Appended appended = append(Append.to("orders", events("o", 2))
                        .and("audit", events("a", 3))
                        .and("orders", List.of())
                        .and("orders", event("last")))
                .join();
        assertThat(appended.entries())
                .extracting(placed -> placed.positions().size())
                .containsExactly(2, 3, 0, 1);
        assertThat(hub.ids("orders")).containsExactly("o0", "o1", "last");
        assertThat(hub.ids("audit")).containsExactlyInAnyOrder("a0", "a1", "a2");
    }

    @Test
    void waitingAtomsShareATransaction() {
        hub.create("orders", StreamSettings.defaults());
        List<CompletableFuture<Appended>> pending = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            pending.add(append(Append.to("orders", events(i + "-", 2))));
        }
        pending.forEach(CompletableFuture::join);
        // each transaction leaves a marker behind its events
        assertThat(hub.end("orders", 0) - 1_000).isBetween(1L, 100L);
    }

    @Test
    void anUnknownStreamIsRefusedBeforeTheAppendReturns() {
        hub.create("orders", StreamSettings.defaults());
        CompletableFuture<?> refused = append(Append.to("orders", event("a")).and("none", event("b")));
        assertThat(refused).isCompletedExceptionally();
        assertFails(refused, LeatException.NotFound.class, "none");
        assertThat(append(Append.to("none", event("b")))).isCompletedExceptionally();
        assertThat(hub.ids("orders")).isEmpty();
    }

    @Test
    void whatIsTooLargeForTheTopicIsRefusedAndItsNeighboursAreRecorded() {
        hub.create("orders", StreamSettings.defaults());
        hub.create("small", StreamSettings.defaults());
        hub.configure("small", "max.message.bytes", "1000");
        List<CompletableFuture<Appended>> pending = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Append append = Append.to("orders", event("o" + i)).and("small", event("s" + i));
            pending.add(append(i == 7 ? append.and("small", event("large").data("a/b", new byte[5_000])) : append));
        }
        assertFails(pending.remove(7), LeatException.Invalid.class, "max.message.bytes");
        pending.forEach(CompletableFuture::join);
        assertThat(hub.ids("orders")).hasSize(19).doesNotContain("o7").isSubsetOf(ids("o", 20));
        assertThat(hub.ids("small")).hasSize(19).doesNotContain("large");
        assertFails(
                append(Append.to("small", event("large").data("a/b", new byte[5_000]))),
                LeatException.Invalid.class,
                "max.message.bytes");
    }

    private static List<String> ids(String prefix, int count) {
        return events(prefix, count).stream().map(NewEvent::getId).toList();
    }

    @Test
    void safeIsRefusedByNameWhereTheTopicCannotGiveIt() {
        hub.create("orders", StreamSettings.defaults());
        CompletableFuture<?> refused = hub.appends.append(Append.to("orders", event("a")), Durability.SAFE);
        assertThatThrownBy(refused::join)
                .cause()
                .isInstanceOfSatisfying(
                        LeatException.Unsupported.class,
                        error -> assertThat(error.capability()).isEqualTo(Capability.SAFE_APPENDS))
                .hasMessageContaining("replication 1")
                .hasMessageContaining("--fast");
    }

    @Test
    void aCompactedStreamWantsKeys() {
        hub.create("orders", StreamSettings.defaults().compacted());
        assertFails(append(Append.to("orders", event("a"))), LeatException.Invalid.class, "subject");
        assertFails(
                append(Append.to("orders", event("b").subject("k"), event("c"))),
                LeatException.Invalid.class,
                "subject");
        append(Append.to("orders", event("d").subject("k"))).join();
        assertThat(hub.ids("orders")).containsExactly("d");
    }

    @Test
    void aStreamDeletedByOthersIsNotFoundSoonAndLosesNoOtherAppends() {
        hub.create("passing", StreamSettings.defaults());
        hub.create("kept", StreamSettings.defaults());
        append(Append.to("passing", event("a"))).join();
        append(Append.to("kept", event("a"))).join();
        hub.deleteBehindItsBack("passing");
        long begun = System.nanoTime();
        CompletableFuture<Appended> lost = append(Append.to("passing", event("b")));
        List<CompletableFuture<Appended>> others = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            others.add(append(Append.to("kept", event("k" + i))));
        }
        assertFails(lost, LeatException.NotFound.class, "passing");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        others.forEach(CompletableFuture::join);
        assertThat(hub.ids("kept")).hasSize(51);
        hub.create("passing", StreamSettings.defaults().partitions(3));
        append(Append.to("passing", event("c"))).join();
        assertThat(hub.ids("passing")).containsExactly("c");
    }

    @Test
    void anAtomForAStreamDeletedByOthersFailsAlone() {
        hub.create("passing", StreamSettings.defaults());
        hub.create("kept", StreamSettings.defaults());
        append(Append.to("passing", events("a", 2))).join();
        hub.deleteBehindItsBack("passing");
        CompletableFuture<Appended> lost =
                append(Append.to("kept", event("lost")).and("passing", event("b")));
        CompletableFuture<Appended> kept = append(Append.to("kept", events("k", 2)));
        assertFails(lost, LeatException.NotFound.class, "passing");
        kept.join();
        assertThat(hub.ids("kept")).containsExactly("k0", "k1");
    }

    @Test
    void anotherProducerOfTheSameTransactionsCostsNothing() {
        hub.create("orders", StreamSettings.defaults());
        append(Append.to("orders", events("a", 2))).join();
        String id = hub.transactionalId();
        try (Producer<byte[], byte[]> rival =
                hub.clients.producer("rival", Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id))) {
            rival.initTransactions();
            rival.beginTransaction();
            var unused = rival.send(new ProducerRecord<>(hub.topic("orders"), 0, null, new byte[] {1}));
            append(Append.to("orders", events("b", 2))).join();
        }
        assertThat(hub.ids("orders")).containsExactly("a0", "a1", "b0", "b1");
    }

    @Test
    void withoutRoomAnAppendIsRefused() {
        reopen(Map.of("buffer.memory", "300000", "batch.size", "1000"), Duration.ZERO);
        hub.create("orders", StreamSettings.defaults());
        append(Append.to("orders", event("first"))).join();
        List<CompletableFuture<Appended>> pending = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            pending.add(append(Append.to("orders", event("e" + i).data("a/b", new byte[50_000]))));
        }
        long refused = pending.stream()
                .filter(each -> {
                    try {
                        each.join();
                        return false;
                    } catch (RuntimeException e) {
                        assertThat(e).hasCauseInstanceOf(LeatException.Overloaded.class);
                        return true;
                    }
                })
                .count();
        assertThat(refused).isPositive();
        assertThat(hub.ids("orders")).hasSize(201 - (int) refused);
    }

    @Test
    void anInterruptedThreadAppends() {
        hub.create("orders", StreamSettings.defaults());
        Thread.currentThread().interrupt();
        CompletableFuture<Appended> single = append(Append.to("orders", event("a")));
        CompletableFuture<Appended> atom = append(Append.to("orders", events("b", 2)));
        assertThat(Thread.interrupted()).isTrue();
        single.join();
        atom.join();
        assertThat(hub.ids("orders")).containsExactly("a", "b0", "b1");
    }

    @Test
    void closingRecordsWhatWasTaken() {
        hub.create("orders", StreamSettings.defaults());
        List<CompletableFuture<Appended>> pending = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            pending.add(append(Append.to("orders", events(i + "-", i % 10 == 0 ? 2 : 1))));
        }
        hub.appends.close();
        assertThat(pending).allMatch(each -> each.isDone() && !each.isCompletedExceptionally());
        assertThat(hub.ids("orders")).hasSize(330);
        assertFails(append(Append.to("orders", event("late"))), LeatException.Closed.class, "closed");
        hub.appends.close();
    }
}
