package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Capability;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link Engine#read} and {@link Engine#firstAtOrAfter}, as the hub calls them. */
public abstract class FetchContract extends EngineSuite {

    private static final int KIB = 1024;

    private Engine engine;

    @BeforeEach
    final void openEngine() throws Exception {
        engine = engine();
        create(engine, "orders", StreamSettings.defaults());
        create(engine, "wide", StreamSettings.defaults().partitions(3));
    }

    private List<Position> append(String stream, int count) throws Exception {
        List<Position> told = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            told.addAll(soon(engine.append(
                            Append.to(stream, event("e-" + i).data("text/plain", new byte[100])), level()))
                    .positions());
        }
        return told;
    }

    private Batch read(String stream, int partition, long from, int maxBytes, Duration wait) throws Exception {
        return soon(engine.read(new Fetch(stream, partition, from, maxBytes, wait)));
    }

    private void assertFails(CompletableFuture<?> future, Class<? extends LeatException> type) {
        assertThat(future)
                .failsWithin(patience)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(type);
    }

    /** Walks from batch to batch up to the end, and checks what each says of itself. */
    private List<Event> walk(String stream, int partition, int maxBytes) throws Exception {
        List<Event> events = new ArrayList<>();
        long from = 0;
        long last = -1;
        while (true) {
            Batch batch = read(stream, partition, from, maxBytes, Duration.ZERO);
            if (from >= batch.endOffset()) {
                assertThat(batch.next()).isFalse();
                return events;
            }
            while (batch.next()) {
                assertThat(batch.offset()).isGreaterThan(last).isGreaterThanOrEqualTo(from);
                last = batch.offset();
                events.add(batch.event());
            }
            assertThat(batch.nextOffset()).isGreaterThan(last).isGreaterThan(from);
            from = batch.nextOffset();
        }
    }

    @Test
    void batchesGiveEveryEventHoweverSmallTheyAre() throws Exception {
        List<Position> told = append("orders", 50);
        for (int maxBytes : new int[] {1, 300, 64 * KIB, Integer.MAX_VALUE}) {
            assertThat(positions(walk("orders", 0, maxBytes))).isEqualTo(told);
        }
    }

    @Test
    void aBatchHasAtLeastOneEvent() throws Exception {
        append("orders", 3);
        Batch batch = read("orders", 0, 0, 1, Duration.ZERO);
        assertThat(batch.next()).isTrue();
        Event event = batch.event();
        assertThat(event.getId()).isEqualTo("e-0");
        assertThat(batch.offset()).isEqualTo(event.position().offset());
        assertThat(batch.event().getId()).isEqualTo("e-0");
    }

    @Test
    void aBatchEndsAndStaysSo() throws Exception {
        List<Position> told = append("orders", 3);
        Batch batch = read("orders", 0, told.get(1).offset(), 64 * KIB, Duration.ZERO);
        assertThat(batch.next()).isTrue();
        assertThat(batch.offset()).isEqualTo(told.get(1).offset());
        assertThat(batch.next()).isTrue();
        assertThat(batch.next()).isFalse();
        assertThat(batch.endOffset()).isGreaterThan(told.get(2).offset());
        assertThat(batch.nextOffset()).isGreaterThan(told.get(2).offset()).isLessThanOrEqualTo(batch.endOffset());
    }

    @Test
    void atTheTailABatchIsEmptyAtOnceIfNobodyWaits() throws Exception {
        long tail = append("orders", 3).get(2).offset() + 1;
        CompletableFuture<Batch> read = engine.read(new Fetch("orders", 0, tail, KIB, Duration.ZERO));
        Batch batch = soon(read);
        assertThat(batch.next()).isFalse();
        assertThat(batch.nextOffset()).isGreaterThanOrEqualTo(tail);
    }

    @Test
    void atTheTailAReadWaitsAsLongAsItIsTold() throws Exception {
        long tail = append("orders", 3).get(2).offset() + 1;
        long begun = System.nanoTime();
        Duration waited = Duration.ZERO;
        // it may look up too early now and then, but not again and again
        for (int reads = 0; reads < 10 && waited.toMillis() < 290; reads++) {
            assertThat(read("orders", 0, tail, KIB, Duration.ofMillis(300)).next())
                    .isFalse();
            waited = Duration.ofNanos(System.nanoTime() - begun);
        }
        assertThat(waited).isGreaterThanOrEqualTo(Duration.ofMillis(290));
    }

    @Test
    void atTheTailAReadEndsWhenSomethingComes() throws Exception {
        append("orders", 1);
        for (int i = 0; i < rounds(20); i++) {
            long tail =
                    soon(engine.describe("orders")).get(0).partitions().get(0).next();
            Fetch fetch = new Fetch("orders", 0, tail, KIB, Duration.ofMinutes(5));
            CompletableFuture<Batch> read = engine.read(fetch);
            Position told = append("orders", 1).get(0);
            Batch batch = soon(read);
            if (!batch.next()) {
                // an engine may look up too early, but not when there is something
                batch = soon(engine.read(fetch));
                assertThat(batch.next()).isTrue();
            }
            assertThat(batch.event().position()).isEqualTo(told);
        }
    }

    @Test
    void whoeverWaitsIsToldThatTheStreamIsGone() throws Exception {
        CompletableFuture<Batch> read = engine.read(new Fetch("orders", 0, 0, KIB, Duration.ofMinutes(5)));
        soon(engine.delete("orders"));
        assertFails(read, LeatException.NotFound.class);
        assertFails(engine.read(new Fetch("orders", 0, 0, KIB, Duration.ZERO)), LeatException.NotFound.class);
    }

    @Test
    void whoeverWaitsIsToldThatTheEngineIsClosed() {
        CompletableFuture<Batch> read = engine.read(new Fetch("wide", 2, 0, KIB, Duration.ofMinutes(5)));
        engine.close();
        assertFails(read, LeatException.Closed.class);
        assertFails(engine.read(new Fetch("wide", 2, 0, KIB, Duration.ZERO)), LeatException.Closed.class);
    }

    @Test
    void unknownStreamsAndPartitionsAreRefused() {
        assertFails(engine.read(new Fetch("none", 0, 0, KIB, Duration.ZERO)), LeatException.NotFound.class);
        assertFails(engine.read(new Fetch("wide", 3, 0, KIB, Duration.ZERO)), LeatException.Invalid.class);
        assertFails(engine.firstAtOrAfter("none", 0, Instant.EPOCH), LeatException.NotFound.class);
        assertFails(engine.firstAtOrAfter("wide", 3, Instant.EPOCH), LeatException.Invalid.class);
    }

    @Test
    void theFirstEventOfATimeIsFound() throws Exception {
        append("orders", 20);
        List<Event> events = walk("orders", 0, 64 * KIB);
        if (lacks(Capability.RECORDED_TIME)) {
            assertFails(engine.firstAtOrAfter("orders", 0, Instant.EPOCH), LeatException.Unsupported.class);
            return;
        }
        for (Event event : events) {
            Event first = events.stream()
                    .filter(each -> !each.recordedTime().isBefore(event.recordedTime()))
                    .findFirst()
                    .orElseThrow();
            assertThat(soon(engine.firstAtOrAfter("orders", 0, event.recordedTime())))
                    .isEqualTo(first.position().offset());
        }
        long next = soon(engine.describe("orders")).get(0).partitions().get(0).next();
        assertThat(soon(engine.firstAtOrAfter("orders", 0, Instant.MAX))).isEqualTo(next);
        assertThat(soon(engine.firstAtOrAfter("wide", 1, Instant.EPOCH)))
                .isEqualTo(
                        soon(engine.describe("wide")).get(0).partitions().get(1).next());
    }

    @Test
    void allPartitionsOfAStreamAreReadByGlobalOrder() throws Exception {
        append("orders", 5);
        List<Position> told = append("wide", 30);
        append("orders", 5);
        told.addAll(append("wide", 30));
        if (lacks(Capability.GLOBAL_ORDER)) {
            assertFails(
                    engine.read(new Fetch("wide", Engine.ALL_PARTITIONS, 0, KIB, Duration.ZERO)),
                    LeatException.Unsupported.class);
            return;
        }
        for (int maxBytes : new int[] {1, 64 * KIB}) {
            assertThat(positions(walk("wide", Engine.ALL_PARTITIONS, maxBytes))).isEqualTo(told);
        }
        assertThat(walk(Engine.ALL_STREAMS, Engine.ALL_PARTITIONS, 64 * KIB)).hasSize(70);
    }
}
