package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Capability;
import dev.leat.core.Event;
import dev.leat.core.EventRules;
import dev.leat.core.EventStream;
import dev.leat.core.LeatException;
import dev.leat.core.OnDead;
import dev.leat.core.Position;
import dev.leat.core.Retry;
import dev.leat.core.Subscription;
import dev.leat.core.SubscriptionInfo;
import dev.leat.core.filter.Filter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What fails is tried again, then set aside with its reason, and can be handled again from there. */
public abstract class FailuresContract extends EngineSuite {

    private static final Retry QUICK = new Retry(3, Duration.ofMillis(1), Duration.ofMillis(4));

    private static List<Event> dead(Subscription subscription) {
        List<Event> dead = new ArrayList<>();
        subscription.dead().list(Filter.all()).forEach(dead::add);
        return dead;
    }

    @Test
    void whatFailsIsTriedAgainBeforeWhatIsBehindIt() throws Exception {
        EventStream orders = stream("orders", 1);
        Map<String, AtomicInteger> tries = new ConcurrentHashMap<>();
        Received received = received();
        Subscription subscription = orders.subscribe().durable("d").retry(QUICK).handle(event -> {
            if (tries.computeIfAbsent(event.getId(), id -> new AtomicInteger()).incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            received.handle(event);
        });
        publish(orders, events("e", 0, 30));
        subscription.caughtUp().await(patience);
        assertThat(received.ids()).isEqualTo(ids(events("e", 0, 30)));
        SubscriptionInfo info = subscription.info();
        assertThat(info.failed()).isEqualTo(60);
        assertThat(info.handled()).isEqualTo(30);
        assertThat(info.dead()).isZero();
        assertThat(dead(subscription)).isEmpty();
    }

    @Test
    void waitsGrow() throws Exception {
        EventStream orders = stream("orders", 1);
        List<Long> times = new ArrayList<>();
        Retry retry = new Retry(4, Duration.ofMillis(40), Duration.ofMillis(80));
        Subscription subscription = orders.subscribe().durable("d").retry(retry).handle(event -> {
            times.add(System.nanoTime());
            throw new IllegalStateException("never");
        });
        publish(orders, events("e", 0, 1));
        subscription.caughtUp().await(patience);
        assertThat(times).hasSize(4);
        assertThat(times.get(1) - times.get(0)).isGreaterThanOrEqualTo(20_000_000);
        assertThat(times.get(2) - times.get(1)).isGreaterThanOrEqualTo(40_000_000);
        assertThat(times.get(3) - times.get(2)).isGreaterThanOrEqualTo(40_000_000);
    }

    @Test
    void deadLettersSayWhatBecameOfThem() throws Exception {
        EventStream orders = stream("orders", 1);
        Received received = received();
        Subscription subscription = orders.subscribe().durable("d").retry(QUICK).handle(event -> {
            if (event.getId().equals("e-1")) {
                throw new IllegalStateException("no\n\"such\" \uD800 item");
            }
            received.handle(event);
        });
        orders.publish(event("e-0")).await(patience);
        Position wrong = orders.publish(
                        event("e-1").subject("s").with("amount", 3).json("{\"a\":1}"))
                .await(patience);
        orders.publish(event("e-2")).await(patience);
        subscription.caughtUp().await(patience);
        assertThat(received.ids()).containsExactly("e-0", "e-2");
        Event letter = dead(subscription).get(0);
        assertThat(letter.stream()).isEqualTo("orders.dead");
        assertThat(letter.getId()).isEqualTo("e-1");
        assertThat(letter.getSubject()).isEqualTo("s");
        assertThat(letter.getExtension("amount")).isEqualTo(3);
        assertThat(letter.text()).isEqualTo("{\"a\":1}");
        assertThat(letter.getExtension("deadsubscription")).isEqualTo("d");
        assertThat(letter.getExtension("deadattempts")).isEqualTo(3);
        assertThat(letter.getExtension("deadorigin")).isEqualTo("orders/" + wrong);
        assertThat(String.valueOf(letter.getExtension("deadreason")))
                .contains("IllegalStateException")
                .contains("\"such\"")
                .doesNotContain("\n");
        assertThat(subscription.info().dead()).isEqualTo(1);
    }

    @Test
    void whatIsInvalidIsSetAsideAtOnce() throws Exception {
        EventStream orders = stream("orders", 1);
        AtomicInteger tries = new AtomicInteger();
        Subscription subscription = orders.subscribe().durable("d").handle(event -> {
            tries.incrementAndGet();
            throw new LeatException.Invalid("data", "is no order");
        });
        Subscription staged = orders.subscribe()
                .durable("staged")
                .handleAsync(event -> CompletableFuture.supplyAsync(() -> {
                    tries.incrementAndGet();
                    throw new LeatException.Invalid("data", "is no order");
                }));
        publish(orders, events("e", 0, 1));
        subscription.caughtUp().await(patience);
        staged.caughtUp().await(patience);
        assertThat(tries).hasValue(2);
        assertThat(dead(staged))
                .singleElement()
                .satisfies(event -> assertThat(String.valueOf(event.getExtension("deadreason")))
                        .startsWith("dev.leat.core.LeatException"));
    }

    @Test
    void errorsAreFailuresToo() throws Exception {
        EventStream orders = stream("orders", 1);
        Received received = received();
        Subscription subscription = orders.subscribe()
                .durable("d")
                .retry(Retry.never())
                .handle(event -> {
                    switch (event.getId()) {
                        case "e-0" -> overflow(1);
                        case "e-1" -> throw new AssertionError("wrong");
                        case "e-2" ->
                            throw new IllegalStateException() {
                                private static final long serialVersionUID = 1;

                                @Override
                                public String getMessage() {
                                    throw new IllegalStateException("nor can it be told");
                                }
                            };
                        case "e-3" -> Thread.currentThread().interrupt();
                        default ->
                            assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    }
                    received.handle(event);
                });
        publish(orders, events("e", 0, 10));
        subscription.caughtUp().await(patience);
        assertThat(ids(dead(subscription))).containsExactly("e-0", "e-1", "e-2");
        assertThat(received.ids()).isEqualTo(ids(events("e", 3, 10)));
    }

    private static int overflow(int depth) {
        return depth < 0 ? depth : depth + overflow(depth + 1);
    }

    @Test
    void whatIsTooLargeWithItsReasonLeavesItsDataBehind() throws Exception {
        EventStream orders = stream("orders", 1);
        Subscription subscription = orders.subscribe()
                .durable("d")
                .retry(Retry.never())
                .handle(event -> {
                    throw new IllegalStateException("x".repeat(5_000));
                });
        orders.publish(event("large").data("text/plain", new byte[EventRules.MOST_BYTES - 100]))
                .await(patience);
        subscription.caughtUp().await(patience);
        Event letter = dead(subscription).get(0);
        assertThat(letter.getData()).isNull();
        assertThat(letter.getExtension("deadwithoutdata")).isEqualTo(true);
    }

    @Test
    void stoppingLeavesTheCursorBeforeWhatFailed() throws Exception {
        EventStream orders = stream("orders", 1);
        Received received = received();
        AtomicInteger tries = new AtomicInteger();
        Subscription subscription = orders.subscribe()
                .durable("d")
                .retry(QUICK)
                .onDead(OnDead.STOP)
                .handle(event -> {
                    if (event.getId().equals("e-5")) {
                        tries.incrementAndGet();
                        throw new IllegalStateException("broken");
                    }
                    received.handle(event);
                });
        Position failing = publish(orders, events("e", 0, 10)).get(5);
        assertThatThrownBy(() -> subscription.done().await(patience))
                .isInstanceOf(LeatException.Failed.class)
                .hasMessageContaining("orders/" + failing)
                .hasMessageContaining("broken");
        assertThat(tries).hasValue(3);
        assertThat(received.ids()).isEqualTo(ids(events("e", 0, 5)));
        orders.subscribe().durable("d").handle(received);
        received.await(10);
        assertThat(received.ids()).isEqualTo(ids(events("e", 0, 10)));
    }

    @Test
    void deadLettersAreHandledAgainOrDropped() throws Exception {
        EventStream orders = stream("orders", 1);
        AtomicBoolean broken = new AtomicBoolean(true);
        Received received = received();
        Received others = received();
        Subscription subscription = orders.subscribe()
                .durable("d")
                .where("type = 'tck.happened'")
                .retry(Retry.never())
                .handle(event -> {
                    if (broken.get()) {
                        throw new IllegalStateException("broken");
                    }
                    received.handle(event);
                });
        orders.subscribe().durable("other").handle(others);
        List<Position> told = publish(orders, events("e", 0, 10));
        subscription.caughtUp().await(patience);
        others.await(10);
        assertThat(ids(dead(subscription))).isEqualTo(ids(events("e", 0, 10)));
        assertThat(subscription.dead().drop(Filter.parse("id = 'e-3'"))).isEqualTo(1);
        assertThat(dead(subscription)).hasSize(9);
        if (lacks(Capability.ATOMIC_ACROSS_STREAMS)) {
            assertUnsupported(
                    Capability.ATOMIC_ACROSS_STREAMS, () -> subscription.dead().replay(Filter.all()));
            return;
        }
        broken.set(false);
        assertThat(subscription.dead().replay(Filter.parse("id IN ('e-1', 'e-2')")))
                .isEqualTo(2);
        received.await(2);
        assertThat(received.ids()).containsExactly("e-1", "e-2");
        assertThat(received.all().get(0).getExtension("deadorigin")).isEqualTo("orders/" + told.get(1));
        assertThat(ids(dead(subscription))).hasSize(7).doesNotContain("e-1", "e-2", "e-3");
        broken.set(true);
        assertThat(subscription.dead().replay(Filter.parse("id = 'e-4'"))).isEqualTo(1);
        eventually("it is set aside again", () -> ids(dead(subscription)).contains("e-4"));
        assertThat(dead(subscription).stream().filter(event -> event.getId().equals("e-4")))
                .singleElement()
                .satisfies(event -> assertThat(event.getExtension("deadorigin")).isEqualTo("orders/" + told.get(4)));
        broken.set(false);
        assertThat(subscription.dead().replay(Filter.all())).isEqualTo(7);
        received.await(9);
        subscription.caughtUp().await(patience);
        assertThat(dead(subscription)).isEmpty();
        assertThat(received.all()).hasSize(9);
        assertThat(others.all()).hasSize(10);
    }

    @Test
    void aNewOneOfTheSameNameHasNothingToHandleAgain() throws Exception {
        if (lacks(Capability.ATOMIC_ACROSS_STREAMS)) {
            return; // refused, as asserted above
        }
        EventStream orders = stream("orders", 1);
        Subscription subscription = orders.subscribe()
                .durable("d")
                .retry(Retry.never())
                .handle(event -> {
                    if (event.getExtension("deadorigin") == null) {
                        throw new IllegalStateException("broken");
                    }
                });
        publish(orders, events("e", 0, 5));
        subscription.caughtUp().await(patience);
        subscription.dead().replay(Filter.all());
        subscription.caughtUp().await(patience);
        subscription.delete();
        Received received = received();
        Subscription again = orders.subscribe().durable("d").handle(received);
        again.caughtUp().await(patience);
        assertThat(received.all()).hasSize(5).allMatch(event -> event.getExtension("deadorigin") == null);
    }
}
