package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Capability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What suites about subscriptions share that are open in several processes. */
public abstract class GroupsSuite extends EngineSuite {

    static final int KEYS = 24;

    private int published;

    /** Without SHARED_GROUPS the storage is one process's: another cannot open it, or opens one of its own. */
    final boolean alone() {
        boolean alone = lacks(Capability.SHARED_GROUPS);
        if (alone) {
            EventStream orders = stream("orders", 2);
            Received received = received();
            orders.subscribe().durable("d").handle(received);
            assertThatThrownBy(() -> hub().capabilities().require(Capability.SHARED_GROUPS))
                    .isInstanceOf(LeatException.Unsupported.class);
            Hub other = other();
            assertThat(other == null || other.streams().isEmpty()).isTrue();
            assertThat(other == null || other.subscriptions().isEmpty()).isTrue();
        }
        return alone;
    }

    private @Nullable Hub other() {
        try {
            return peer().hub();
        } catch (LeatException.Fenced e) {
            return null;
        }
    }

    /** Publishes some more events, of all keys in turn. */
    final void publishSome(EventStream stream, int count) {
        List<NewEvent> events = new ArrayList<>();
        for (int i = published; i < published + count; i++) {
            events.add(event("e-" + i).subject("k-" + i % KEYS));
        }
        publish(stream, events);
        published += count;
    }

    final int published() {
        return published;
    }

    private static int number(Event event) {
        return Integer.parseInt(event.getId().substring(2));
    }

    /** All that was published has been handled once, and of each key in order. */
    final void assertOnceAndInOrder(Received received) {
        assertThat(received.ids()).doesNotHaveDuplicates().hasSize(published);
        assertNoneIsPassedOver(received);
    }

    /** All that was published has been handled, and no event before all earlier ones of its key; some came again. */
    final void assertNoneIsPassedOver(Received received) {
        Map<String, Integer> next = new HashMap<>();
        for (Event event : received.all()) {
            int turn = number(event) / KEYS;
            int known = next.getOrDefault(event.getSubject(), 0);
            assertThat(turn).as("%s behind %d others of its key", event, known).isLessThanOrEqualTo(known);
            next.merge(event.getSubject(), turn + 1, Math::max);
        }
        assertThat(next.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(published);
    }

    /** Publishes until something holds. */
    final void publishUntil(String what, EventStream stream, BooleanSupplier holds) {
        eventually(what, () -> {
            if (!holds.getAsBoolean()) {
                publishSome(stream, KEYS);
            }
            return holds.getAsBoolean();
        });
    }
}
