package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Cursor;
import dev.leat.core.EventStream;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.Start;
import dev.leat.core.Subscription;
import dev.leat.core.SubscriptionInfo;
import dev.leat.core.filter.Filter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Subscriptions give their handlers every event from where they begin, once and in order as long as nothing fails. */
public abstract class SubscribingContract extends EngineSuite {

    private static List<String> names(String prefix, int from, int to) {
        return ids(events(prefix, from, to));
    }

    private static void assertInvalid(String field, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LeatException.Invalid.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void anEphemeralOneGetsWhatComes() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("old", 0, 5));
        Received received = received();
        Subscription subscription = orders.subscribe().handle(received);
        publish(orders, events("e", 0, 300));
        received.await(300);
        subscription.caughtUp().await(patience);
        assertThat(received.ids()).isEqualTo(names("e", 0, 300));
        assertThat(hub().subscriptions()).isEmpty();
    }

    @Test
    void aDurableOneGetsAllThereIs() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 1_500));
        Received received = received();
        Subscription subscription = orders.subscribe().durable("bills").handle(received);
        publish(orders, events("e", 1_500, 1_700));
        received.await(1_700);
        subscription.caughtUp().await(patience);
        assertThat(received.ids()).isEqualTo(names("e", 0, 1_700));
        assertThat(received.all()).allMatch(event -> event.stream().equals("orders"));
    }

    @Test
    void everyStartIsKept() throws Exception {
        EventStream orders = stream("orders", 1);
        List<Position> told = publish(orders, events("e", 0, 20));
        Received at = received();
        Received after = received();
        Received latest = received();
        orders.subscribe().from(Start.at(told.get(7))).handle(at);
        orders.subscribe()
                .durable("after")
                .from(Start.after(Cursor.at(told.get(7))))
                .handle(after);
        orders.subscribe().durable("latest").from(Start.latest()).handle(latest);
        publish(orders, events("e", 20, 21));
        at.await(14);
        after.await(13);
        latest.await(1);
        assertThat(at.ids()).isEqualTo(names("e", 7, 21));
        assertThat(after.ids()).isEqualTo(names("e", 8, 21));
        assertThat(latest.ids()).isEqualTo(names("e", 20, 21));
    }

    @Test
    void startsThatTheStreamDoesNotHaveAreRefused() {
        EventStream orders = stream("orders", 1);
        assertInvalid(
                "position",
                () -> orders.subscribe().from(Start.at(Position.parse("0:7"))).handle(received()));
        assertInvalid(
                "position",
                () -> orders.subscribe()
                        .durable("d")
                        .from(Start.after(Cursor.parse("3:7")))
                        .handle(received()));
        assertThat(hub().subscriptions()).isEmpty();
    }

    @Test
    void aFilterPassesOverTheOthersAndTheCursorWithIt() throws Exception {
        EventStream orders = stream("orders", 2);
        publish(orders, events("e", 0, 500));
        Received received = received();
        Subscription subscription = orders.subscribe()
                .durable("few")
                .where("id IN ('e-3', 'e-499')")
                .handle(received);
        received.await(2);
        subscription.caughtUp().await(patience);
        publish(orders, events("f", 0, 50));
        subscription.caughtUp().await(patience);
        assertThat(received.ids()).containsExactlyInAnyOrder("e-3", "e-499");
        SubscriptionInfo info = subscription.info();
        assertThat(info.lag()).isZero();
        assertThat(info.handled()).isEqualTo(2);
    }

    @Test
    void everyFilterBetweenHistoryAndTheTailMissesNothing() throws Exception {
        EventStream orders = stream("orders", 1);
        Thread publisher = new Thread(() -> publish(orders, events("e", 0, 3_000)));
        publisher.start();
        List<Received> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Received received = received();
            all.add(received);
            orders.subscribe().from(Start.earliest()).handle(received);
        }
        publisher.join();
        for (Received received : all) {
            received.await(3_000);
            assertThat(received.ids()).isEqualTo(names("e", 0, 3_000));
        }
    }

    @Test
    void aSlowOneFallsBackAndMissesNothing() throws Exception {
        EventStream orders = stream("orders", 1);
        CountDownLatch go = new CountDownLatch(1);
        Received received = received();
        Subscription slow = orders.subscribe().handle(event -> {
            go.await();
            received.handle(event);
        });
        Received fast = received();
        orders.subscribe().handle(fast);
        publish(orders, events("e", 0, 3_000));
        fast.await(3_000);
        assertThat(slow.info().inProgress()).isLessThanOrEqualTo(1_000);
        go.countDown();
        received.await(3_000);
        publish(orders, events("e", 3_000, 3_100));
        received.await(3_100);
        assertThat(received.ids()).isEqualTo(names("e", 0, 3_100));
    }

    @Test
    void stagesAcknowledgeWhenTheyComplete() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 3));
        Queue<CompletableFuture<String>> stages = new ConcurrentLinkedQueue<>();
        Received received = received();
        Subscription subscription = orders.subscribe().durable("byhand").handleAsync(event -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            stages.add(stage);
            received.handle(event);
            return stage;
        });
        for (int i = 0; i < 3; i++) {
            received.await(i + 1);
            assertThat(received.ids()).isEqualTo(names("e", 0, i + 1));
            assertThat(subscription.info().handled()).isEqualTo(i);
            stages.remove().complete("done");
        }
        subscription.caughtUp().await(patience);
    }

    @Test
    void batchesAreAcknowledgedTogether() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 1_000));
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
        Received received = received();
        Subscription subscription = orders.subscribe().durable("batches").handleBatch(50, events -> {
            sizes.add(events.size());
            events.forEach(received::handle);
        });
        received.await(1_000);
        subscription.caughtUp().await(patience);
        assertThat(received.ids()).isEqualTo(names("e", 0, 1_000));
        assertThat(sizes).allMatch(size -> size <= 50).contains(50);
    }

    @Test
    void onlyTheEventThatFailsOfABatchIsSetAside() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 40));
        Received received = received();
        Subscription subscription = orders.subscribe().durable("batches").handleBatch(20, events -> {
            if (ids(events).contains("e-13")) {
                throw new LeatException.Invalid("data", "is wrong");
            }
            events.forEach(received::handle);
        });
        subscription.caughtUp().await(patience);
        assertThat(ids(subscription.dead().list(Filter.all()))).containsExactly("e-13");
        assertThat(received.ids()).hasSize(39).doesNotContain("e-13").doesNotHaveDuplicates();
    }

    @Test
    void twoNamesAreIndependent() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 10));
        Received one = received();
        Received two = received();
        Subscription first = orders.subscribe().durable("one").handle(one);
        one.await(10);
        first.caughtUp().await(patience);
        first.close();
        orders.subscribe().durable("two").handle(two);
        publish(orders, events("e", 10, 20));
        two.await(20);
        assertThat(one.ids()).isEqualTo(names("e", 0, 10));
        assertThat(two.ids()).isEqualTo(names("e", 0, 20));
        orders.subscribe().durable("one").from(Start.earliest()).handle(one);
        one.await(20);
        assertThat(one.ids()).isEqualTo(names("e", 0, 20));
    }

    @Test
    void aNameWithAnotherDefinitionIsRefusedWithTheDifference() {
        stream("orders", 1);
        stream("bills", 1);
        hub().subscribe("orders").durable("d").where("type = 'a'").handle(received());
        assertThatThrownBy(() -> hub().subscribe("bills").durable("d").handle(received()))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining("'orders'")
                .hasMessageContaining("'bills'");
        assertThatThrownBy(() -> hub().subscribe("orders")
                        .durable("d")
                        .where("type = 'b'")
                        .handle(received()))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining("'a'")
                .hasMessageContaining("'b'");
    }

    @Test
    void whatCannotBeIsRefusedAtDefinition() {
        EventStream orders = stream("orders", 1);
        assertInvalid("where", () -> orders.subscribe().where("type = "));
        assertInvalid("durable", () -> orders.subscribe().durable("not a name"));
        assertInvalid("concurrency", () -> orders.subscribe().concurrency(0));
        assertInvalid("concurrency", () -> orders.subscribe().concurrency(2).handleBatch(2, events -> {}));
        assertInvalid("most", () -> orders.subscribe().handleBatch(0, events -> {}));
        assertInvalid("durable", () -> orders.subscribe().append(event -> null));
        assertInvalid("stream", () -> hub().subscribe("no stream"));
        assertInvalid("stream", () -> hub().subscribe("_leat.*"));
        assertThatThrownBy(() -> hub().subscription("none").info())
                .isInstanceOf(LeatException.NotFound.class)
                .hasMessageContaining("none");
    }

    @Test
    void aStreamIsCreatedForWhoComesFirst() throws Exception {
        Received received = received();
        hub().subscribe("later").handle(received);
        publish(hub().stream("later"), events("e", 0, 3));
        received.await(3);
        assertThat(received.ids()).isEqualTo(names("e", 0, 3));
    }

    @Test
    void awaitingInAHandlerIsSafe() throws Exception {
        EventStream orders = stream("orders", 1);
        EventStream bills = stream("bills", 1);
        publish(orders, events("e", 0, 100));
        Received received = received();
        bills.subscribe().handle(received);
        orders.subscribe()
                .durable("d")
                .concurrency(8)
                .handle(event -> bills.publish(event("bill-" + event.getId())).await(patience));
        received.await(100);
    }

    @Test
    void caughtUpMeansHandled() throws Exception {
        EventStream orders = stream("orders", 3);
        Received received = received();
        Subscription subscription =
                orders.subscribe().durable("d").concurrency(4).handle(received);
        for (int i = 0; i < rounds(20); i++) {
            publish(orders, events("e", i * 10, i * 10 + 10));
            subscription.caughtUp().await(patience);
            assertThat(received.all()).hasSize(i * 10 + 10);
        }
    }

    @Test
    void infoTellsHowItStands() throws Exception {
        EventStream orders = stream("orders", 1);
        List<Position> told = publish(orders, events("e", 0, 10));
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Subscription subscription = orders.subscribe()
                .durable("d")
                .where("id <> 'e-0'")
                .handle(event -> {
                    begun.countDown();
                    go.await();
                });
        assertThat(begun.await(patience.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        SubscriptionInfo info = hub().subscription("d").info();
        assertThat(info.name()).isEqualTo("d");
        assertThat(info.streams()).isEqualTo("orders");
        assertThat(info.durable()).isTrue();
        assertThat(info.members()).isEqualTo(1);
        assertThat(info.lag()).isEqualTo(from(orders, told.get(1))).isGreaterThanOrEqualTo(9);
        assertThat(info.cursors()).isEqualTo(Map.of("orders", Cursor.at(told.get(0))));
        go.countDown();
        subscription.caughtUp().await(patience);
        info = subscription.info();
        assertThat(info.handled()).isEqualTo(9);
        assertThat(info.cursors()).containsOnlyKeys("orders");
        assertThat(info.cursors().getOrDefault("orders", Cursor.NOTHING).covers(told.get(9)))
                .isTrue();
        subscription.close();
        info = hub().subscription("d").info();
        assertThat(info.members()).isZero();
        assertThat(info.lag()).isZero();
        assertThat(hub().subscriptions()).extracting(SubscriptionInfo::name).containsExactly("d");
    }
}
