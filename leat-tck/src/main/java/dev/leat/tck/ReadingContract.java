package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.Start;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Reading begins where it is told, and ends at the tail as it was when it began. Times have a suite of their own. */
public abstract class ReadingContract extends EngineSuite {

    @Test
    void readingBeginsWithTheEarliestEvent() {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 10));
        assertThat(ids(orders.read())).isEqualTo(ids(events("e", 0, 10)));
        assertThat(ids(orders.read().from(Start.earliest()))).isEqualTo(ids(events("e", 0, 10)));
        assertThat(orders.read().count()).isEqualTo(10);
        assertThat(orders.read().first().map(Event::getId)).contains("e-0");
    }

    @Test
    void latestIsBehindTheLastEvent() {
        EventStream orders = stream("orders", 3);
        publish(orders, events("e", 0, 10));
        assertThat(orders.read().count()).isEqualTo(10);
        assertThat(orders.read().from(Start.latest()).list()).isEmpty();
        assertThat(orders.read().from(Start.latest()).first()).isEmpty();
    }

    @Test
    void aPositionIsItsEventAndWhatFollows() {
        EventStream orders = stream("orders", 1);
        List<Position> told = publish(orders, events("e", 0, 10));
        assertThat(ids(orders.read().from(Start.at(told.get(7))))).containsExactly("e-7", "e-8", "e-9");
        assertThat(orders.read().from(Start.at(next(orders))).list()).isEmpty();
    }

    @Test
    void aPositionLeavesTheOtherPartitionsWhole() {
        EventStream orders = stream("orders", 2);
        List<Position> told = publish(orders, events("e", 0, 10));
        Position from = told.stream()
                .filter(position -> position.partition() == 1)
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(positions(orders.read().from(Start.at(from))))
                .containsExactlyInAnyOrderElementsOf(told.stream()
                        .filter(position -> position.partition() == 0 || position.equals(from))
                        .toList());
    }

    @Test
    void aCursorIsWhatFollowsWhatItHasSeen() {
        EventStream orders = stream("orders", 3);
        List<Position> told = publish(orders, events("e", 0, 30));
        Cursor seen = Cursor.NOTHING;
        List<Position> read = new ArrayList<>();
        for (int round = 0; round < 30; round++) {
            Event next = orders.read().from(Start.after(seen)).first().orElseThrow();
            seen = seen.and(next.position());
            read.add(next.position());
        }
        assertThat(read).containsExactlyInAnyOrderElementsOf(told);
        assertThat(orders.read().from(Start.after(seen)).list()).isEmpty();
        assertThat(orders.read().from(Start.after(Cursor.NOTHING)).count()).isEqualTo(30);
    }

    @Test
    void aLimitEndsReading() {
        EventStream orders = stream("orders", 2);
        publish(orders, events("e", 0, 10));
        assertThat(orders.read().limit(3).list()).hasSize(3);
        assertThat(orders.read().limit(0).list()).isEmpty();
        assertThat(orders.read().limit(100).count()).isEqualTo(10);
        assertThatThrownBy(() -> orders.read().limit(-1))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageContaining("-1");
    }

    @Test
    void untilIsInclusive() {
        EventStream orders = stream("orders", 2);
        List<Position> told = publish(orders, events("e", 0, 10));
        Cursor last = Cursor.at(told.get(2)).and(told.get(5));
        assertThat(positions(orders.read().until(last)))
                .containsExactlyInAnyOrderElementsOf(
                        told.stream().filter(last::covers).toList());
        assertThat(orders.read().until(Cursor.NOTHING).list()).isEmpty();
        Cursor all = Cursor.at(new Position(0, Long.MAX_VALUE)).and(new Position(1, Long.MAX_VALUE));
        assertThat(orders.read().until(all).count()).isEqualTo(10);
    }

    @Test
    void readingEndsAtTheTailAsItWas() {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 3));
        Iterator<Event> reading = orders.read().iterator();
        publish(orders, events("e", 3, 6));
        List<String> read = new ArrayList<>();
        reading.forEachRemaining(event -> read.add(event.getId()));
        assertThat(read).containsExactly("e-0", "e-1", "e-2");
        assertThat(reading.hasNext()).isFalse();
        assertThatThrownBy(reading::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void eachIterationBeginsAnew() {
        EventStream orders = stream("orders", 1);
        var reading = orders.read().limit(4);
        assertThat(reading.list()).isEmpty();
        publish(orders, events("e", 0, 10));
        assertThat(ids(reading)).isEqualTo(ids(reading)).hasSize(4);
    }

    @Test
    void longStreamsAreReadWhole() {
        EventStream orders = stream("orders", 2);
        List<Position> told = new ArrayList<>();
        for (int i = 0; i < 10_000; i += 500) {
            told.addAll(orders.publish(events("e", i, i + 500)).await(patience).positions());
        }
        assertThat(positions(orders.read())).containsExactlyInAnyOrderElementsOf(told);
        assertThat(orders.read().from(Start.at(told.get(9_998))).list()).isNotEmpty();
    }

    @Test
    void severalPartitionsComeInTheOrderOfTheirRecording() {
        EventStream orders = stream("orders", 3);
        for (int i = 0; i < 60; i++) {
            orders.publish(event("e-" + i)).await(patience);
        }
        assertThat(orders.read().list())
                .hasSize(60)
                .extracting(Event::recordedTime)
                .isSorted();
    }

    @Test
    void leavingTheLoopEarlyIsFree() {
        EventStream orders = stream("orders", 2);
        publish(orders, events("e", 0, 100));
        for (int i = 0; i < rounds(2_000); i++) {
            for (Event event : orders.read()) {
                assertThat(event.getId()).startsWith("e-");
                break;
            }
        }
        assertThat(orders.read().count()).isEqualTo(100);
    }

    @Test
    void aPositionThatTheStreamDoesNotHaveIsInvalid() {
        EventStream orders = stream("orders", 2);
        publish(orders, events("e", 0, 2));
        for (Position wrong : new Position[] {
            new Position(0, next(orders).offset() + 50), new Position(2, 0), new Position(0, Long.MAX_VALUE)
        }) {
            assertThatThrownBy(() -> orders.read().from(Start.at(wrong)).list())
                    .isInstanceOf(LeatException.Invalid.class)
                    .hasMessageContaining(wrong.toString());
            assertThatThrownBy(() ->
                            orders.read().from(Start.after(Cursor.at(wrong))).list())
                    .isInstanceOf(LeatException.Invalid.class)
                    .hasMessageContaining(wrong.toString());
        }
    }
}
