package dev.leat.kafka.reads;

import static dev.leat.kafka.reads.Side.ids;
import static dev.leat.kafka.reads.Side.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.LeatException;
import dev.leat.core.StreamInfo;
import dev.leat.engine.Batch;
import dev.leat.kafka.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reading what other programs write to a real broker. */
class ReadersTest {

    private static final int KIB = 1024;
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Side side = new Side(TestBroker.bootstrap(), Side.prefix());

    @AfterEach
    void close() {
        side.close();
    }

    private static void assertFails(CompletableFuture<?> future, Class<? extends LeatException> type) {
        assertThat(future)
                .failsWithin(Side.WAIT)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(type);
    }

    @Test
    void everythingIsReadFromAnywhereHoweverSmallTheBatches() throws Exception {
        side.create("orders", 1);
        assertThat(side.walk("orders", 0, KIB)).isEmpty();
        List<Long> offsets = side.write("orders", 0, 500, 100);
        for (int maxBytes : new int[] {1, 3 * KIB, Integer.MAX_VALUE}) {
            assertThat(side.walk("orders", 0, maxBytes)).isEqualTo(ids(0, 500));
            assertThat(side.walk("orders", offsets.get(321), maxBytes)).isEqualTo(ids(321, 500));
        }
    }

    @Test
    void whatIsWrittenIsReadAtOnce() throws Exception {
        side.create("orders", 1);
        long from = 0;
        for (int i = 0; i < 200; i++) {
            side.write("orders", i, i + 1, 10);
            Batch batch = side.read("orders", from);
            assertThat(ids(batch)).containsExactly("e-" + i);
            assertThat(batch.endOffset()).isEqualTo(batch.nextOffset());
            from = batch.nextOffset();
            assertThat(side.read("orders", from).next()).isFalse();
        }
    }

    @Test
    void readersNeverStandBeforeTheEndOfATransaction() throws Exception {
        side.create("orders", 1);
        side.transactions.initTransactions();
        side.begin("orders", 0, 3);
        CompletableFuture<Batch> waiting = side.fetch("orders", 0, 0, KIB, LONG);
        assertThat(side.read("orders", 0).next()).isFalse();
        assertThat(waiting).isNotDone();
        side.transactions.commitTransaction();
        assertThat(ids(soon(waiting))).isEqualTo(ids(0, 3));
        side.begin("orders", 100, 103);
        side.transactions.abortTransaction();
        Awaitility.await().untilAsserted(() -> assertThat(span("orders").next()).isEqualTo(8));
        assertThat(side.walk("orders", 0, KIB)).isEqualTo(ids(0, 3));
        for (long from = 3; from < 8; from++) {
            Batch batch = side.read("orders", from);
            assertThat(batch.next()).isFalse();
            assertThat(batch.nextOffset()).isEqualTo(8);
            assertThat(batch.endOffset()).isEqualTo(8);
        }
        CompletableFuture<Batch> last = side.fetch("orders", 0, 4, KIB, LONG);
        side.write("orders", 3, 4, 10);
        Batch batch = soon(last);
        assertThat(batch.nextOffset()).isIn(8L, 9L);
        assertThat(side.walk("orders", 0, 1)).isEqualTo(ids(0, 4));
    }

    private StreamInfo.Span span(String stream) throws Exception {
        return soon(side.spans.infos(List.of(side.catalog.required(stream))))
                .get(0)
                .partitions()
                .get(0);
    }

    @Test
    void whoeverWaitsAtTheTailHearsOfEachEvent() throws Exception {
        side.create("orders", 1);
        List<CompletableFuture<Batch>> waiting = new ArrayList<>();
        long from = 0;
        for (int i = 0; i < 50; i++) {
            for (int reader = 0; reader < 5; reader++) {
                waiting.add(side.fetch("orders", 0, from, KIB, LONG));
            }
            side.write("orders", i, i + 1, 10);
            for (CompletableFuture<Batch> each : waiting) {
                Batch batch = soon(each);
                assertThat(ids(batch)).containsExactly("e-" + i);
                from = batch.nextOffset();
            }
            waiting.clear();
        }
    }

