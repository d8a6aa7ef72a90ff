package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Capability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Start;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events carry the time at which the hub took them, and reading can begin there. */
public abstract class RecordedTimeContract extends EngineSuite {

    @Test
    void recordedTimeIsWhenTheHubTookTheEvent() {
        EventStream orders = stream("orders", 1);
        Instant before = Instant.now().minusMillis(1);
        orders.publish(event("e").time("1999-12-31T23:59:59Z")).await(patience);
        Instant recorded = orders.read().first().orElseThrow().recordedTime();
        assertThat(recorded).isBetween(before, Instant.now().plusMillis(1));
        assertThat(recorded).isEqualTo(recorded.truncatedTo(ChronoUnit.MICROS));
    }

    @Test
    void recordedTimeNeverGoesBackwardsWithinAPartition() {
        EventStream orders = stream("orders", 2);
        publish(orders, events("e", 0, 500));
        for (int partition = 0; partition < 2; partition++) {
            int wanted = partition;
            List<Instant> times = orders.read().list().stream()
                    .filter(event -> event.position().partition() == wanted)
                    .map(Event::recordedTime)
                    .toList();
            assertThat(times).hasSize(250).isSorted();
        }
    }

    @Test
    void readingCanBeginAtATime() {
        EventStream orders = stream("orders", 2);
        List<Event> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            publish(orders, events("e", 10 * i, 10 * i + 10));
            awaitTheNextMicrosecond();
        }
        if (lacks(Capability.RECORDED_TIME)) {
            assertUnsupported(
                    Capability.RECORDED_TIME,
                    () -> orders.read().from(Start.since(Instant.EPOCH)).list());
            return;
        }
        orders.read().forEach(all::add);
        assertThat(all).hasSize(100);
        for (Event each : all) {
            Instant time = each.recordedTime();
            assertThat(positions(orders.read().from(Start.since(time))))
                    .containsExactlyInAnyOrderElementsOf(positions(all.stream()
                            .filter(event -> !event.recordedTime().isBefore(time))
                            .toList()));
        }
        Instant last = all.get(99).recordedTime();
        assertThat(orders.read().from(Start.since(last.plusNanos(1_000))).list())
                .isEmpty();
    }

    @Test
    void timesFarAwayAreEarliestAndLatest() {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 5));
        if (lacks(Capability.RECORDED_TIME)) {
            assertUnsupported(
                    Capability.RECORDED_TIME,
                    () -> orders.read().from(Start.ago(Duration.ofHours(1))).list());
            return;
        }
        assertThat(orders.read().from(Start.since(Instant.MIN)).count()).isEqualTo(5);
        assertThat(orders.read().from(Start.since(Instant.EPOCH)).count()).isEqualTo(5);
        assertThat(orders.read().from(Start.ago(Duration.ofHours(1))).count()).isEqualTo(5);
        assertThat(orders.read().from(Start.since(Instant.MAX)).list()).isEmpty();
        assertThat(orders.read().from(Start.ago(Duration.ofHours(-1))).list()).isEmpty();
    }

    private static void awaitTheNextMicrosecond() {
        Instant now = Instant.now();
        while (Duration.between(now, Instant.now()).toNanos() < 2_000) {
            Thread.onSpinWait();
        }
    }
}
