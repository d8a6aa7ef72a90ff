package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Cursor;
import dev.leat.core.EventStream;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.Start;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** A reading that follows waits at the tail for what comes, until its thread is interrupted or the hub is closed. */
public abstract class FollowingContract extends EngineSuite {

    @Test
    void whatIsThereComesFirstThenWhatComesLater() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 3));
        Follower follower = follow(orders.read());
        assertThat(ids(follower.take(3))).isEqualTo(ids(events("e", 0, 3)));
        for (int i = 3; i < 20; i++) {
            orders.publish(event("e-" + i)).await(patience);
            assertThat(ids(follower.take(1))).containsExactly("e-" + i);
        }
    }

    @Test
    void latestIsOnlyWhatComesLater() throws Exception {
        EventStream orders = stream("orders", 1);
        publish(orders, events("old", 0, 3));
        var reading = orders.read().from(Start.latest()).follow().limit(2).iterator();
        publish(orders, events("new", 0, 2));
        assertThat(reading.next().getId()).isEqualTo("new-0");
        assertThat(reading.next().getId()).isEqualTo("new-1");
        assertThat(reading.hasNext()).isFalse();
    }

    @Test
    void severalPartitionsAreFollowedAtOnce() throws Exception {
        EventStream orders = stream("orders", 3);
        Follower follower = follow(orders.read());
        for (int i = 0; i < 30; i++) {
            Position told = orders.publish(event("e-" + i)).await(patience);
            assertThat(positions(follower.take(1))).containsExactly(told);
        }
    }

    @Test
    void manyFollowersSeeTheSame() throws Exception {
        EventStream orders = stream("orders", 1);
        List<Follower> followers = List.of(follow(orders.read()), follow(orders.read()), follow(orders.read()));
        publish(orders, events("e", 0, 200));
        for (Follower follower : followers) {
            assertThat(ids(follower.take(200))).isEqualTo(ids(events("e", 0, 200)));
        }
    }

    @Test
    void limitAndUntilEndIt() throws Exception {
        EventStream orders = stream("orders", 1);
        Follower limited = follow(orders.read().limit(4));
        List<Position> told = publish(orders, events("e", 0, 6));
        Follower bounded = follow(orders.read().until(Cursor.at(told.get(2))));
        limited.ends();
        bounded.ends();
        assertThat(ids(limited.take(4))).isEqualTo(ids(events("e", 0, 4)));
        assertThat(positions(bounded.take(3))).isEqualTo(told.subList(0, 3));
    }

    @Test
    void anInterruptEndsItAndTheThreadStaysInterrupted() throws Exception {
        EventStream orders = stream("orders", 2);
        orders.publish(event("a")).await(patience);
        Follower follower = follow(orders.read());
        follower.take(1);
        follower.interrupt();
        follower.ends();
        assertThat(follower.wasInterrupted()).isTrue();
        orders.publish(event("b")).await(patience);
        assertThat(ids(orders.read())).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void closingTheHubEndsIt() throws Exception {
        EventStream orders = stream("orders", 2);
        orders.publish(event("a")).await(patience);
        Follower follower = follow(orders.read());
        follower.take(1);
        hub().close();
        follower.ends();
    }

    @Test
    void deletingTheStreamFailsIt() throws Exception {
        EventStream orders = stream("orders", 2);
        orders.publish(event("a")).await(patience);
        Follower follower = follow(orders.read());
        follower.take(1);
        orders.delete();
        assertThatThrownBy(follower::ends)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(LeatException.NotFound.class);
    }
}
