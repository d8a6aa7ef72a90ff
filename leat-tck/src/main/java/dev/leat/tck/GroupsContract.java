package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Handler;
import dev.leat.core.Hub;
import dev.leat.core.Position;
import dev.leat.core.Subscribing;
import dev.leat.core.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The members of a durable subscription in several processes share the partitions: while they come and go each event is
 * handled once, of each key in order; what a killed one had comes to others.
 */
public abstract class GroupsContract extends GroupsSuite {

    private static Subscription subscribe(Hub hub, Handler handler) {
        return hub.subscribe("orders").durable("d").handle(handler);
    }

    /** A handler that counts, and hands on. */
    private static Handler counting(AtomicInteger count, Received received) {
        return event -> {
            received.handle(event);
            count.incrementAndGet();
        };
    }

    @Test
    void membersInSeveralProcessesShareTheEvents() throws Exception {
        if (alone()) {
            return;
        }
        EventStream orders = stream("orders", 6);
        publishSome(orders, 5 * KEYS);
        Received received = received();
        List<Hub> hubs = List.of(hub(), peer().hub(), peer().hub());
        List<AtomicInteger> shares = new ArrayList<>();
        List<Subscription> members = new ArrayList<>();
        for (Hub hub : hubs) {
            AtomicInteger share = new AtomicInteger();
            shares.add(share);
            members.add(subscribe(hub, counting(share, received)));
        }
        publishUntil("each has a share", orders, () -> shares.stream().allMatch(share -> share.get() > 0));
        received.await(published());
        assertThat(members)
                .allSatisfy(member -> assertThat(member.info().members()).isEqualTo(1));
        for (Subscription member : members) {
            member.close();
        }
        assertOnceAndInOrder(received);
        assertThat(hub().subscription("d").info().lag()).isZero();
        Received again = received();
        subscribe(hub(), again).caughtUp().await(patience);
        assertThat(again.all()).isEmpty();
    }

    @Test
    void anEphemeralOneBelongsToItsProcess() throws Exception {
        if (alone()) {
            return;
        }
        EventStream orders = stream("orders", 2);
        Received here = received();
        Received there = received();
        orders.subscribe().handle(here);
        peer().hub().subscribe("orders").handle(there);
        publishSome(orders, KEYS);
        here.await(KEYS);
        there.await(KEYS);
        assertThat(hub().subscriptions()).isEmpty();
    }

    @Test
    void membersComeAndGoWhileEventsAreHandled() throws Exception {
        if (alone()) {
            return;
        }
        EventStream orders = stream("orders", 4);
        Received received = received();
        Subscription stays = subscribe(hub(), received);
        Hub other = peer().hub();
        for (int round = 0; round < rounds(8); round++) {
            AtomicInteger share = new AtomicInteger();
            Subscription comes = subscribe(other, counting(share, received));
            publishUntil("it has a share", orders, () -> share.get() > 0);
            if (round % 2 == 0) {
                comes.close();
            } else {
                other.close();
                other = peer().hub();
            }
        }
        publishSome(orders, 10 * KEYS);
        received.await(published());
        stays.caughtUp().await(patience);
        stays.close();
        assertOnceAndInOrder(received);
    }

