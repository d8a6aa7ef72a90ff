package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Capability;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** However a subscription ends, it goes on where it stood: exactly after closing, at most 1,000 events earlier after a crash. */
public abstract class LeavingContract extends EngineSuite {

    private static List<String> names(int from, int to) {
        return ids(events("e", from, to));
    }

    @Test
    void closingWaitsForTheHandlerAndKeepsTheCursor() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 10));
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Received received = received();
        Subscription subscription = orders.subscribe().durable("d").handle(event -> {
            handling.countDown();
            go.await();
            received.handle(event);
        });
        handling.await();
        Thread closer = new Thread(subscription::close);
        closer.start();
        eventually("it leaves", () -> hub().subscription("d").info().members() == 0 || !closer.isAlive());
        assertThat(closer.isAlive()).isTrue();
        go.countDown();
        closer.join();
        assertThat(received.ids()).isEqualTo(names(0, 1));
        subscription.close();
        assertThat(subscription.done().isDone() || subscription.done().await(patience) == null)
                .isTrue();
        orders.subscribe().durable("d").handle(received);
        received.await(10);
        assertThat(received.ids()).isEqualTo(names(0, 10));
    }

    @Test
    void whatWasHandledBeforeClosingIsNotHandledAgain() throws Exception {
        EventStream orders = stream("orders", 2);
        Received received = received();
        int published = 0;
        for (int round = 0; round < rounds(20); round++) {
            Subscription subscription = orders.subscribe().durable("d").handle(received);
            publish(orders, events("e", published, published + 50));
            published += 50;
            subscription.close();
        }
        orders.subscribe().durable("d").handle(received).caughtUp().await(patience);
        assertThat(received.ids()).hasSize(published).doesNotHaveDuplicates();
    }

    @Test
    void stagesThatCompleteWhileOneLeavesCount() throws Exception {
        EventStream orders = stream("orders", 1);
        EventStream bills = stream("bills", 1);
        publish(orders, events("e", 0, 200));
        Received received = received();
        bills.subscribe().handle(received);
        int some = 200 / rounds(20);
        while (received.all().size() < 200) {
            Subscription subscription =
                    orders.subscribe().durable("d").handleAsync(event -> bills.publish(event("b-" + event.getId())));
            received.await(Math.min(200, received.all().size() + some));
            subscription.close();
        }
        assertThat(received.ids()).doesNotHaveDuplicates().hasSize(200);
    }

    @Test
    void closingTheHubClosesThem() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 500));
        Received received = received();
        Subscription subscription = orders.subscribe().durable("d").handle(received);
        received.await(100);
        hub().close();
        subscription.done().await(patience);
        int handled = received.all().size();
        assertThatThrownBy(() -> hub().subscribe("orders").handle(received)).isInstanceOf(LeatException.Closed.class);
        Hub again = closeAndReopen();
        if (lacks(Capability.PERSISTENT)) {
            assertThat(again.subscriptions()).isEmpty();
            return;
        }
        again.subscribe("orders").durable("d").handle(received);
        received.await(500);
        assertThat(handled).isBetween(100, 500);
        assertThat(received.ids()).isEqualTo(names(0, 500));
    }

    @Test
    void closingWaitsNoLongerThanItIsTold() throws Exception {
        Duration wait = Duration.ofMillis(200).plus(closing());
        Hub hub = open(options -> options.closeWait(wait));
        Received received = received();
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(5);
        for (int i = 0; i < 5; i++) {
            hub.subscribe("orders").durable("stuck-" + i).handle(event -> {
                blocked.countDown();
                never.await();
            });
        }
        CompletableFuture<String> stage = new CompletableFuture<>();
        hub.subscribe("orders").durable("stuck-stage").handleAsync(event -> stage);
        hub.subscribe("orders").durable("d").handle(received);
        publish(hub.stream("orders"), events("e", 0, 100));
        received.await(100);
        assertThat(blocked.await(patience.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        long begun = System.nanoTime();
        hub.close();
        // together, not one after the other
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(wait, wait.multipliedBy(9).dividedBy(2));
        never.countDown();
        stage.complete("too late");
    }

    @Test
    void aHandlerClosesTheHub() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 10));
        CompletableFuture<String> closed = new CompletableFuture<>();
        Received received = received();
        Hub hub = hub();
        orders.subscribe().durable("d").handle(event -> {
            received.handle(event);
            hub.close();
            closed.complete("done");
        });
        soon(closed);
        assertThat(received.ids()).isEqualTo(names(0, 1));
    }

    @Test
    void afterACrashAtMostAThousandOfAPartitionComeAgain() throws Exception {
        if (lacks(Capability.PERSISTENT)) {
            return; // nothing is left of it, as PersistenceContract asserts
        }
        Received received = received();
        int published = 0;
        for (int round = 0; round < rounds(4); round++) {
            EventStream orders = hub().stream("orders");
            int some = received.all().size() + 200;
            Subscription subscription = orders.subscribe().durable("d").handle(received);
            publish(orders, events("e", published, published + 1_700));
            published += 1_700;
            received.await(some);
            subscription.pause();
            eventually("nothing is being handled", () -> isQuiet(received));
            int before = received.all().size();
            int distinct = new HashSet<>(received.ids()).size();
            crash();
            hub().subscription("d").resume();
            hub().stream("orders")
                    .subscribe()
                    .durable("d")
                    .handle(received)
                    .caughtUp()
                    .await(patience);
            List<String> since = received.ids().subList(before, received.all().size());
            List<String> old = new ArrayList<>(since);
            old.retainAll(new HashSet<>(received.ids().subList(0, before)));
            assertThat(old).hasSizeLessThanOrEqualTo(1_000);
            assertThat(since.subList(old.size(), since.size())).isEqualTo(names(distinct, published));
        }
    }

    private static boolean isQuiet(Received received) {
        int seen = received.all().size();
        LockSupport.parkNanos(20_000_000);
        return seen == received.all().size();
    }
}
