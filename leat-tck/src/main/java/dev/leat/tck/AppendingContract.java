package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Capability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Retry;
import dev.leat.core.Start;
import dev.leat.core.Subscription;
import dev.leat.core.filter.Filter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a subscription appends is recorded with its cursor: each event has its effect exactly once, whatever happens. */
public abstract class AppendingContract extends EngineSuite {

    private static Append bill(Event event) {
        return Append.to("bills", event("bill-" + event.getId()).key("k").causedBy(event));
    }

    private List<String> bills() {
        return ids(hub().stream("bills").read());
    }

    private static List<String> names(int from, int to) {
        return ids(events("bill-e", from, to));
    }

    @Test
    void everyEventHasItsEffectOnceAndInOrder() throws Exception {
        EventStream orders = stream("orders", 1);
        Subscription subscription = orders.subscribe().durable("billing").append(AppendingContract::bill);
        publish(orders, events("e", 0, 1_500));
        subscription.caughtUp().await(patience);
        assertThat(bills()).isEqualTo(names(0, 1_500));
        assertThat(subscription.info().handled()).isEqualTo(1_500);
    }

    @Test
    void nothingMoreIsAppendedAfterClosingsAndChanges() throws Exception {
        EventStream orders = stream("orders", 2);
        AtomicInteger failing = new AtomicInteger();
        for (int round = 0; round < rounds(15); round++) {
            List<Subscription> members = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                members.add(orders.subscribe()
                        .durable("billing")
                        .retry(new Retry(100, Duration.ZERO, Duration.ofMillis(1)))
                        .append(event -> {
                            if (failing.incrementAndGet() % 17 == 0) {
                                throw new IllegalStateException("now and then");
                            }
                            return bill(event);
                        }));
            }
            publish(orders, events("e", round * 40, round * 40 + 40));
            members.get(0).pause();
            members.get(1).resume();
            members.forEach(Subscription::close);
        }
        Subscription last = orders.subscribe().durable("billing").append(AppendingContract::bill);
        last.caughtUp().await(patience);
        assertThat(bills()).containsExactlyInAnyOrderElementsOf(names(0, 40 * rounds(15)));
    }

    @Test
    void itIsExactlyOnceOverCrashes() throws Exception {
        if (lacks(Capability.PERSISTENT)) {
            return; // nothing is left of it, as PersistenceContract asserts
        }
        for (int round = 0; round < rounds(5); round++) {
            EventStream orders = hub().stream("orders");
            orders.subscribe().durable("billing").append(AppendingContract::bill);
            publish(orders, events("e", round * 300, round * 300 + 300));
            // the storage is copied file by file: nothing may be written meanwhile
            Subscription subscription = hub().subscription("billing");
            if (round % 2 == 0) {
                subscription.pause();
            } else {
                subscription.caughtUp().await(patience);
            }
            long[] bills = {-1};
            eventually("nothing is being appended", () -> {
                long before = bills[0];
                bills[0] = hub().streams().stream().anyMatch(info -> info.name().equals("bills")) ? bills().size() : 0;
                return before == bills[0] && subscription.info().inProgress() >= 0;
            });
            crash();
            hub().subscription("billing").resume();
        }
        Subscription last =
                hub().stream("orders").subscribe().durable("billing").append(AppendingContract::bill);
        last.caughtUp().await(patience);
        assertThat(bills()).isEqualTo(names(0, 300 * rounds(5)));
    }

    @Test
    void onlyWhatIsWrongIsSetAside() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 100));
        AtomicInteger tries = new AtomicInteger();
        Subscription subscription = orders.subscribe()
                .durable("billing")
                .retry(new Retry(2, Duration.ZERO, Duration.ZERO))
                .append(event -> switch (event.getId()) {
                    case "e-20" -> Append.to("_leat.mine", event("reserved"));
                    case "e-30" -> Append.to("no name", event("wrong"));
                    case "e-40" -> throw new IllegalStateException("try " + tries.incrementAndGet());
                    case "e-50" -> new Append(List.of(), null);
                    default -> bill(event);
                });
        subscription.caughtUp().await(patience);
        assertThat(bills()).hasSize(96).doesNotHaveDuplicates();
        assertThat(ids(subscription.dead().list(Filter.all()))).containsExactly("e-20", "e-30", "e-40");
        assertThat(tries).hasValueGreaterThanOrEqualTo(2);
        assertThat(subscription.dead().list(Filter.all()))
                .extracting(event -> event.getExtension("deadattempts"))
                .containsExactly(1, 1, 2);
    }

    @Test
    void severalStreamsGetTheirsTogether() throws Exception {
        EventStream orders = stream("orders", 1);
        stream("bills", 1);
        stream("parcels", 1);
        publish(orders, events("e", 0, 10));
        Subscription subscription = orders.subscribe()
                .durable("both")
                .retry(Retry.never())
                .append(event -> bill(event).and("parcels", event("parcel-" + event.getId())));
        subscription.caughtUp().await(patience);
        boolean refused = lacks(Capability.ATOMIC_ACROSS_STREAMS);
        assertThat(hub().stream("bills").read().count()).isEqualTo(refused ? 0 : 10);
        assertThat(hub().stream("parcels").read().count()).isEqualTo(refused ? 0 : 10);
        assertThat(subscription.info().dead()).isEqualTo(refused ? 10 : 0);
    }

    @Test
    void aSeekHasItAppendAgain() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 10));
        Subscription subscription = orders.subscribe().durable("billing").append(AppendingContract::bill);
        subscription.caughtUp().await(patience);
        subscription.seek(Start.earliest());
        subscription.caughtUp().await(patience);
        assertThat(bills()).hasSize(20);
        subscription.close();
        assertThat(hub().subscription("billing").info().lag()).isZero();
    }
}
