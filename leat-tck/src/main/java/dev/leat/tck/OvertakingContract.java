package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Capability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.Reading;
import dev.leat.core.Start;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.core.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What becomes of readers and subscriptions that are slower than retention: a reader in the middle is told, one that has not
 * begun begins later, and a subscription goes on with what is left and counts what it missed.
 */
public abstract class OvertakingContract extends EngineSuite {

    private static final Duration HOUR = Duration.ofHours(1);

    private EventStream orders(int partitions) {
        return hub().create(
                        "orders",
                        StreamSettings.defaults().partitions(partitions).retain(HOUR));
    }

    /** Without PROMPT_RETENTION nobody can say when a reader is overtaken: it misses nothing that is kept. */
    private boolean refused() {
        boolean refused = lacks(Capability.PROMPT_RETENTION);
        if (refused) {
            publish(orders(1), events("e", 0, 10));
            assertThat(ids(hub().stream("orders").read())).isEqualTo(ids(events("e", 0, 10)));
        }
        return refused;
    }

    /** So large that no batch has many of them. */
    private static List<NewEvent> large(String prefix, int count) {
        return events(prefix, 0, count).stream()
                .map(event -> event.data("text/plain", new byte[20_000]))
                .toList();
    }

    private static List<Event> rest(Iterator<Event> events) {
        List<Event> rest = new ArrayList<>();
        events.forEachRemaining(rest::add);
        return rest;
    }

    @Test
    void aReaderThatHasNotBegunBeginsWithWhatIsLeft() {
        if (refused()) {
            return;
        }
        EventStream orders = orders(2);
        List<Position> old = publish(orders, events("old", 0, 10));
        List<Reading> readings = new ArrayList<>(List.of(
                orders.read(),
                orders.read().where("source = '/tck'"),
                orders.read().from(Start.at(old.get(8)))));
        if (!lacks(Capability.RECORDED_TIME)) {
            readings.add(orders.read().from(Start.since(Instant.EPOCH)));
        }
        pass(Duration.ofMinutes(50));
        publish(orders, events("young", 0, 10));
        List<Iterator<Event>> iterators =
                readings.stream().map(Reading::iterator).toList();
        pass(Duration.ofMinutes(20));
        for (int i = 0; i < iterators.size(); i++) {
            Iterator<Event> iterator = iterators.get(i);
            if (i == 2) {
                // it named an event, in one of the partitions, which is gone
                assertThatThrownBy(() -> rest(iterator)).isInstanceOf(LeatException.Expired.class);
            } else {
                assertThat(ids(rest(iterator))).containsExactlyInAnyOrderElementsOf(ids(events("young", 0, 10)));
            }
        }
    }

    @Test
    void aReaderThatIsOvertakenIsToldTheFirstEventLeft() {
        if (refused()) {
            return;
        }
        EventStream orders = orders(1);
        publish(orders, large("old", 200));
        pass(Duration.ofMinutes(50));
        publish(orders, events("young", 0, 5));
        Iterator<Event> reader = orders.read().iterator();
        assertThat(reader.next().getId()).isEqualTo("old-0");
        pass(Duration.ofMinutes(20));
        List<Event> more = new ArrayList<>();
        assertThatThrownBy(() -> reader.forEachRemaining(more::add))
                .isInstanceOfSatisfying(
                        LeatException.Expired.class,
                        expired -> assertThat(ids(orders.read().from(Start.at(expired.firstKept()))))
                                .isEqualTo(ids(events("young", 0, 5))));
        assertThat(ids(more)).isEqualTo(ids(events("old", 1, more.size() + 1)));
    }

    @Test
    void aFollowerAtTheTailMissesNothing() throws Exception {
        if (refused()) {
            return;
        }
        EventStream orders = orders(2);
        publish(orders, events("old", 0, 10));
        pass(HOUR);
        Follower follower = follow(orders.read());
        for (int i = 0; i < 5; i++) {
            publish(orders, events("e", 4 * i, 4 * i + 4));
            assertThat(ids(follower.take(4))).containsExactlyInAnyOrderElementsOf(ids(events("e", 4 * i, 4 * i + 4)));
            pass(HOUR);
        }
    }

    /** A handler that waits at its first event until it is let go. */
    private static final class Slow {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);

