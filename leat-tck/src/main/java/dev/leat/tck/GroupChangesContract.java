package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.Start;
import dev.leat.core.Subscription;
import dev.leat.core.SubscriptionInfo;
import dev.leat.core.filter.Filter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A durable subscription is changed from any process, and all that have it open do as it says soon. */
public abstract class GroupChangesContract extends GroupsSuite {

    /** Handled here once all of what is there is handled. */
    private void handled(Received received, int count) throws InterruptedException {
        received.await(count);
        assertThat(received.all()).hasSize(count);
    }

    @Test
    void anotherProcessPausesAndResumesIt() throws Exception {
        if (alone()) {
            return;
        }
        EventStream orders = stream("orders", 2);
        Received received = received();
        Subscription open = orders.subscribe().durable("d").handle(received);
        Hub other = peer().hub();
        other.subscription("d").pause();
        eventually("it is paused", () -> open.info().paused());
        publishSome(orders, KEYS);
        assertThat(open.info().lag()).isGreaterThanOrEqualTo(KEYS);
        assertThat(received.all()).isEmpty();
        other.subscription("d").resume();
        handled(received, KEYS);
        assertThat(open.info().paused()).isFalse();
    }

    @Test
    void anotherProcessChangesItsFilter() throws Exception {
        if (alone()) {
            return;
        }
        EventStream orders = stream("orders", 2);
        Received received = received();
        Subscription open = orders.subscribe().durable("d").handle(received);
        publishSome(orders, KEYS);
        open.caughtUp().await(patience);
        Hub other = peer().hub();
        other.subscription("d").filter("subject = 'k-3'");
        eventually("it has the filter", () -> open.info().filter().equals(Filter.parse("subject = 'k-3'")));
        publishSome(orders, 2 * KEYS);
        open.caughtUp().await(patience);
        handled(received, KEYS + 2);
        assertThat(received.all().subList(KEYS, KEYS + 2)).allMatch(event -> "k-3".equals(event.getSubject()));
        assertThatThrownBy(() -> other.subscription("d").filter("subject = "))
                .isInstanceOf(LeatException.Invalid.class);
    }

    @Test
    void anotherProcessSeeksIt() throws Exception {
        if (alone()) {
            return;
        }
        EventStream orders = stream("orders", 2);
        Received received = received();
        Subscription open = orders.subscribe().durable("d").handle(received);
        publishSome(orders, KEYS);
        open.caughtUp().await(patience);
        peer().hub().subscription("d").seek(Start.earliest());
        handled(received, 2 * KEYS);
        publishSome(orders, KEYS);
        handled(received, 3 * KEYS);
        List<String> first = ids(events("e", 0, KEYS));
        assertThat(received.ids().subList(0, KEYS)).containsExactlyInAnyOrderElementsOf(first);
        assertThat(received.ids().subList(KEYS, 2 * KEYS)).containsExactlyInAnyOrderElementsOf(first);
        assertThat(received.ids().subList(2 * KEYS, 3 * KEYS))
                .containsExactlyInAnyOrderElementsOf(ids(events("e", KEYS, 2 * KEYS)));
    }

    @Test
    void oneOfSeveralMembersSeeksThemAll() throws Exception {
        if (alone()) {
            return;
        }
        EventStream orders = stream("orders", 4);
        Received received = received();
        AtomicInteger share = new AtomicInteger();
        Subscription first = orders.subscribe().durable("d").handle(received);
        peer().hub().subscribe("orders").durable("d").handle(event -> {
            received.handle(event);
            share.incrementAndGet();
        });
        publishUntil(
                "both have a share",
                orders,
                () -> share.get() > 0 && received.all().size() > share.get());
        handled(received, published());
        first.seek(Start.earliest());
        // what one has let go of before the other may come again, as where one is killed
        eventually(
                "all is handled again", () -> times(received).values().stream().allMatch(times -> times >= 2));
        first.caughtUp().await(patience);
        publishSome(orders, KEYS);
        eventually("it goes on", () -> times(received).size() == published());
        assertNoneIsPassedOver(received);
    }

    /** How often each event has been handled. */
    private static Map<String, Integer> times(Received received) {
        Map<String, Integer> times = new HashMap<>();
        received.ids().forEach(id -> times.merge(id, 1, Integer::sum));
        return times;
    }

