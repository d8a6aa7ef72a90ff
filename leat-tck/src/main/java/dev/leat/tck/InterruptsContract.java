package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.EventStream;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An interrupted thread gets no wrong answer, stays interrupted, and harms nobody else. */
public abstract class InterruptsContract extends EngineSuite {

    @AfterEach
    final void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void anInterruptedPublisherIsToldOrInDoubt() {
        EventStream orders = stream("orders", 1);
        for (int i = 0; i < 20; i++) {
            Thread.currentThread().interrupt();
            try {
                assertThat(orders.publish(event("e-" + i)).await().offset()).isNotNegative();
            } catch (LeatException.InDoubt e) {
                assertThat(e).hasMessageContaining("interrupted");
            }
            assertThat(Thread.interrupted()).isTrue();
        }
        Position last = orders.publish(event("e-20")).await(patience);
        assertThat(positions(orders.read())).last().isEqualTo(last);
        assertThat(ids(orders.read())).isEqualTo(ids(events("e", 0, 21)));
    }

    @Test
    void anInterruptedPublisherOfLargeEventsHarmsNobody() {
        EventStream orders = stream("orders", 1);
        for (int i = 0; i < 20; i++) {
            var pending = orders.publish(event("before").data(null, new byte[50_000]));
            Thread.currentThread().interrupt();
            orders.publish(event("large").data(null, new byte[50_000]));
            assertThat(Thread.interrupted()).isTrue();
            pending.await(patience);
        }
        orders.publish(event("last")).await(patience);
        assertThat(orders.read().count()).isEqualTo(41);
    }

    @Test
    void anInterruptedReaderReads() {
        EventStream orders = stream("orders", 2);
        List<Position> told = publish(orders, events("e", 0, 100));
        for (int i = 0; i < 10; i++) {
            Thread.currentThread().interrupt();
            assertThat(positions(orders.read())).containsExactlyInAnyOrderElementsOf(told);
            assertThat(orders.info().partitions()).hasSize(2);
            assertThat(Thread.interrupted()).isTrue();
        }
        told = new ArrayList<>(told);
        told.addAll(publish(orders, events("e", 100, 200)));
        assertThat(positions(orders.read())).containsExactlyInAnyOrderElementsOf(told);
    }

    @Test
    void anInterruptedThreadMakesAndDeletesStreams() {
        Thread.currentThread().interrupt();
        EventStream orders = stream("orders", 1);
        assertThat(orders.info().partitions()).hasSize(1);
        orders.delete();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(hub().streams()).isEmpty();
        publish(stream("orders", 1), events("e", 0, 3));
        assertThat(hub().stream("orders").read().count()).isEqualTo(3);
    }

    @Test
    void anInterruptedThreadClosesAndOpens() {
        publish(stream("orders", 1), events("e", 0, 3));
        Thread.currentThread().interrupt();
        closeAndReopen();
        publish(stream("orders", 1), List.of());
        assertThat(Thread.interrupted()).isTrue();
        hub().stream("orders").publish(event("next")).await(patience);
        assertThat(ids(hub().stream("orders").read())).last().isEqualTo("next");
    }
}
