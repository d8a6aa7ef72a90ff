package dev.leat.kafka.reads;

import static dev.leat.kafka.reads.Side.ids;
import static dev.leat.kafka.reads.Side.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.LeatException;
import dev.leat.engine.Batch;
import dev.leat.kafka.TestBroker;
import dev.leat.kafka.broker.Brokers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Readers outlive brokers. */
class RestartTest {

    private static final int KIB = 1024;
    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void readingGoesOnByItselfWhenTheBrokerIsBack() throws Exception {
        // where there are no brokers at all, this says so
        assertThat(TestBroker.bootstrap()).isNotEmpty();
        try (Brokers brokers = Brokers.start(1);
                Side side = new Side(brokers.bootstrap(), Side.prefix())) {
            side.create("orders", 1);
            long end = side.write("orders", 0, 100, 100).get(99) + 1;
            assertThat(side.walk("orders", 0, KIB)).isEqualTo(ids(0, 100));
            CompletableFuture<Batch> waiting = side.fetch("orders", 0, end, KIB, LONG);
            CompletableFuture<Batch> more = side.fetch("orders", 0, end, KIB, LONG);
            brokers.broker(0).kill();
            assertThat(side.fetch("orders", 0, end, KIB, Duration.ZERO))
                    .failsWithin(Side.WAIT)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(LeatException.Unavailable.class);
            assertThat(soon(side.fetch("orders", 0, end, KIB, Duration.ofMillis(100)))
                            .next())
                    .isFalse();
            assertThat(List.of(waiting, more)).noneMatch(CompletableFuture::isDone);
            brokers.broker(0).start();
            side.write("orders", 100, 110, 100);
            assertThat(ids(soon(waiting))).startsWith("e-100");
            assertThat(ids(soon(more))).startsWith("e-100");
            assertThat(side.walk("orders", 0, 64 * KIB)).isEqualTo(ids(0, 110));
            brokers.broker(0).kill();
            CompletableFuture<Batch> last = side.fetch("orders", 0, end + 10, KIB, LONG);
            long begun = System.nanoTime();
            side.readers.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            assertThat(last)
                    .failsWithin(Side.WAIT)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(LeatException.Closed.class);
        }
    }
}