    @Test
    void aReadWaitsAsLongAsItIsToldAlsoBehindTheEnd() throws Exception {
        side.create("orders", 1);
        long end = side.write("orders", 0, 3, 10).get(2) + 1;
        for (long from : new long[] {end, end + 1, end + 100_000}) {
            long begun = System.nanoTime();
            Batch batch = soon(side.fetch("orders", 0, from, KIB, Duration.ofMillis(200)));
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(195), Duration.ofSeconds(9));
            assertThat(batch.next()).isFalse();
            assertThat(batch.nextOffset()).isEqualTo(from);
            assertThat(batch.endOffset()).isLessThanOrEqualTo(from);
            assertThat(side.read("orders", from).next()).isFalse();
        }
        CompletableFuture<Batch> ahead = side.fetch("orders", 0, end + 1, KIB, LONG);
        side.write("orders", 3, 5, 10);
        assertThat(ids(soon(ahead))).containsExactly("e-4");
    }

    @Test
    void whoAsksForWhatIsNotKeptIsToldTheFirstEventThatIs() throws Exception {
        side.create("orders", 1);
        List<Long> offsets = side.write("orders", 0, 100, 100);
        TopicPartition partition = new TopicPartition(side.clients.names().topic("orders"), 0);
        soon(side.clients
                .admin()
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offsets.get(40))))
                .all()
                .toCompletionStage()
                .toCompletableFuture());
        for (Duration wait : new Duration[] {Duration.ZERO, LONG}) {
            assertThat(side.fetch("orders", 0, 7, KIB, wait))
                    .failsWithin(Side.WAIT)
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            LeatException.Expired.class,
                            expired -> assertThat(expired.firstKept()).hasToString("0:" + offsets.get(40)))
                    .withMessageContaining("orders");
        }
        assertThat(side.walk("orders", offsets.get(40), KIB)).isEqualTo(ids(40, 100));
        assertThat(span("orders")).isEqualTo(new StreamInfo.Span(offsets.get(40), offsets.get(99) + 1));
    }

    @Test
    void whoeverWaitsIsToldThatTheStreamIsGoneAndANewOneIsAnother() throws Exception {
        side.create("orders", 1);
        side.write("orders", 0, 5, 10);
        assertThat(side.walk("orders", 0, KIB)).isEqualTo(ids(0, 5));
        CompletableFuture<Batch> waiting = side.fetch("orders", 0, 5, KIB, LONG);
        String topic = side.clients.names().topic("orders");
        soon(side.clients
                .admin()
                .deleteTopics(List.of(topic))
                .all()
                .toCompletionStage()
                .toCompletableFuture());
        assertFails(waiting, LeatException.NotFound.class);
        assertFails(side.fetch("orders", 0, 0, KIB, Duration.ZERO), LeatException.NotFound.class);
        side.create("orders", 1);
        side.write("orders", 50, 53, 10);
        assertThat(side.walk("orders", 0, KIB)).isEqualTo(ids(50, 53));
    }

    @Test
    void whatIsNotThereIsRefused() throws Exception {
        side.create("orders", 2);
        assertFails(side.fetch("none", 0, 0, KIB, Duration.ZERO), LeatException.NotFound.class);
        assertFails(side.fetch("orders", 2, 0, KIB, Duration.ZERO), LeatException.Invalid.class);
        assertFails(side.fetch("orders", -1, 0, KIB, Duration.ZERO), LeatException.Unsupported.class);
        String topic = side.clients.names().topic("orders");
        soon(side.clients
                .admin()
                .createPartitions(Map.of(topic, NewPartitions.increaseTo(3)))
                .all()
                .toCompletionStage()
                .toCompletableFuture());
        Awaitility.await()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(soon(side.fetch("orders", 2, 0, KIB, Duration.ZERO))
                                .next())
                        .isFalse());
    }

    @Test
    void closingFailsWhoeverWaits() throws Exception {
        side.create("orders", 2);
        List<CompletableFuture<Batch>> waiting = List.of(
                side.fetch("orders", 0, 0, KIB, LONG),
                side.fetch("orders", 1, 0, KIB, LONG),
                side.fetch("none", 1, 0, KIB, LONG));
        side.readers.close();
        waiting.subList(0, 2).forEach(each -> assertFails(each, LeatException.Closed.class));
        assertThat(waiting.get(2)).failsWithin(Side.WAIT);
        assertFails(side.fetch("orders", 0, 0, KIB, LONG), LeatException.Closed.class);
        side.readers.close();
    }

    @Test
    void severalThreadsReadAtRandomPlacesWhatIsWrittenMeanwhile() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        side.create("orders", 1);
        List<Long> offsets = new ArrayList<>(side.write("orders", 0, 3_000, 3_000));
        List<CompletableFuture<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Random random = new Random(seed + i);
            List<Long> known = List.copyOf(offsets);
            readers.add(CompletableFuture.supplyAsync(() -> readAtRandom(known, random)));
        }
        for (int i = 3_000; i < 4_000; i += 100) {
            offsets.addAll(side.write("orders", i, i + 100, 1_000));
        }
        for (CompletableFuture<Integer> reader : readers) {
            assertThat(soon(reader)).isPositive();
        }
        assertThat(side.walk("orders", 0, 256 * KIB)).isEqualTo(ids(0, 4_000));
    }

    private int readAtRandom(List<Long> offsets, Random random) {
        int read = 0;
        int number = 0;
        for (int i = 0; i < 60; i++) {
            if (number >= offsets.size() || random.nextInt(4) == 0) {
                number = random.nextInt(offsets.size());
            }
            Duration wait = random.nextBoolean() ? Duration.ZERO : LONG;
            try {
                Batch batch = soon(side.fetch("orders", 0, offsets.get(number), random.nextInt(400 * KIB), wait));
                List<String> ids = ids(batch);
                assertThat(ids).isNotEmpty().isEqualTo(ids(number, number + ids.size()));
                number += ids.size();
                read += ids.size();
                assertThat(number >= offsets.size() ? 0 : offsets.get(number) - batch.nextOffset())
                        .isZero();
            } catch (Exception e) {
                throw new AssertionError("reading " + number, e);
            }
        }
        return read;
    }

    @Test
    void theFirstEventOfATimeIsFound() throws Exception {
        side.create("orders", 1);
        for (int i = 0; i < 20; i++) {
            side.write("orders", i, i + 1, 10);
        }
        Batch batch = side.read("orders", 0);
        List<Instant> times = new ArrayList<>();
        while (batch.next()) {
            times.add(batch.event().recordedTime());
        }
        assertThat(times).hasSize(20).isSorted();
        for (Instant time : times) {
            assertThat(firstAtOrAfter(time)).isEqualTo(times.indexOf(time));
            assertThat(firstAtOrAfter(time.plusNanos(1)))
                    .isEqualTo(
                            times.stream().filter(each -> !each.isAfter(time)).count());
        }
        assertThat(firstAtOrAfter(Instant.MIN)).isZero();
        assertThat(firstAtOrAfter(Instant.MAX)).isEqualTo(20);
    }

    private long firstAtOrAfter(Instant time) throws Exception {
        return soon(side.spans.firstAtOrAfter(side.catalog.required("orders"), 0, time));
    }

    @Test
    void streamsAreAsLargeAsTheirRecords() throws Exception {
        side.create("orders", 3);
        side.create("gone", 1);
        List<StreamInfo> before = soon(side.spans.infos(List.of(side.catalog.required("orders"))));
        assertThat(before.get(0).liveBytes()).isZero();
        assertThat(before.get(0).partitions()).hasSize(3);
        side.write("orders", 0, 100, 1_000);
        Awaitility.await().untilAsserted(() -> {
            StreamInfo info = soon(side.spans.infos(List.of(side.catalog.required("orders"))))
                    .get(0);
            assertThat(info.liveBytes()).isBetween(100_000L, 150_000L).isEqualTo(info.heldBytes());
            assertThat(info.span()).isEqualTo(100);
        });
    }
}
