package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capability;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.Pending;
import dev.leat.core.Position;
import dev.leat.core.Start;
import dev.leat.core.StreamSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What is acknowledged is visible, at either level, and levels do not change the order. What survives is for {@link
 * PersistenceContract}.
 */
public abstract class DurabilityContract extends EngineSuite {

    @Test
    void whatIsAcknowledgedIsVisible() {
        for (Durability level : levels()) {
            Hub hub = hub();
            EventStream orders = stream("orders-" + level, 2);
            for (int i = 0; i < rounds(100); i++) {
                Append append = Append.to(orders.name(), event("e-" + i)).durability(level);
                Position told = hub.append(append).await(patience).positions().get(0);
                assertThat(orders.read().from(Start.at(told)).list())
                        .extracting(event -> event.position())
                        .contains(told);
                assertThat(orders.info().partitions().get(told.partition()).next())
                        .isGreaterThan(told.offset());
            }
        }
    }

    @Test
    void whereSafeCannotBeHadItIsRefusedByNameAndNotWeakened() {
        EventStream orders = stream("orders", 1);
        Append safe = Append.to("orders", event("a")).durability(Durability.SAFE);
        if (lacks(Capability.SAFE_APPENDS)) {
            assertUnsupported(Capability.SAFE_APPENDS, () -> hub().append(safe).await(patience));
            Hub throughout = open(options -> options.durability(Durability.SAFE));
            assertUnsupported(
                    Capability.SAFE_APPENDS,
                    () -> throughout.stream("orders").publish(event("b")).await(patience));
            assertThat(orders.read().list()).isEmpty();
            return;
        }
        hub().append(safe).await(patience);
        assertThat(ids(orders.read())).containsExactly("a");
    }

    @Test
    void aHubMayBeFastThroughout() {
        Hub fast = open(options -> options.durability(Durability.FAST));
        EventStream orders = fast.create("orders", StreamSettings.defaults());
        publish(orders, events("e", 0, 200));
        assertThat(ids(orders.read())).isEqualTo(ids(events("e", 0, 200)));
    }

    @Test
    void fastAndSafeKeepOneOrder() {
        EventStream orders = stream("orders", 1);
        List<Pending<Appended>> pending = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Durability level = level(i % 7 == 0 ? 0 : 1);
            pending.add(hub().append(Append.to("orders", event("e-" + i)).durability(level)));
        }
        List<Position> told = pending.stream()
                .map(each -> each.await(patience).positions().get(0))
                .toList();
        assertThat(told).isSorted().doesNotHaveDuplicates();
        assertThat(ids(orders.read())).isEqualTo(ids(events("e", 0, 400)));
    }

    @Test
    void whatIsVisibleIsAcknowledgedInTheEnd() throws Exception {
        EventStream orders = stream("orders", 1);
        Follower follower = follow(orders.read());
        List<Pending<Appended>> pending = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Durability level = level(i);
            pending.add(hub().append(Append.to("orders", event("e-" + i)).durability(level)));
        }
        List<Event> seen = follower.take(300);
        for (int i = 0; i < 300; i++) {
            assertThat(pending.get(i).await(patience).positions())
                    .containsExactly(seen.get(i).position());
        }
    }
}