    @Test
    void anotherProcessDeletesIt() throws Exception {
        if (alone()) {
            return;
        }
        EventStream orders = stream("orders", 2);
        publishSome(orders, KEYS);
        Received received = received();
        Subscription open = orders.subscribe().durable("d").handle(received);
        open.caughtUp().await(patience);
        Hub other = peer().hub();
        other.subscription("d").delete();
        open.done().await(patience);
        eventually("it is forgotten", () -> hub().subscriptions().isEmpty());
        assertThat(other.subscriptions()).isEmpty();
        assertThatThrownBy(open::info).isInstanceOf(LeatException.NotFound.class);
        Received anew = received();
        other.subscribe("orders").durable("d").handle(anew);
        handled(anew, KEYS);
        assertThat(received.all()).hasSize(KEYS);
    }

    @Test
    void anotherProcessSeesHowItStands() throws Exception {
        if (alone()) {
            return;
        }
        EventStream orders = stream("orders", 2);
        Received received = received();
        Subscription open =
                orders.subscribe().durable("d").where("subject <> 'k-1'").handle(received);
        publishSome(orders, KEYS);
        open.caughtUp().await(patience);
        Hub other = peer().hub();
        eventually("its cursor is seen", () -> other.subscription("d").info().lag() == 0);
        SubscriptionInfo info = other.subscription("d").info();
        assertThat(info.streams()).isEqualTo("orders");
        assertThat(info.filter()).isEqualTo(Filter.parse("subject <> 'k-1'"));
        assertThat(info.members()).isZero();
        assertThat(other.subscriptions()).extracting(SubscriptionInfo::name).containsExactly("d");
        orders.subscribe().durable("later").handle(received).close();
        eventually("the other is seen", () -> other.subscriptions().size() == 2);
    }

    @Test
    void oneNameMeansTheSameInAllProcesses() throws Exception {
        if (alone()) {
            return;
        }
        stream("orders", 2);
        stream("bills", 2);
        Hub other = peer().hub();
        hub().subscribe("orders").durable("d").where("type = 'a'").handle(received());
        assertThatThrownBy(() -> other.subscribe("bills").durable("d").handle(received()))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining("'orders'")
                .hasMessageContaining("'bills'");
        assertThatThrownBy(() -> other.subscribe("orders")
                        .durable("d")
                        .where("type = 'b'")
                        .handle(received()))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining("'a'")
                .hasMessageContaining("'b'");
    }

    @Test
    void twoProcessesMayDefineANameAtOnce() throws Exception {
        if (alone()) {
            return;
        }
        EventStream orders = stream("orders", 4);
        publishSome(orders, KEYS);
        List<Hub> hubs = List.of(hub(), peer().hub());
        for (int round = 0; round < rounds(5); round++) {
            String name = "d-" + round;
            Received received = received();
            List<CompletableFuture<Subscription>> members = hubs.stream()
                    .map(hub -> ConcurrencyContract.start(
                            () -> hub.subscribe("orders").durable(name).handle(received)))
                    .toList();
            for (CompletableFuture<Subscription> member : members) {
                assertThat(soon(member).name()).isEqualTo(name);
            }
            received.await(KEYS);
            for (CompletableFuture<Subscription> member : members) {
                soon(member).close();
            }
            assertThat(received.ids()).doesNotHaveDuplicates().hasSize(KEYS);
        }
    }

    @Test
    void whatAnotherProcessSetAsideIsHandledAgainFromHere() throws Exception {
        if (alone()) {
            return;
        }
        EventStream orders = stream("orders", 2);
        Received received = received();
        Subscription open = orders.subscribe().durable("d").handle(event -> {
            if (event.getExtension("deadorigin") == null) {
                throw new LeatException.Invalid("data", "is wrong");
            }
            received.handle(event);
        });
        publishSome(orders, KEYS);
        open.caughtUp().await(patience);
        Hub other = peer().hub();
        eventually("all is set aside", () -> size(other) == KEYS);
        assertThat(other.subscription("d").dead().replay(Filter.subject("k-5"))).isEqualTo(1);
        received.await(1);
        eventually("it is set aside no more", () -> size(hub()) == KEYS - 1);
        assertThat(received.all()).hasSize(1);
    }

    private static int size(Hub hub) {
        int[] size = {0};
        hub.subscription("d").dead().list(Filter.all()).forEach(event -> size[0]++);
        return size[0];
    }
}
