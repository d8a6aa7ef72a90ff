package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Capability;
import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.Start;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All streams can be read in the one order in which their events were recorded; without GLOBAL_ORDER, that is refused. */
public abstract class GlobalOrderContract extends EngineSuite {

    /** Publishes to several streams in turn, awaiting each, and gives what was published; empty where it cannot be read. */
    private List<String> published(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add("e-" + i);
            EventStream stream = stream("s-" + i % 3, 1 + i % 3);
            stream.publish(event("e-" + i)).await(patience);
        }
        return ids;
    }

    private boolean refused() {
        boolean refused = lacks(Capability.GLOBAL_ORDER);
        if (refused) {
            assertUnsupported(Capability.GLOBAL_ORDER, () -> hub().readAll());
        }
        return refused;
    }

    @Test
    void allStreamsComeInTheOrderOfTheirRecording() {
        List<String> ids = published(60);
        if (!refused()) {
            assertThat(ids(hub().readAll())).isEqualTo(ids);
            assertThat(hub().readAll().list())
                    .allSatisfy(event -> assertThat(event.stream()).startsWith("s-"))
                    .extracting(Event::recordedTime)
                    .isSorted();
        }
    }

    @Test
    void whatLeatKeepsForItselfIsLeftOut() {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 1));
        orders.subscribe().durable("billing").handle(event -> {}).close();
        publish(orders, events("e", 1, 2));
        if (!refused()) {
            assertThat(ids(hub().readAll())).containsExactly("e-0", "e-1");
        }
    }

    @Test
    void anAppendKeepsTheOrderOfItsEntries() {
        stream("b", 1);
        stream("a", 1);
        if (!refused()) {
            hub().append(Append.to("b", event("1"), event("2"))
                            .and("a", event("3"))
                            .and("b", event("4")))
                    .await(patience);
            assertThat(ids(hub().readAll())).containsExactly("1", "2", "3", "4");
        }
    }

    @Test
    void eachPartitionKeepsItsOwnOrder() {
        EventStream one = stream("one", 2);
        EventStream two = stream("two", 1);
        for (int i = 0; i < 200; i++) {
            one.publish(event("one-" + i));
            two.publish(event("two-" + i));
        }
        publish(one, events("end", 0, 2));
        publish(two, events("end", 0, 1));
        if (!refused()) {
            List<Event> all = hub().readAll().list();
            for (EventStream stream : List.of(one, two)) {
                for (int partition = 0; partition < stream.info().partitions().size(); partition++) {
                    int wanted = partition;
                    List<Position> positions = all.stream()
                            .filter(event -> event.stream().equals(stream.name()))
                            .map(Event::position)
                            .filter(position -> position.partition() == wanted)
                            .toList();
                    assertThat(positions).isNotEmpty().isSorted().doesNotHaveDuplicates();
                }
            }
            assertThat(all).hasSize(403);
        }
    }

    @Test
    void allBeginsAndEndsWhereToldTo() {
        List<String> ids = published(10);
        if (!refused()) {
            assertThat(hub().readAll().from(Start.latest()).list()).isEmpty();
            assertThat(ids(hub().readAll().limit(4))).isEqualTo(ids.subList(0, 4));
            assertThat(hub().readAll().first().map(Event::getId)).contains("e-0");
            Event middle = hub().readAll().list().get(5);
            List<Event> since =
                    hub().readAll().from(Start.since(middle.recordedTime())).list();
            assertThat(positions(since)).contains(middle.position());
            assertThat(since).noneMatch(event -> event.recordedTime().isBefore(middle.recordedTime()));
        }
    }

    @Test
    void whatBelongsToOneStreamIsInvalidForAll() {
        published(2);
        if (!refused()) {
            Position first = new Position(0, 0);
            assertThatThrownBy(() -> hub().readAll().from(Start.at(first)).list())
                    .isInstanceOf(LeatException.Invalid.class);
            assertThatThrownBy(() ->
                            hub().readAll().from(Start.after(Cursor.at(first))).list())
                    .isInstanceOf(LeatException.Invalid.class);
            assertThatThrownBy(() -> hub().readAll().until(Cursor.at(first))).isInstanceOf(LeatException.Invalid.class);
        }
    }

    @Test
    void allCanBeFollowedIntoNewStreams() throws Exception {
        published(3);
        if (!refused()) {
            Follower follower = follow(hub().readAll());
            assertThat(ids(follower.take(3))).containsExactly("e-0", "e-1", "e-2");
            hub().stream("new").publish(event("n")).await(patience);
            assertThat(ids(follower.take(1))).containsExactly("n");
        }
    }

    @Test
    void deletedStreamsAreGoneFromIt() {
        published(9);
        hub().stream("s-1").delete();
        if (!refused()) {
            assertThat(ids(hub().readAll())).containsExactly("e-0", "e-2", "e-3", "e-5", "e-6", "e-8");
            hub().stream("s-1").publish(event("again")).await(patience);
            assertThat(ids(hub().readAll())).last().isEqualTo("again");
        }
    }
}
