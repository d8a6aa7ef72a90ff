package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.NewEvent;
import dev.leat.core.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who handles what at the same time: events of one key one after the other, others as many as are allowed. */
public abstract class SharingContract extends EngineSuite {

    private static List<NewEvent> keyed(int from, int to, int keys) {
        List<NewEvent> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            events.add(event("e-" + i).key("k-" + i % keys));
        }
        return events;
    }

    private static int number(Event event) {
        return Integer.parseInt(event.getId().substring(2));
    }

    /** Each key's events are there and in order; some may come again, but none is passed over. */
    private static void assertNoneIsPassedOver(Iterable<Event> events, int count, int keys) {
        int[] next = new int[keys];
        for (Event event : events) {
            int number = number(event);
            assertThat(number / keys).as("of key %d", number % keys).isLessThanOrEqualTo(next[number % keys]);
            next[number % keys] = Math.max(next[number % keys], number / keys + 1);
        }
        assertThat(next).containsOnly(count / keys);
    }

    /** Each key's events are there once and in order. */
    private static void assertInOrder(Iterable<Event> events, int count, int keys) {
        int[] next = new int[keys];
        int all = 0;
        for (Event event : events) {
            int number = number(event);
            assertThat(number / keys).as("of key %d", number % keys).isEqualTo(next[number % keys]++);
            all++;
        }
        assertThat(all).isEqualTo(count);
    }

    @Test
    void oneAtATimeIsInTheOrderOfThePartition() throws Exception {
        EventStream orders = stream("orders", 1);
        AtomicInteger atOnce = new AtomicInteger();
        Received received = received();
        orders.subscribe().durable("d").handle(event -> {
            assertThat(atOnce.incrementAndGet()).isEqualTo(1);
            received.handle(event);
            atOnce.decrementAndGet();
        });
        publish(orders, keyed(0, 500, 7));
        received.await(500);
        assertThat(received.ids()).isEqualTo(ids(keyed(0, 500, 7)));
    }

    @Test
    void asManyKeysAreHandledAtOnceAsIsAllowed() throws Exception {
        EventStream orders = stream("orders", 1);
        CyclicBarrier together = new CyclicBarrier(4);
        AtomicInteger atOnce = new AtomicInteger();
        Received received = received();
        orders.subscribe().durable("d").concurrency(4).handle(event -> {
            assertThat(atOnce.incrementAndGet()).isLessThanOrEqualTo(4);
            together.await(patience.toMillis(), TimeUnit.MILLISECONDS);
            atOnce.decrementAndGet();
            received.handle(event);
        });
        publish(orders, keyed(0, 40, 40));
        received.await(40);
    }

    @Test
    void ofOneKeyNoneOvertakes() throws Exception {
        EventStream orders = stream("orders", 3);
        Set<Object> busy = ConcurrentHashMap.newKeySet();
        Received received = received();
        Subscription subscription = orders.subscribe()
                .durable("d")
                .concurrency(5)
                .handle(event -> {
                    Object key = event.getExtension("partitionkey");
                    assertThat(busy.add(key)).isTrue();
                    received.handle(event);
                    busy.remove(key);
                });
        publish(orders, keyed(0, 2_000, 13));
        subscription.caughtUp().await(patience);
        assertInOrder(received.all(), 2_000, 13);
    }

    @Test
    void aHandlerThatBlocksHoldsUpItsKeyOnly() throws Exception {
        EventStream orders = stream("orders", 1);
        CountDownLatch go = new CountDownLatch(1);
        Received received = received();
        Subscription subscription = orders.subscribe()
                .durable("d")
                .concurrency(2)
                .handle(event -> {
                    if (number(event) == 0) {
                        go.await();
                    }
                    received.handle(event);
                });
        publish(orders, keyed(0, 300, 30));
        received.await(290);
        assertThat(received.all()).hasSize(290).noneMatch(event -> number(event) % 30 == 0);
        go.countDown();
        subscription.caughtUp().await(patience);
        assertInOrder(received.all(), 300, 30);
    }

    @Test
    void membersShareByKey() throws Exception {
        EventStream orders = stream("orders", 1);
        Received one = received();
        Received two = received();
        Subscription first = orders.subscribe().durable("d").handle(one);
        Subscription second = orders.subscribe().durable("d").handle(two);
        publish(orders, keyed(0, 1_000, 20));
        first.caughtUp().await(patience);
        assertThat(first.info().members()).isEqualTo(2);
        assertThat(second.info().handled()).isEqualTo(1_000);
        assertThat(one.all()).isNotEmpty();
        assertThat(two.all()).isNotEmpty();
        assertThat(keys(one)).doesNotContainAnyElementsOf(keys(two));
        assertInOrder(Stream.concat(one.all().stream(), two.all().stream()).toList(), 1_000, 20);
    }

    private static List<Object> keys(Received received) {
        return received.all().stream()
                .map(event -> event.getExtension("partitionkey"))
                .distinct()
                .toList();
    }

    @Test
    void aMemberThatLeavesHandsOver() throws Exception {
        EventStream orders = stream("orders", 2);
        Received received = received();
        Set<Subscription> closed = ConcurrentHashMap.newKeySet();
        Subscription stays = orders.subscribe().durable("d").concurrency(2).handle(received);
        for (int round = 0; round < rounds(10); round++) {
            Subscription[] self = new Subscription[1];
            self[0] = orders.subscribe().durable("d").concurrency(1 + round % 3).handle(event -> {
                assertThat(closed).doesNotContain(self);
                received.handle(event);
            });
            publish(orders, keyed(round * 200, round * 200 + 200, 10));
            self[0].close();
            closed.add(self[0]);
        }
        stays.caughtUp().await(patience);
        assertInOrder(received.all(), 200 * rounds(10), 10);
        assertThat(stays.info().members()).isEqualTo(1);
    }

    @Test
    void membersComeAndGoUntilNobodyIsThere() throws Exception {
        EventStream orders = stream("orders", 1);
        Received received = received();
        for (int round = 0; round < rounds(20); round++) {
            Subscription one = orders.subscribe().durable("d").handle(received);
            Subscription two = orders.subscribe().durable("d").handle(received);
            publish(orders, keyed(round * 50, round * 50 + 50, 10));
            one.close();
            two.close();
        }
        Subscription last = orders.subscribe().durable("d").handle(received);
        last.caughtUp().await(patience);
        // what was handled beyond an event that was not comes again
        assertNoneIsPassedOver(received.all(), 50 * rounds(20), 10);
    }

    @Test
    void noMoreThanAThousandAreInProgress() throws Exception {
        EventStream orders = stream("orders", 1);
        CountDownLatch go = new CountDownLatch(1);
        Received received = received();
        Subscription subscription = orders.subscribe()
                .durable("d")
                .concurrency(3)
                .handle(event -> {
                    if (number(event) == 0) {
                        go.await();
                    }
                    received.handle(event);
                });
        publish(orders, keyed(0, 3_000, 300));
        received.await(990);
        eventually("it stops", () -> subscription.info().inProgress() == 1_000);
        assertThat(received.all()).hasSizeLessThan(1_000).allMatch(event -> number(event) < 1_000);
        go.countDown();
        subscription.caughtUp().await(patience);
        assertInOrder(received.all(), 3_000, 300);
    }
}
