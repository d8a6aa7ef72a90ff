package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capability;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An append is recorded all or not at all, in one stream and across streams. */
public abstract class AtomicAppendContract extends EngineSuite {

    @Test
    void anAppendReachesEachStreamAtTheReturnedPositions() {
        EventStream orders = stream("orders", 1);
        EventStream audit = stream("audit", 3);
        Append append = Append.to("orders", event("o-0"), event("o-1")).and("audit", event("a-0"));
        if (lacks(Capability.ATOMIC_ACROSS_STREAMS)) {
            assertUnsupported(
                    Capability.ATOMIC_ACROSS_STREAMS, () -> hub().append(append).await(patience));
            assertThat(orders.read().list()).isEmpty();
            assertThat(audit.read().list()).isEmpty();
            return;
        }
        Appended appended = hub().append(append).await(patience);
        assertThat(appended.entries()).extracting(Appended.Placed::stream).containsExactly("orders", "audit");
        assertThat(ids(orders.read())).containsExactly("o-0", "o-1");
        assertThat(ids(audit.read())).containsExactly("a-0");
        assertThat(appended.entries().get(0).positions()).isEqualTo(positions(orders.read()));
        assertThat(appended.entries().get(1).positions()).isEqualTo(positions(audit.read()));
        assertThat(appended.positions()).hasSize(3);
    }

    @Test
    void oneAppendMayNameAStreamTwice() {
        EventStream orders = stream("orders", 1);
        Appended appended = hub().append(
                        Append.to("orders", event("a")).and("orders", List.of()).and("orders", event("b"), event("c")))
                .await(patience);
        assertThat(ids(orders.read())).containsExactly("a", "b", "c");
        assertThat(appended.positions()).isEqualTo(positions(orders.read()));
        assertThat(appended.entries().get(1).positions()).isEmpty();
        assertThat(appended.cursor("orders").covers(appended.positions().get(2)))
                .isTrue();
    }

    @Test
    void entriesOfOneStreamMayStandApart() {
        EventStream orders = stream("orders", 2);
        stream("audit", 1);
        Append append = Append.to("orders", event("o-0").subject("k"))
                .and("audit", event("a-0"))
                .and("orders", event("o-1").subject("k"));
        if (lacks(Capability.ATOMIC_ACROSS_STREAMS)) {
            assertUnsupported(
                    Capability.ATOMIC_ACROSS_STREAMS, () -> hub().append(append).await(patience));
            return;
        }
        Appended appended = hub().append(append).await(patience);
        assertThat(ids(orders.read())).containsExactly("o-0", "o-1");
        assertThat(positions(orders.read()))
                .containsExactly(
                        appended.entries().get(0).positions().get(0),
                        appended.entries().get(2).positions().get(0));
    }

    @Test
    void oneWrongEventRefusesThemAll() {
        EventStream orders = stream("orders", 1);
        assertThatThrownBy(() -> orders.publish(List.of(event("a"), new BareEvent(), event("c")))
                        .await(patience))
                .isInstanceOf(LeatException.Invalid.class);
        assertThatThrownBy(() -> hub().append(Append.to("orders", event("a")).and("new", event("b"), new BareEvent()))
                        .await(patience))
                .isInstanceOf(LeatException.class);
        assertThat(orders.read().list()).isEmpty();
        assertThat(hub().streams()).hasSize(1);
        orders.publish(List.of(event("a"), event("c"))).await(patience);
        assertThat(ids(orders.read())).containsExactly("a", "c");
    }

    @Test
    void oneUnknownStreamRefusesThemAll() {
        Hub strict = open(options -> options.autoCreate(false));
        EventStream orders = strict.create("orders", StreamSettings.defaults());
        Append append = Append.to("orders", event("a")).and("unknown", event("b"));
        if (lacks(Capability.ATOMIC_ACROSS_STREAMS)) {
            assertUnsupported(
                    Capability.ATOMIC_ACROSS_STREAMS,
                    () -> strict.append(append).await(patience));
        } else {
            assertThatThrownBy(() -> strict.append(append).await(patience))
                    .isInstanceOf(LeatException.NotFound.class)
                    .hasMessageContaining("unknown");
        }
        assertThat(orders.read().list()).isEmpty();
        assertThat(orders.info().span()).isZero();
        orders.publish(event("c")).await(patience);
        assertThat(ids(orders.read())).containsExactly("c");
    }
}