        void handle(Event event, Received received) throws InterruptedException {
            received.handle(event);
            begun.countDown();
            go.await();
        }
    }

    @Test
    void aSlowSubscriptionGoesOnWithWhatIsLeftAndCountsWhatItMissed() throws Exception {
        if (refused()) {
            return;
        }
        EventStream orders = orders(1);
        List<Position> told = publish(orders, large("old", 600));
        Received received = received();
        Slow slow = new Slow();
        Subscription subscription =
                orders.subscribe().durable("d").handleBatch(1, events -> slow.handle(events.get(0), received));
        assertThat(slow.begun.await(patience.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        pass(HOUR);
        publish(orders, events("young", 0, 5));
        long first = orders.info().partitions().get(0).first();
        slow.go.countDown();
        subscription.caughtUp().await(patience);
        List<String> ids = received.ids();
        int old = ids.size() - 5;
        assertThat(ids.subList(0, old)).isEqualTo(ids(events("old", 0, old)));
        assertThat(ids.subList(old, ids.size())).isEqualTo(ids(events("young", 0, 5)));
        assertThat(subscription.info().expired())
                .isEqualTo(first - told.get(old - 1).offset() - 1)
                .isPositive();
        assertThat(subscription.info().lag()).isZero();
        assertThat(subscription.info().dead()).isZero();
        publish(orders, events("younger", 0, 5));
        subscription.caughtUp().await(patience);
        assertThat(received.ids()).endsWith("younger-3", "younger-4").hasSize(old + 10);
    }

    @Test
    void aSubscriptionThatIsOpenedLateCountsWhatItMissed() throws Exception {
        if (refused()) {
            return;
        }
        EventStream orders = orders(1);
        Received received = received();
        publish(orders, events("first", 0, 3));
        Subscription early = orders.subscribe().durable("d").handle(received);
        early.caughtUp().await(patience);
        early.close();
        List<Position> missed = publish(orders, events("old", 0, 7));
        pass(HOUR);
        publish(orders, events("young", 0, 4));
        assertThat(hub().subscription("d").info().lag()).isGreaterThanOrEqualTo(4);
        StreamInfo.Span span = orders.info().partitions().get(0);
        Subscription late = orders.subscribe().durable("d").handle(received);
        late.caughtUp().await(patience);
        assertThat(received.ids())
                .isEqualTo(ids(List.of(
                        event("first-0"),
                        event("first-1"),
                        event("first-2"),
                        event("young-0"),
                        event("young-1"),
                        event("young-2"),
                        event("young-3"))));
        assertThat(late.info().expired()).isEqualTo(span.first() - missed.get(0).offset());
        late.close();
        Subscription again = orders.subscribe().durable("d").handle(received);
        again.caughtUp().await(patience);
        assertThat(again.info().expired()).isZero();
        assertThat(received.all()).hasSize(7);
    }

    @Test
    void aSubscriptionThatBeginsNowMissesNothing() throws Exception {
        if (refused()) {
            return;
        }
        EventStream orders = orders(2);
        publish(orders, events("old", 0, 8));
        pass(HOUR);
        publish(orders, events("young", 0, 8));
        Received received = received();
        Subscription durable = orders.subscribe().durable("d").handle(received);
        durable.caughtUp().await(patience);
        assertThat(received.ids()).containsExactlyInAnyOrderElementsOf(ids(events("young", 0, 8)));
        assertThat(durable.info().expired()).isZero();
        Subscription early = orders.subscribe().from(Start.earliest()).handle(received);
        early.caughtUp().await(patience);
        assertThat(received.all()).hasSize(16);
        assertThat(early.info().expired()).isZero();
    }

    @Test
    void everythingMayHaveExpired() throws Exception {
        if (refused()) {
            return;
        }
        EventStream orders = orders(1);
        orders.subscribe()
                .durable("d")
                .from(Start.earliest())
                .handle(event -> {})
                .close();
        List<Position> old = publish(orders, events("old", 0, 5));
        pass(HOUR);
        Received received = received();
        Subscription subscription = orders.subscribe().durable("d").handle(received);
        subscription.caughtUp().await(patience);
        assertThat(received.all()).isEmpty();
        StreamInfo.Span span = orders.info().partitions().get(0);
        publish(orders, events("young", 0, 2));
        received.await(2);
        assertThat(received.ids()).containsExactly("young-0", "young-1");
        assertThat(subscription.info().expired())
                .isEqualTo(span.first() - old.get(0).offset());
    }

    @Test
    void whoSeeksWhatHasExpiredIsToldSo() throws Exception {
        if (refused()) {
            return;
        }
        EventStream orders = orders(1);
        Position old = publish(orders, events("old", 0, 5)).get(2);
        Received received = received();
        Subscription subscription = orders.subscribe().durable("d").handle(received);
        subscription.caughtUp().await(patience);
        pass(HOUR);
        publish(orders, events("young", 0, 2));
        assertThatThrownBy(() -> subscription.seek(Start.at(old))).isInstanceOf(LeatException.Expired.class);
        assertThatThrownBy(() -> orders.subscribe().from(Start.at(old)).handle(received))
                .isInstanceOf(LeatException.Expired.class);
        subscription.seek(Start.earliest());
        subscription.caughtUp().await(patience);
        assertThat(received.ids()).endsWith("young-0", "young-1");
        assertThat(subscription.info().expired()).isZero();
    }
}
