package dev.leat.kafka.appends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.StreamSettings;
import dev.leat.kafka.TestBroker;
import dev.leat.kafka.broker.Brokers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Brokers that are killed while appends are under way. */
@Timeout(120)
class AppendsOutageTest {

    private final Brokers three = TestBroker.three();

    @AfterEach
    void startAll() {
        IntStream.range(0, three.size())
                .filter(i -> !three.broker(i).isRunning())
                .forEach(i -> three.broker(i).start());
    }

    private static NewEvent event(String id) {
        return Event.of("test.happened", "/test").id(id);
    }

    private static Append append(int i) {
        return i % 5 == 0
                ? Append.to("orders", event("e" + i), event("e" + i + "b"))
                : Append.to("orders", event("e" + i));
    }

    @Test
    void aKilledBrokerCostsNoSafeAppendAndNoOrder() {
        try (AppendsHub hub =
                new AppendsHub(AppendsHub.location(three.bootstrap(), Map.of()), Duration.ofSeconds(30))) {
            hub.create("orders", StreamSettings.defaults());
            List<CompletableFuture<Appended>> pending = new ArrayList<>();
            List<String> called = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                if (i == 200 || i == 400) {
                    three.broker(i / 200).kill();
                }
                if (i == 399) {
                    three.broker(1).start();
                }
                pending.add(hub.appends.append(append(i), Durability.SAFE));
                append(i).entries().get(0).events().forEach(event -> called.add(event.getId()));
                if (i % 20 == 0) {
                    pending.get(i).join();
                }
            }
            pending.forEach(CompletableFuture::join);
            assertThat(hub.ids("orders")).isEqualTo(called);
        }
    }

    @Test
    void withoutBrokersAppendsFailWhenTheirTimeIsOverAndClosingIsNotHeldUp() {
        try (Brokers brokers = Brokers.start(1);
                AppendsHub hub = new AppendsHub(
                        AppendsHub.location(brokers.bootstrap(), Map.of("delivery.timeout.ms", "3000")),
                        Duration.ofSeconds(1))) {
            hub.create("orders", StreamSettings.defaults());
            hub.appends.append(append(0), Durability.FAST).join();
            hub.appends.append(append(1), Durability.FAST).join();
            brokers.broker(0).kill();
            CompletableFuture<Appended> single = hub.appends.append(append(1), Durability.FAST);
            assertThatThrownBy(single::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfAny(LeatException.InDoubt.class, LeatException.Unavailable.class);
            CompletableFuture<Appended> atom = hub.appends.append(append(5), Durability.FAST);
            assertThatThrownBy(atom::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfAny(LeatException.InDoubt.class, LeatException.Unavailable.class);
            CompletableFuture<Appended> last = hub.appends.append(append(6), Durability.FAST);
            long begun = System.nanoTime();
            hub.appends.close();
            assertThat(last).isDone();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(14));
        }
    }
}
