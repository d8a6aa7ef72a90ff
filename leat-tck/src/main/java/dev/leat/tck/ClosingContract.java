package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Capability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.Pending;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Closing finishes what was taken, leaves nobody waiting, and may be done again. */
public abstract class ClosingContract extends EngineSuite {

    private static void assertClosed(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(LeatException.Closed.class);
    }

    @Test
    void whatWasTakenIsRecordedFirst() {
        EventStream orders = stream("orders", 1);
        List<Pending<Position>> pending = new ArrayList<>();
        events("e", 0, 300).forEach(event -> pending.add(orders.publish(event)));
        hub().close();
        assertThat(pending).allMatch(Pending::isDone);
        List<Position> told = pending.stream().map(each -> each.await(patience)).toList();
        assertThat(told).isSorted().hasSize(300);
        if (!lacks(Capability.PERSISTENT)) {
            assertThat(positions(closeAndReopen().stream("orders").read())).isEqualTo(told);
        }
    }

    @Test
    void everythingIsClosedAfterwards() {
        Hub hub = hub();
        EventStream orders = stream("orders", 1);
        publish(orders, events("e", 0, 3));
        Iterator<Event> begun = orders.read().iterator();
        hub.close();
        Pending<Position> refused = orders.publish(event("late"));
        assertThat(refused.isDone()).isTrue();
        assertClosed(() -> refused.await(patience));
        assertClosed(() -> hub.stream("orders").publish(events("late", 0, 2)).await(patience));
        assertClosed(() -> hub.create("new", StreamSettings.defaults()));
        assertClosed(hub::streams);
        assertClosed(orders::info);
        assertClosed(() -> orders.alter(StreamSettings.defaults()));
        assertClosed(orders::delete);
        assertClosed(() -> orders.read().list());
        assertClosed(begun::hasNext);
        assertClosed(() -> hub.onClose(() -> {}));
        if (!lacks(Capability.GLOBAL_ORDER)) {
            assertClosed(() -> hub.readAll().list());
        }
    }

    @Test
    void closingAgainDoesNothing() {
        hub().stream("orders").publish(event("a")).await(patience);
        assertThat(hub().streams()).hasSize(1);
        hub().close();
        hub().close();
        assertClosed(hub()::streams);
    }

    @Test
    void closingWhileOthersPublishLeavesNobodyWaiting() throws Exception {
        Hub hub = hub();
        EventStream orders = stream("orders", 1);
        List<CompletableFuture<List<Position>>> publishers = new ArrayList<>();
        CompletableFuture<Boolean> underWay = new CompletableFuture<>();
        for (int i = 0; i < 3; i++) {
            publishers.add(CompletableFuture.supplyAsync(() -> publishUntilClosed(orders, underWay)));
        }
        soon(underWay);
        hub.close();
        List<Position> told = new ArrayList<>();
        for (CompletableFuture<List<Position>> publisher : publishers) {
            told.addAll(soon(publisher));
        }
        assertThat(told).isNotEmpty().doesNotHaveDuplicates();
        if (!lacks(Capability.PERSISTENT)) {
            assertThat(positions(closeAndReopen().stream("orders").read())).containsExactlyInAnyOrderElementsOf(told);
        }
    }

    private List<Position> publishUntilClosed(EventStream stream, CompletableFuture<Boolean> underWay) {
        List<Position> told = new ArrayList<>();
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (System.nanoTime() < deadline) {
                told.add(stream.publish(event("e")).await(patience));
                if (told.size() == 20) {
                    underWay.complete(true);
                }
            }
            throw new AssertionError("the hub was closed, and takes events");
        } catch (LeatException.Closed e) {
            return told;
        }
    }

    @Test
    void whatBelongsToTheHubIsClosedBeforeItLastOneFirst() {
        List<String> closed = new ArrayList<>();
        EventStream orders = stream("orders", 1);
        hub().onClose(() -> closed.add("first"));
        hub().onClose(() -> {
            orders.publish(event("goodbye")).await(patience);
            closed.add(ids(orders.read()).toString());
        });
        hub().onClose(() -> {
            throw new IllegalStateException("a resource that does not close");
        });
        hub().onClose(() -> closed.add("last"));
        hub().close();
        hub().close();
        assertThat(closed).containsExactly("last", "[goodbye]", "first");
    }
}
