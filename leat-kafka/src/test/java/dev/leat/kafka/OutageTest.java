package dev.leat.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Condition;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Pending;
import dev.leat.core.StreamSettings;
import dev.leat.core.Subscription;
import dev.leat.core.filter.Filter;
import dev.leat.kafka.broker.Brokers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hub whose only broker goes away: closing it takes seconds, and it goes on by itself when the broker is back. */
class OutageTest {

    private static final Duration SOON = Duration.ofSeconds(40);

    /** It waits three seconds each for cursors and for appends, and some more to take leave; on a busy machine. */
    private static final Duration CLOSING = Duration.ofSeconds(15);

    private final Queue<String> handled = new ConcurrentLinkedQueue<>();
    private final Queue<String> followed = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void requireBrokers() {
        assertThat(TestBroker.bootstrap()).isNotEmpty(); // skips the test where there are none
    }

    private static Hub open(Brokers brokers) {
        return Hub.open("kafka://" + brokers.bootstrap(), HubOptions.defaults().durability(Durability.FAST));
    }

    private static NewEvent event(String id) {
        return Event.of("order.placed", "/test").id(id).subject(id);
    }

    private static Append guarded(String id) {
        return Append.to("guarded", event(id)).when(Condition.none("guarded", Filter.subject(id)));
    }

    private Subscription subscribe(Hub hub, String name) {
        return hub.subscribe("orders").durable(name).handle(event -> handled.add(event.getId()));
    }

    /** Has all kinds of clients at work. */
    private void use(Hub hub) {
        hub.create("orders", StreamSettings.defaults());
        hub.create("guarded", StreamSettings.defaults().guarded(true));
        var unused = hub.subscribe("orders").handle(event -> followed.add(event.getId()));
        unused = subscribe(hub, "billing");
        unused = subscribe(hub, "shipping");
        operate(hub, "before");
        Awaitility.await().atMost(SOON).untilAsserted(() -> {
            assertThat(handled).filteredOn("before"::equals).hasSize(2);
            assertThat(followed).contains("before");
        });
    }

    private static void operate(Hub hub, String id) {
        var single = hub.stream("orders").publish(event(id)).await(SOON);
        assertThat(single.offset()).isNotNegative();
        var batch = hub.stream("orders")
                .publish(List.of(event(id + "-1"), event(id + "-2")))
                .await(SOON);
        assertThat(batch.positions()).hasSize(2);
        assertThat(hub.append(guarded(id)).await(SOON).positions()).hasSize(1);
        assertThat(hub.stream("orders").read().list()).extracting(Event::getId).contains(id);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closingAHubThatReachesNoBrokerTakesSeconds(boolean killed) throws Exception {
        try (Brokers brokers = Brokers.start(1)) {
            Hub hub = open(brokers);
            use(hub);
            if (killed) {
                brokers.broker(0).kill();
            } else {
                signal(brokers, "STOP");
            }
            List<Pending<?>> pending = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                pending.add(hub.stream("orders").publish(event("late-" + i)));
            }
            pending.add(hub.stream("orders").publish(List.of(event("a"), event("b"))));
            pending.add(hub.append(guarded("late")));
            long begun = System.nanoTime();
            hub.close();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(took).isLessThan(CLOSING);
            assertThat(pending).allMatch(Pending::isDone);
            for (Pending<?> each : pending) {
                assertThatThrownBy(each::await)
                        .isInstanceOfAny(
                                LeatException.Unavailable.class,
                                LeatException.InDoubt.class,
                                LeatException.Closed.class);
            }
        }
    }

    private static void signal(Brokers brokers, String signal) throws Exception {
        Process kill = new ProcessBuilder(
                        "kill", "-" + signal, String.valueOf(brokers.broker(0).pid()))
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void aHubGoesOnByItselfWhenItsBrokerIsBack() {
        try (Brokers brokers = Brokers.start(1);
                Hub hub = open(brokers)) {
            use(hub);
            brokers.broker(0).kill();
            Pending<?> lost = hub.stream("orders").publish(event("meanwhile"));
            brokers.broker(0).start();
            try {
                Object unused = lost.await(SOON);
            } catch (LeatException.InDoubt | LeatException.Unavailable e) {
                // as it may be
            }
            Awaitility.await()
                    .atMost(SOON)
                    .ignoreExceptionsMatching(e -> e instanceof LeatException.Unavailable
                            || e instanceof LeatException.Fenced
                            || e instanceof LeatException.InDoubt)
                    .untilAsserted(() -> operate(hub, "after"));
            Awaitility.await().atMost(SOON).untilAsserted(() -> {
                assertThat(handled).filteredOn("after-2"::equals).hasSizeGreaterThanOrEqualTo(2);
                assertThat(followed).contains("after", "after-1", "after-2");
            });
            hub.create("more", StreamSettings.defaults());
            assertThat(subscribe(hub, "audit").caughtUp().toCompletableFuture()).succeedsWithin(SOON);
        }
    }
}