    @Test
    void whatIsBeingHandledIsFinishedBeforeItsPartitionMoves() throws Exception {
        if (alone()) {
            return;
        }
        EventStream orders = stream("orders", 4);
        // several at once: behind an event that is not finished others may be, which then come again
        for (int concurrency : new int[] {1, 3}) {
            String name = "d-" + concurrency;
            Received received = received();
            Set<Object> busy = ConcurrentHashMap.newKeySet();
            AtomicInteger overlaps = new AtomicInteger();
            CountDownLatch begun = new CountDownLatch(concurrency);
            CountDownLatch go = new CountDownLatch(1);
            Handler slow = event -> {
                overlaps.addAndGet(busy.add(event.getSubject()) ? 0 : 1);
                begun.countDown();
                go.await();
                received.handle(event);
                busy.remove(event.getSubject());
            };
            Subscription stays =
                    orders.subscribe().durable(name).concurrency(concurrency).handle(slow);
            publishSome(orders, 3 * KEYS);
            assertThat(begun.await(patience.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            AtomicInteger share = new AtomicInteger();
            Subscription comes = peer().hub().subscribe("orders").durable(name).handle(event -> {
                overlaps.addAndGet(busy.contains(event.getSubject()) ? 1 : 0);
                received.handle(event);
                share.incrementAndGet();
            });
            go.countDown();
            publishUntil("the other has a share", orders, () -> share.get() > 0);
            eventually("all is handled", () -> new HashSet<>(received.ids()).size() == published());
            stays.close();
            comes.close();
            assertThat(overlaps).hasValue(0);
            if (concurrency == 1) {
                assertOnceAndInOrder(received);
            } else {
                assertNoneIsPassedOver(received);
            }
        }
    }

    /** The cursors of "d" stand no further back than before. */
    private void assertNotBack(Map<Integer, Long> furthest) {
        Cursor now = hub().committed("d").getOrDefault("orders", Cursor.NOTHING);
        furthest.forEach((partition, offset) -> assertThat(now.covers(new Position(partition, offset)))
                .as("%s covers %d:%d", now, partition, offset)
                .isTrue());
        furthest.putAll(now.seen());
    }

    @Test
    void whatAKilledOneHadComesToOthersAtMostAThousandOfAPartitionAgain() throws Exception {
        if (alone()) {
            return;
        }
        EventStream orders = stream("orders", 2);
        Received received = received();
        Map<Integer, Long> furthest = new HashMap<>();
        Subscription stays = subscribe(hub(), received);
        for (int round = 0; round < rounds(3); round++) {
            Peer peer = peer();
            AtomicBoolean dead = new AtomicBoolean();
            AtomicInteger share = new AtomicInteger();
            subscribe(peer.hub(), event -> {
                synchronized (dead) {
                    if (dead.get()) {
                        throw new IllegalStateException("it is no more");
                    }
                    received.handle(event);
                    share.incrementAndGet();
                }
            });
            publishUntil("it has a share", orders, () -> share.get() > 200);
            publishSome(orders, 50 * KEYS);
            assertNotBack(furthest);
            synchronized (dead) {
                dead.set(true);
            }
            int before = received.all().size();
            kill(peer.uri());
            publishSome(orders, KEYS);
            eventually("all is handled", () -> new HashSet<>(received.ids()).size() == published());
            assertNotBack(furthest);
            Set<String> old = new HashSet<>(received.ids().subList(0, before));
            Map<Integer, Integer> repeated = new HashMap<>();
            received.all().subList(before, received.all().size()).stream()
                    .filter(event -> old.contains(event.getId()))
                    .forEach(event -> repeated.merge(event.position().partition(), 1, Integer::sum));
            assertThat(repeated.values()).allMatch(count -> count <= Subscribing.MOST_IN_PROGRESS);
        }
        stays.close();
        assertNoneIsPassedOver(received);
        assertThat(hub().subscription("d").info().lag()).isZero();
    }

    private static Append bill(Event event) {
        return Append.to("bills", event("bill-" + event.getId()).subject(event.getSubject()));
    }

    @Test
    void whatIsAppendedIsSoExactlyOnceWhileMembersComeAndGoAndDie() throws Exception {
        if (alone()) {
            return;
        }
        EventStream orders = stream("orders", 4);
        EventStream bills = stream("bills", 4);
        Subscription stays = orders.subscribe().durable("billing").append(GroupsContract::bill);
        for (int round = 0; round < rounds(6); round++) {
            Peer peer = peer();
            AtomicInteger share = new AtomicInteger();
            Subscription comes = peer.hub()
                    .subscribe("orders")
                    .durable("billing")
                    .append(event -> {
                        share.incrementAndGet();
                        return bill(event);
                    });
            publishUntil("it has a share", orders, () -> share.get() > 0);
            if (round % 2 == 0) {
                kill(peer.uri());
            } else {
                comes.close();
            }
            publishSome(orders, 4 * KEYS);
        }
        eventually("all is billed", () -> bills.read().count() >= published());
        stays.caughtUp().await(patience);
        stays.close();
        List<String> expected = ids(events("bill-e", 0, published()));
        assertThat(ids(bills.read())).containsExactlyInAnyOrderElementsOf(expected);
        Map<String, Integer> last = new HashMap<>();
        for (Event bill : bills.read()) {
            int number = Integer.parseInt(bill.getId().substring("bill-e-".length()));
            assertThat(number).isGreaterThan(last.getOrDefault(bill.getSubject(), -1));
            last.put(String.valueOf(bill.getSubject()), number);
        }
    }
}
