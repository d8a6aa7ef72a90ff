package dev.leat.core.delivery;

import dev.leat.core.delivery.KeyQueue.State;
import dev.leat.engine.Partitioner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks belong together, and which member they go to. Guarded by the group.
 *
 * <p>One member with a concurrency of 1 gets each partition in its order, and so do all where one commits the cursor with
 * what it appends; otherwise tasks are grouped by key. A key or partition goes to the same member as long as the members stay
 * the same. Where the grouping changes, tasks are grouped anew as soon as none is being handled.
 */
final class Queues {

    private final List<Member> members = new ArrayList<>();
    private final Map<Object, KeyQueue> byKey = new HashMap<>();
    private final Set<KeyQueue> all = new LinkedHashSet<>();
    private boolean byPartition;
    private boolean regrouping;
    private int leases;
    private int settingAside;
    private int waiting;
    private int turn;

    List<Member> members() {
        return members;
    }

    boolean has(Member member) {
        return members.contains(member);
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    int leases() {
        return leases;
    }

    /** Whether tasks wait to be grouped anew, and no lease may begin. */
    boolean isRegrouping() {
        return regrouping;
    }

    void join(Member member) {
        members.add(member);
        rearrange();
    }

    boolean leave(Member member) {
        boolean left = members.remove(member);
        member.ready.clear();
        if (left && !members.isEmpty()) {
            rearrange();
        }
        return left;
    }

    private boolean wantsPartitions() {
        boolean alone = members.size() == 1 && members.get(0).concurrency == 1;
        return alone || members.stream().anyMatch(member -> member.handling.inOrder());
    }

    private void rearrange() {
        if (byPartition != wantsPartitions()) {
            regrouping = true;
            regroup();
            return;
        }
        members.forEach(member -> member.ready.clear());
        for (KeyQueue queue : all) {
            queue.member = choose(queue.key);
            if (queue.state == State.READY) {
                queue.member.ready.add(queue);
            }
        }
    }

    /** Groups tasks anew, if that is wanted and none is being handled. */
    void regroup() {
        if (!regrouping || leases + settingAside > 0) {
            return;
        }
        regrouping = false;
        byPartition = wantsPartitions();
        List<Task> tasks = new ArrayList<>();
        all.forEach(queue -> tasks.addAll(queue.tasks));
        tasks.sort(Comparator.comparingLong(Task::offset));
        clear();
        tasks.forEach(this::add);
    }

    void add(Task task) {
        Object key = byPartition ? task.lane : Partitioner.key(task.event);
        KeyQueue queue = key == null ? null : byKey.get(key);
        if (queue == null) {
            queue = new KeyQueue(key, choose(key));
            all.add(queue);
            if (key != null) {
                byKey.put(key, queue);
            }
        }
        task.queue = queue;
        queue.tasks.add(task);
        if (queue.state == State.IDLE) {
            ready(queue);
        }
    }

    private Member choose(@Nullable Object key) {
        int number = key == null ? turn++ : key.hashCode();
        return members.get(Math.floorMod(number, members.size()));
    }

    private void ready(KeyQueue queue) {
        if (!members.contains(queue.member) && !members.isEmpty()) {
            queue.member = choose(queue.key);
        }
        boolean waits = queue.isHeldUp();
        queue.state = waits ? State.WAITING : State.READY;
        if (!waits) {
            queue.member.ready.add(queue);
        }
    }

    /** Gives a member what it takes next, or null. */
    @Nullable
    Lease lease(Member member, Object turn) {
        if (member.ready.isEmpty()) {
            return null;
        }
        Lease lease = new Lease(member, turn);
        int most = member.handling.mostTasks();
        // a handler that blocks holds up no key that another of its workers could take
        int queues = member.handling.takesOneKey() || member.concurrency > 1 ? 1 : member.ready.size();
        while (queues-- > 0 && lease.tasks.size() < most && !member.ready.isEmpty()) {
            lease.take(member.ready.remove(), most);
        }
        lease.tasks.forEach(task -> task.lane.held++);
        member.leases++;
        leases++;
        return lease;
    }

    /** Takes back what a lease has not handled. */
    void end(Lease lease, int done, int generation) {
        leases--;
        lease.member.leases--;
        lease.tasks.forEach(task -> task.lane.held--);
        for (int i = lease.tasks.size() - 1; i >= done; i--) {
            Task task = lease.tasks.get(i);
            if (task.counts(generation) && task.queue != null && !task.lane.leaving) {
                task.queue.tasks.addFirst(task);
            }
        }
        lease.queues.forEach(this::release);
    }

    private void release(KeyQueue queue) {
        if (!queue.tasks.isEmpty()) {
            ready(queue);
            return;
        }
        queue.state = State.IDLE;
        all.remove(queue);
        if (queue.key != null) {
            byKey.remove(queue.key, queue);
        }
    }

    /** A task that came back failed, and holds up those behind it until {@link #again}. */
    void waiting(Task task) {
        hold(task, State.WAITING);
        task.waiting = true;
        waiting++;
    }

    /** A task that came back is being set aside, and holds up those behind it until {@link #setAside}. */
    void settingAside(Task task) {
        hold(task, State.SETTING_ASIDE);
        settingAside++;
        task.lane.held++;
    }

    private static void hold(Task task, State state) {
        KeyQueue queue = Objects.requireNonNull(task.queue);
        queue.member.ready.remove(queue);
        queue.state = state;
    }

    /** How many tasks wait to be tried again. */
    int waiting() {
        return waiting;
    }

    void again(Task task) {
        waiting--;
        task.waiting = false;
        KeyQueue queue = task.queue;
        if (queue != null && queue.state == State.WAITING && queue.tasks.peek() == task && all.contains(queue)) {
            ready(queue);
        }
    }

    /** A task has been set aside: what is behind it goes on. */
    void setAside(Task task) {
        settingAside--;
        task.lane.held--;
        KeyQueue queue = task.queue;
        if (queue != null && queue.state == State.SETTING_ASIDE && all.contains(queue)) {
            queue.tasks.remove(task);
            release(queue);
        }
    }

    /** Forgets a partition's tasks, but for those that are being handled or set aside. */
    void forget(Lane lane) {
        for (KeyQueue queue : List.copyOf(all)) {
            Task first = queue.state == State.SETTING_ASIDE ? queue.tasks.peek() : null;
            boolean some = queue.tasks.removeIf(task -> task.lane == lane && task != first);
            if (some && (queue.state == State.READY || queue.state == State.WAITING)) {
                queue.member.ready.remove(queue);
                release(queue);
            }
        }
    }

    /** Forgets all tasks; what is being handled still holds up others of its key. */
    void clear() {
        members.forEach(member -> member.ready.clear());
        for (KeyQueue queue : all) {
            queue.tasks.clear();
        }
        all.removeIf(queue -> queue.state != State.LEASED);
        byKey.values().removeIf(queue -> queue.state != State.LEASED);
    }
}
