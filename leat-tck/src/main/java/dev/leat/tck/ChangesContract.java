package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Capability;
import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.Start;
import dev.leat.core.Subscription;
import dev.leat.core.SubscriptionInfo;
import dev.leat.core.filter.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Subscriptions can be changed at any moment, by anybody, also from within a handler, open or not. */
public abstract class ChangesContract extends EngineSuite {

    private static List<String> names(int from, int to) {
        return ids(events("e", from, to));
    }

    private static List<NewEvent> coloured(int from, int to) {
        List<NewEvent> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            events.add(event("e-" + i).with("colour", i % 2 == 0 ? "red" : "blue"));
        }
        return events;
    }

    @Test
    void aPausedOneHandlesNothingUntilItIsResumed() throws Exception {
        EventStream orders = stream("orders", 1);
        Received received = received();
        Received other = received();
        Subscription subscription = orders.subscribe().durable("d").handle(received);
        orders.subscribe().handle(other);
        subscription.pause();
        publish(orders, events("e", 0, 100));
        other.await(100);
        assertThat(received.all()).isEmpty();
        assertThat(hub().subscription("d").info().paused()).isTrue();
        hub().subscription("d").resume();
        received.await(100);
        assertThat(received.ids()).isEqualTo(names(0, 100));
    }

    @Test
    void aPauseLasts() throws Exception {
        EventStream orders = stream("orders", 1);
        Received received = received();
        Subscription subscription = orders.subscribe().durable("d").handle(received);
        subscription.pause();
        subscription.close();
        Position first = publish(orders, events("e", 0, 10)).get(0);
        Subscription again = orders.subscribe().durable("d").handle(received);
        assertThat(again.info().paused()).isTrue();
        assertThat(again.info().lag()).isEqualTo(from(orders, first)).isGreaterThanOrEqualTo(10);
        again.resume();
        received.await(10);
    }

    @Test
    void seekingHandlesAgainOrPassesOver() throws Exception {
        EventStream orders = stream("orders", 1);
        List<Position> told = publish(orders, events("e", 0, 50));
        Received received = received();
        Subscription subscription = orders.subscribe().durable("d").handle(received);
        subscription.caughtUp().await(patience);
        subscription.seek(Start.at(told.get(45)));
        subscription.caughtUp().await(patience);
        assertThat(received.ids()).isEqualTo(concat(names(0, 50), names(45, 50)));
        subscription.pause();
        publish(orders, events("e", 50, 60));
        subscription.seek(Start.latest());
        subscription.resume();
        Position last = publish(orders, events("e", 60, 61)).get(0);
        subscription.caughtUp().await(patience);
        assertThat(received.ids()).isEqualTo(concat(names(0, 50), names(45, 50), names(60, 61)));
        subscription.seek(Start.earliest());
        subscription.caughtUp().await(patience);
        assertThat(received.all()).hasSize(56 + 61);
        assertBehind(subscription.info().cursors(), last, next(orders));
    }

    /** A cursor of this one stream has seen an event, and does not stand further. */
    private static void assertBehind(Map<String, Cursor> cursors, Position seen, Position next) {
        assertThat(cursors).containsOnlyKeys("orders");
        assertThat(cursors.getOrDefault("orders", Cursor.NOTHING).covers(seen)).isTrue();
        assertThat(cursors.getOrDefault("orders", Cursor.NOTHING).covers(next)).isFalse();
    }

    @SafeVarargs
    private static List<String> concat(List<String>... parts) {
        List<String> all = new ArrayList<>();
        for (List<String> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    @Test
    void aClosedOneIsSoughtAndSeeksWhenItOpens() throws Exception {
        EventStream orders = stream("orders", 2);
        publish(orders, events("e", 0, 50));
        Received received = received();
        Subscription subscription = orders.subscribe().durable("d").handle(received);
        subscription.caughtUp().await(patience);
        subscription.close();
        hub().subscription("d").seek(Start.earliest());
        assertThat(hub().subscription("d").info().lag())
                .isEqualTo(orders.info().span())
                .isGreaterThanOrEqualTo(50);
        // a member that has left stands for the name
        subscription.seek(Start.latest());
        assertThat(subscription.info().lag()).isZero();
        subscription.seek(Start.earliest());
        orders.subscribe().durable("d").handle(received);
        received.await(100);
    }

    @Test
    void aMemberThatHasLeftChangesWhatIsOpenNow() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, coloured(0, 10));
        Received received = received();
        Subscription first = orders.subscribe().durable("d").handle(event -> {});
        first.caughtUp().await(patience);
        first.close();
        Subscription second = orders.subscribe().durable("d").handle(received);
        first.filter("colour = 'red'");
        first.seek(Start.earliest());
        second.caughtUp().await(patience);
        assertThat(received.ids()).isEqualTo(names(0, 10));
        publish(orders, coloured(10, 20));
        second.caughtUp().await(patience);
        assertThat(received.all()).hasSize(15);
    }

    @Test
    void seekingWhereNothingIsIsRefusedAndChangesNothing() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 10));
        Received received = received();
        Subscription subscription = orders.subscribe().durable("d").handle(received);
        subscription.caughtUp().await(patience);
        for (Subscription each : List.of(subscription, hub().subscription("d"))) {
            Position behind = new Position(0, next(orders).offset() + 1);
            assertThatThrownBy(() -> each.seek(Start.at(behind)))
                    .isInstanceOf(LeatException.Invalid.class)
                    .hasMessageContaining(behind.toString());
            assertThatThrownBy(() -> each.seek(Start.at(Position.parse("1:0"))))
                    .isInstanceOf(LeatException.Invalid.class);
        }
        publish(orders, events("e", 10, 11));
        received.await(11);
        assertThat(received.ids()).isEqualTo(names(0, 11));
    }

    @Test
    void aFilterHoldsBehindWhatWasPolledAndIsRecorded() throws Exception {
        EventStream orders = stream("orders", 1);
        Received received = received();
        Subscription subscription =
                orders.subscribe().durable("d").where("colour = 'red'").handle(received);
        Position last = publish(orders, coloured(0, 10)).get(9);
        subscription.caughtUp().await(patience);
        subscription.filter("colour = 'blue'");
        Position next = publish(orders, coloured(10, 20)).get(0);
        subscription.caughtUp().await(patience);
        assertThat(received.ids())
                .containsExactly("e-0", "e-2", "e-4", "e-6", "e-8", "e-11", "e-13", "e-15", "e-17", "e-19");
        SubscriptionInfo info = hub().subscription("d").info();
        assertThat(info.filter()).isEqualTo(Filter.parse("colour = 'blue'"));
        assertBehind(info.filterSince(), last, next);
        // what stood before is what the filter of then says, also when it comes again
        subscription.seek(Start.earliest());
        subscription.caughtUp().await(patience);
        assertThat(received.all()).hasSize(20);
        assertThat(received.ids().subList(0, 10)).isEqualTo(received.ids().subList(10, 20));
    }

    @Test
    void aFilterOfAClosedOneHoldsBehindItsCursor() throws Exception {
        EventStream orders = stream("orders", 1);
        Received received = received();
        Subscription subscription = orders.subscribe().durable("d").handle(received);
        publish(orders, coloured(0, 4));
        subscription.caughtUp().await(patience);
        subscription.close();
        publish(orders, coloured(4, 8));
        hub().subscription("d").filter("colour = 'blue'");
        orders.subscribe().durable("d").where("colour = 'blue'").handle(received);
        received.await(6);
        // a program that is started with another filter
        hub().subscription("d").caughtUp().await(patience);
        assertThat(received.ids()).containsExactly("e-0", "e-1", "e-2", "e-3", "e-5", "e-7");
        assertThatThrownBy(() -> subscription.filter("colour = ")).isInstanceOf(LeatException.Invalid.class);
    }

    @Test
    void aDeletedOneIsForgotten() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 10));
        Received received = received();
        Subscription one = orders.subscribe().durable("d").handle(received);
        Subscription two = orders.subscribe().durable("d").handle(received);
        one.caughtUp().await(patience);
        one.delete();
        one.done().await(patience);
        two.done().await(patience);
        assertThat(hub().subscriptions()).isEmpty();
        assertThatThrownBy(one::info).isInstanceOf(LeatException.NotFound.class);
        assertThatThrownBy(one::delete).isInstanceOf(LeatException.NotFound.class);
        publish(orders, events("e", 10, 11));
        orders.subscribe().durable("d").handle(received);
        received.await(21);
        assertThat(received.ids().subList(10, 21)).isEqualTo(names(0, 11));
    }

    @Test
    void anEphemeralOneIsChangedToo() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, coloured(0, 10));
        Received received = received();
        Subscription subscription = orders.subscribe().handle(received);
        subscription.filter("colour = 'red'");
        subscription.pause();
        subscription.seek(Start.earliest());
        subscription.resume();
        subscription.caughtUp().await(patience);
        publish(orders, coloured(10, 20));
        subscription.caughtUp().await(patience);
        assertThat(received.all()).hasSize(15);
        subscription.delete();
        subscription.done().await(patience);
        assertThatThrownBy(() -> subscription.seek(Start.earliest())).isInstanceOf(LeatException.Closed.class);
        assertThatThrownBy(subscription::pause).isInstanceOf(LeatException.Closed.class);
        assertThatThrownBy(() -> subscription.caughtUp().await(patience)).isInstanceOf(LeatException.Closed.class);
    }

    /** Where the events stand that {@link #changing} published. */
    private List<Position> changed = List.of();

    private interface Change {
        void on(Subscription subscription) throws Exception;
    }

    /** Handles up to an event at which it changes its own subscription. */
    private Received changing(String id, Change change) throws Exception {
        EventStream orders = stream("orders", 1);
        changed = publish(orders, events("e", 0, 20));
        Received received = received();
        CompletableFuture<Subscription> self = new CompletableFuture<>();
        AtomicInteger changes = new AtomicInteger();
        CompletableFuture<String> done = new CompletableFuture<>();
        self.complete(orders.subscribe().durable("d").handle(event -> {
            received.handle(event);
            if (event.getId().equals(id) && changes.getAndIncrement() == 0) {
                try {
                    change.on(self.get(patience.toMillis(), TimeUnit.MILLISECONDS));
                    done.complete("done");
                } catch (Exception | AssertionError e) {
                    done.completeExceptionally(e);
                }
            }
        }));
        soon(done);
        return received;
    }

    @Test
    void aHandlerPausesItself() throws Exception {
        Received received = changing("e-5", Subscription::pause);
        hub().subscription("d").resume();
        received.await(20);
        assertThat(received.ids()).isEqualTo(names(0, 20));
    }

    @Test
    void aHandlerSeeksItself() throws Exception {
        Received received = changing("e-5", subscription -> subscription.seek(Start.earliest()));
        received.await(26);
        assertThat(received.ids()).isEqualTo(concat(names(0, 6), names(0, 20)));
    }

    @Test
    void aHandlerChangesItsFilter() throws Exception {
        Received received = changing("e-5", subscription -> subscription.filter("id = 'last'"));
        publish(hub().stream("orders"), List.of(event("first"), event("last")));
        received.await(21);
        assertThat(received.ids()).isEqualTo(concat(names(0, 20), List.of("last")));
    }

    @Test
    void aHandlerClosesItself() throws Exception {
        Received received = changing("e-5", Subscription::close);
        eventually("it ends", () -> hub().subscription("d").info().members() == 0);
        eventually(
                "its cursor stands behind what it handled",
                () -> hub().subscription("d").info().lag() == from(hub().stream("orders"), changed.get(6)));
        hub().stream("orders").subscribe().durable("d").handle(received);
        received.await(20);
        assertThat(received.ids()).isEqualTo(names(0, 20));
    }

    @Test
    void aHandlerDeletesItself() throws Exception {
        Received received = changing("e-5", Subscription::delete);
        assertThat(hub().subscriptions()).isEmpty();
        assertThat(received.ids()).isEqualTo(names(0, 6));
    }

    @Test
    void aHandlerAsksHowItStands() throws Exception {
        Received received = changing("e-5", subscription -> {
            assertThat(subscription.info().lag()).isPositive();
            assertThat(subscription.dead().list(Filter.all())).isEmpty();
        });
        received.await(20);
    }

    @Test
    void aHandlerPublishesToItsOwnStream() throws Exception {
        EventStream orders = stream("orders", 1);
        Received received = received();
        orders.subscribe().durable("d").handle(event -> {
            received.handle(event);
            int number = Integer.parseInt(event.getId().substring(2));
            if (number < 50) {
                orders.publish(event("e-" + (number + 1))).await(patience);
            }
        });
        publish(orders, events("e", 0, 1));
        received.await(51);
        assertThat(received.ids()).isEqualTo(names(0, 51));
    }

    @Test
    void aHandlerSubscribesAndCloses() throws Exception {
        EventStream orders = stream("orders", 1);
        Received inner = received();
        Received outer = received();
        orders.subscribe().durable("d").handle(event -> {
            try (Subscription other =
                    hub().subscribe("bills-" + event.getId()).durable("x").handle(inner)) {
                publish(hub().stream("bills-" + event.getId()), events("b", 0, 1));
                other.caughtUp().await(patience);
                other.delete();
            }
            outer.handle(event);
        });
        publish(orders, events("e", 0, 5));
        outer.await(5);
        assertThat(inner.all()).hasSize(5);
    }

    @Test
    void whileMuchIsHandledNothingIsLost() throws Exception {
        EventStream orders = stream("orders", 2);
        Received received = received();
        Subscription subscription =
                orders.subscribe().durable("d").concurrency(3).handle(received);
        Thread publisher = new Thread(() -> publish(orders, events("e", 0, 2_000)));
        publisher.start();
        for (int i = 0; i < rounds(30); i++) {
            subscription.pause();
            subscription.filter(i % 2 == 0 ? "TRUE" : "id <> 'never'");
            subscription.resume();
        }
        publisher.join();
        subscription.caughtUp().await(patience);
        assertThat(received.ids()).hasSize(2_000).doesNotHaveDuplicates();
    }

    @Test
    void whatIsHandledWhileItSeeksDoesNotMoveTheCursor() throws Exception {
        EventStream orders = stream("orders", 1);
        List<Position> told = publish(orders, events("e", 0, 10));
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Received received = received();
        Subscription subscription = orders.subscribe().durable("d").handle(event -> {
            received.handle(event);
            handling.countDown();
            go.await();
        });
        handling.await();
        subscription.seek(Start.at(told.get(8)));
        assertBehind(subscription.info().cursors(), told.get(7), told.get(8));
        go.countDown();
        subscription.caughtUp().await(patience);
        assertThat(received.ids()).containsExactly("e-0", "e-8", "e-9");
    }

    @Test
    void aStreamThatIsDeletedStopsWhoReadsItAlone() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 10));
        Received received = received();
        Subscription subscription = orders.subscribe().durable("d").handle(received);
        subscription.caughtUp().await(patience);
        orders.delete();
        assertThatThrownBy(() -> subscription.done().await(patience)).isInstanceOf(LeatException.NotFound.class);
        publish(stream("orders", 1), events("n", 0, 3));
        orders.subscribe().durable("d").handle(received);
        received.await(13);
        assertThat(received.ids().subList(10, 13)).containsExactly("n-0", "n-1", "n-2");
    }

    @Test
    void aPatternTakesStreamsAsTheyComeAndGo() throws Exception {
        publish(stream("order.a", 1), events("a", 0, 3));
        publish(stream("bill.a", 1), events("x", 0, 3));
        Received received = received();
        Subscription subscription = hub().subscribe("order.*").durable("d").handle(received);
        received.await(3);
        publish(stream("order.b", 2), events("b", 0, 3));
        publish(hub().stream("order.c"), events("c", 0, 3));
        received.await(9);
        subscription.caughtUp().await(patience);
        hub().stream("order.a").delete();
        publish(stream("order.a", 1), events("again", 0, 3));
        received.await(12);
        subscription.caughtUp().await(patience);
        assertThat(received.ids())
                .containsExactlyInAnyOrder(
                        "a-0", "a-1", "a-2", "b-0", "b-1", "b-2", "c-0", "c-1", "c-2", "again-0", "again-1", "again-2");
        assertThat(subscription.info().cursors()).containsOnlyKeys("order.a", "order.b", "order.c");
        subscription.close();
        publish(hub().stream("order.d"), events("d", 0, 3));
        hub().subscribe("order.*").durable("d").handle(received);
        received.await(15);
        assertThat(received.all()).noneMatch(event -> event.getId().startsWith("x"));
    }

    @Test
    void streamsThatComeWhileOneSubscribesAreNotMissed() throws Exception {
        Hub hub = hub();
        for (int round = 0; round < rounds(10); round++) {
            int number = round;
            Thread creator = new Thread(() -> {
                for (int i = 0; i < 5; i++) {
                    publish(hub.stream("r-" + number + "-" + i), events("e-" + i, 0, 2));
                }
            });
            creator.start();
            Received received = received();
            hub.subscribe("r-" + round + "-*").durable("d-" + round).handle(received);
            received.await(10);
            creator.join();
            assertThat(received.ids()).doesNotHaveDuplicates().hasSize(10);
        }
    }

    @Test
    void whatWasSetAsideIsNotOfThePattern() throws Exception {
        Received received = received();
        Subscription subscription = hub().subscribe("o*").durable("d").handle(event -> {
            received.handle(event);
            throw new LeatException.Invalid("data", "is wrong");
        });
        publish(stream("orders", 1), events("e", 0, 3));
        received.await(3);
        subscription.caughtUp().await(patience);
        List<Event> dead = new ArrayList<>();
        subscription.dead().list(Filter.all()).forEach(dead::add);
        assertThat(ids(dead)).isEqualTo(names(0, 3));
        assertThat(received.all()).hasSize(3);
        assertThat(lacks(Capability.ATOMIC_ACROSS_STREAMS)
                        || subscription.dead().drop(Filter.all()) == 3)
                .isTrue();
    }
}
