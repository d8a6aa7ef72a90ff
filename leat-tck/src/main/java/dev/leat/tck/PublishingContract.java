package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Appended;
import dev.leat.core.Cursor;
import dev.leat.core.EventStream;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.Start;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Events are recorded in the order in which one thread publishes them, each at the position that its publisher is told. */
public abstract class PublishingContract extends EngineSuite {

    @Test
    void eventsComeInTheOrderInWhichOneThreadPublishedThem() {
        publish(stream("orders", 1), events("e", 0, 500));
        assertThat(ids(hub().stream("orders").read())).isEqualTo(ids(events("e", 0, 500)));
    }

    @Test
    void aPublisherIsToldThePosition() {
        EventStream orders = stream("orders", 1);
        List<Position> told = publish(orders, events("e", 0, 50));
        assertThat(told).isEqualTo(positions(orders.read()));
    }

    @Test
    void offsetsRise() {
        List<Position> told = publish(stream("orders", 1), events("e", 0, 50));
        assertThat(told).isSorted().doesNotHaveDuplicates();
        assertThat(told.get(0).partition()).isZero();
    }

    @Test
    void aListIsRecordedInItsOrderNextToEachOther() {
        EventStream orders = stream("orders", 1);
        orders.publish(event("before")).await(patience);
        Appended appended = orders.publish(events("e", 0, 200)).await(patience);
        orders.publish(event("after")).await(patience);
        assertThat(ids(orders.read()))
                .isEqualTo(Stream.of(List.of("before"), ids(events("e", 0, 200)), List.of("after"))
                        .flatMap(List::stream)
                        .toList());
        assertThat(appended.positions()).isEqualTo(positions(orders.read()).subList(1, 201));
        assertThat(appended.cursor("orders"))
                .isEqualTo(Cursor.at(appended.positions().get(199)));
    }

    @Test
    void aListMayGoToSeveralPartitions() {
        EventStream orders = stream("orders", 4);
        Appended appended = orders.publish(events("e", 0, 40)).await(patience);
        assertThat(appended.positions()).hasSize(40).doesNotHaveDuplicates();
        for (int i = 0; i < 40; i++) {
            Position told = appended.positions().get(i);
            assertThat(orders.read().from(Start.at(told)).until(Cursor.at(told)).list())
                    .singleElement()
                    .extracting(event -> event.getId())
                    .isEqualTo("e-" + i);
        }
    }

    @Test
    void theSameEventMayBePublishedTwice() {
        EventStream orders = stream("orders", 1);
        publish(orders, List.of(event("a"), event("a")));
        assertThat(ids(orders.read())).containsExactly("a", "a");
    }

    @Test
    void anEmptyListStoresNothing() {
        EventStream orders = stream("orders", 1);
        assertThat(orders.publish(List.of()).await(patience).positions()).isEmpty();
        assertThat(orders.info().span()).isZero();
        orders.publish(event("a")).await(patience);
        assertThat(orders.info().span()).isPositive();
    }

    @Test
    void streamsDoNotMix() {
        EventStream one = stream("one", 1);
        EventStream two = stream("two", 1);
        for (int i = 0; i < 50; i++) {
            one.publish(event("one-" + i));
            two.publish(event("two-" + i));
        }
        publish(one, List.of(event("end")));
        publish(two, List.of(event("end")));
        assertThat(ids(one.read())).startsWith("one-0").hasSize(51).noneMatch(id -> id.startsWith("two"));
        assertThat(ids(two.read())).startsWith("two-0").hasSize(51).noneMatch(id -> id.startsWith("one"));
    }

    @Test
    void whatIsNoEventIsRefusedThroughThePending() {
        EventStream orders = stream("orders", 1);
        var pending = orders.publish(new BareEvent());
        assertThat(pending.isDone()).isTrue();
        assertThatThrownBy(() -> pending.await(patience)).isInstanceOf(LeatException.Invalid.class);
        assertThat(orders.info().span()).isZero();
        orders.publish(event("a")).await(patience);
        assertThat(ids(orders.read())).containsExactly("a");
    }
}
