package dev.leat.core.delivery;

import dev.leat.core.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks that a member handles one after the other. They are the lease's until the group {@linkplain Group#end ends} it. */
final class Lease {

    final Member member;

    /** It goes on as long as this is the group's. */
    final Object turn;

    final List<KeyQueue> queues = new ArrayList<>(1);
    final List<Task> tasks = new ArrayList<>();

    /** How many of the tasks have been reported as handled. */
    int reported;

    /** Who handles it and looks for the next one then; null: nobody does. */
    @Nullable
    Thread worker;

    Lease(Member member, Object turn) {
        this.member = member;
        this.turn = turn;
    }

    /** Takes tasks of a queue, up to this many in all, and none that waits. */
    void take(KeyQueue queue, int most) {
        queue.state = KeyQueue.State.LEASED;
        queues.add(queue);
        while (tasks.size() < most && !queue.isHeldUp()) {
            tasks.add(queue.tasks.remove());
        }
    }

    List<Event> events() {
        List<Event> events = new ArrayList<>(tasks.size());
        tasks.forEach(task -> events.add(task.event));
        return events;
    }
}
