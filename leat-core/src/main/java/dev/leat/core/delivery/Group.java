package dev.leat.core.delivery;

import dev.leat.core.Event;
import dev.leat.core.LeatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription at work: its partitions, its members in this process, and the events in progress.
 *
 * <p>Its lock guards all of it. Feeds are polled, handlers run and the engine is asked outside of the lock. A worker takes a
 * lease of some tasks, handles them, and ends the lease with what became of them. Lock order: hub, streams, group, tail.
 */
final class Group {

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.leat.core.Subscription");

    final String name;
    final boolean durable;
    final boolean pattern;
    final Lanes lanes;
    final Queues queues = new Queues();
    final GroupCursors cursors;
    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();
    private final Deliveries hub;
    private final Outcomes outcomes;
    final Ending ending;
    final Steering steering = new Steering(this);
    final Standing standing;

    /** Null: this process has all partitions. */
    final @Nullable Sharing sharing;

    private volatile Definition definition;

    /** Raised by each seek: what came before it no longer counts. */
    private int generation;

    /** What is being handled goes on only within its turn: a change that concerns it begins another. */
    private volatile Object turn = new Object();

    private boolean paused;

    /** @param shared whether other processes have some of its partitions */
    Group(Deliveries hub, Definition definition, boolean durable, boolean shared) {
        this.hub = hub;
        this.name = definition.name();
        this.durable = durable;
        this.pattern = definition.isPattern();
        this.definition = definition;
        this.paused = definition.paused();
        this.lanes = new Lanes(durable);
        this.cursors = new GroupCursors(this, hub);
        this.outcomes = new Outcomes(this, hub);
        this.ending = new Ending(this, hub);
        this.standing = new Standing(this, hub);
        this.sharing = shared ? new Sharing(this, hub) : null;
    }

    Definition definition() {
        return definition;
    }

    void define(Definition now) {
        definition = now;
    }

    // ---- partitions and members

    /** Takes in a stream that it does not read yet. */
    void add(String stream, List<Lane> partitions) {
        locked(() -> {
            if (!ending.hasBegun() && lanes.add(stream, partitions)) {
                schedule();
            }
        });
    }

    /** A stream is gone: what is left of it in progress is handled, its cursor is no more. */
    boolean remove(String stream) {
        lock.lock();
        try {
            List<Lane> gone = lanes.remove(stream);
            gone.forEach(lane -> lane.feed.close());
            return !gone.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes in a member; false if the group has ended. */
    boolean join(Member member) {
        lock.lock();
        try {
            if (!ending.hasBegun()) {
                queues.join(member);
                turn = new Object();
                schedule();
            }
            return !ending.hasBegun();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more begins of these partitions, and what waits is forgotten; called with the lock. */
    void leave(List<Lane> leaving) {
        for (Lane lane : leaving) {
            lane.leaving = true;
            queues.forget(lane);
        }
        turn = new Object();
        schedule();
    }

    /** What is still done with these partitions does not count any more; called with the lock. */
    void lose(List<Lane> lost) {
        leave(lost);
        for (Lane lane : lost) {
            lane.gone = true;
            lane.feed.close();
            lanes.remove(lane);
        }
        progressed();
    }

    /** A member begins nothing more; with the last one the group ends. */
    void retire(Member member) {
        locked(() -> {
            if (queues.leave(member)) {
                turn = new Object();
                if (queues.isEmpty()) {
                    end();
                }
                schedule();
            }
        });
    }

    /** Ends all members; null: because it was asked to. */
    void stop(@Nullable LeatException reason) {
        List<Member> members = new ArrayList<>();
        locked(() -> {
            members.addAll(queues.members());
            members.forEach(queues::leave);
            end();
            ending.restSoon();
        });
        if (reason != null && !(reason instanceof LeatException.Closed)) {
            LOGGER.error("subscription '{}' has stopped: {}", name, reason.getMessage());
        }
        members.forEach(member -> member.ended(reason));
    }

    List<Member> members() {
        lock.lock();
        try {
            return List.copyOf(queues.members());
        } finally {
            lock.unlock();
        }
    }

    boolean isEnding() {
        lock.lock();
        try {
            return ending.hasBegun();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        ending.begin();
        turn = new Object();
        lanes.all().forEach(lane -> lane.feed.close());
        standing.end();
        changed.signalAll();
    }

    // ---- work

    /** Something may have come in. */
    void signal(Lane lane) {
        lane.readable = true;
        locked(this::schedule);
    }

    /** Starts workers for what can be done now. */
    private void schedule() {
        if (ending.hasBegun() || paused) {
            return;
        }
        queues.regroup();
        Member looker = null;
        for (Member member : queues.members()) {
            int wanted = queues.isRegrouping() ? 0 : Math.min(member.free(), member.ready.size());
            while (member.looking < wanted && start(member)) {
                // one more looks
            }
            if (member.free() > 0 && (looker == null || member.looking > 0)) {
                looker = member;
            }
        }
        if (looker != null && looker.looking == 0 && fetchable() != null) {
            start(looker);
        }
    }

    private boolean start(Member member) {
        boolean started = hub.workers().start(() -> work(member));
        member.looking += started ? 1 : 0;
        return started;
    }

    private void work(Member member) {
        Lease lease = take(member);
        while (lease != null) {
            lease.worker = Thread.currentThread();
            member.process(lease);
            boolean looks = lease.worker == null;
            lease.worker = null;
            if (!looks) {
                locked(() -> member.looking++);
            }
            lease = take(member);
        }
    }

    private @Nullable Lease take(Member member) {
        List<Runnable> afterwards = new ArrayList<>(1);
        lock.lock();
        try {
            while (!ending.hasBegun() && !paused && member.free() > 0 && queues.has(member)) {
                queues.regroup();
                Lease lease = queues.isRegrouping() ? null : queues.lease(member, turn);
                Lane lane = lease != null ? null : fetchable();
                if (lane == null) {
                    return lease;
                }
                fetch(lane, afterwards);
            }
            return null;
        } finally {
            member.looking--;
            schedule();
            lock.unlock();
            afterwards.forEach(Runnable::run);
        }
    }

    private @Nullable Lane fetchable() {
        return steering.isHoldingStill() ? null : lanes.fetchable();
    }

    /** Polls a feed, outside of the lock. Adds what is to be done when the lock is given back for good. */
    private void fetch(Lane lane, List<Runnable> afterwards) {
        int room = lane.room(durable);
        List<Event> events = new ArrayList<>();
        Throwable failure = null;
        boolean more = false;
        lane.fetching = true;
        lane.readable = false;
        lock.unlock();
        try {
            more = lane.feed.poll(room, events);
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            lock.lock();
            lane.fetching = false;
        }
        for (Event event : events) {
            // also where the group has ended meanwhile: the cursor stays before them
            lane.progress.begin(event.position().offset());
            if (!ending.hasBegun() && !lane.leaving) {
                queues.add(new Task(event, lane, generation));
            }
        }
        if (more) {
            lane.readable = true; // and left as it is otherwise: a signal may have come since
        }
        if (events.isEmpty()) {
            standing.moved();
        }
        progressed();
        if (failure != null && !ending.hasBegun()) {
            afterwards.add(outcomes.feedFailed(lane, failure));
        }
    }

    /** Whether a lease may go on with its next task. */
    boolean mayGoOn(Lease lease) {
        return lease.turn == turn;
    }

    /** A lease's tasks before this index have been handled. */
    void report(Lease lease, int done) {
        locked(() -> {
            if (finish(lease, done)) {
                hub.commits().soon();
            }
        });
    }

    /**
     * A lease ends: its tasks before this index have been handled; with a failure, the one at the index failed; the others
     * go back. Called on any thread: it does not wait for the engine.
     */
    void end(Lease lease, int done, @Nullable Throwable failure) {
        Runnable afterwards = () -> {};
        lock.lock();
        try {
            if (finish(lease, done)) {
                hub.commits().soon();
            }
            queues.end(lease, done, generation);
            if (failure != null) {
                standing.failed++;
                Task broken = lease.tasks.get(done);
                if (broken.counts(generation) && !broken.lane.leaving && !ending.hasBegun()) {
                    afterwards = outcomes.failed(broken, failure, lease.member);
                }
            }
            if (lease.worker == Thread.currentThread()) {
                lease.worker = null; // it looks for the next one
                lease.member.looking++;
            }
            progressed();
            ending.restSoon();
        } finally {
            lock.unlock();
        }
        afterwards.run();
    }

    /** A lease's tasks before this index are finished; called with the lock. Returns whether there is much to commit. */
    boolean finish(Lease lease, int done) {
        boolean full = false;
        for (; lease.reported < done; lease.reported++) {
            Task task = lease.tasks.get(lease.reported);
            standing.handled++;
            if (task.counts(generation)) {
                task.lane.progress.finish(task.offset());
                full |= task.lane.progress.finishedUncommitted() >= GroupCursors.COMMIT_EVERY;
            }
        }
        standing.moved();
        return full && durable;
    }

    /** A task that failed is tried again. */
    void again(Task task) {
        locked(() -> {
            queues.again(task);
            schedule();
        });
    }

    /** A task has been set aside. */
    void setAside(Task task) {
        locked(() -> {
            queues.setAside(task);
            if (task.counts(generation)) {
                standing.dead++;
                task.lane.progress.finish(task.offset());
                standing.moved();
            }
            progressed();
        });
    }

    /** What somebody waits for may have come; called with the lock. */
    void progressed() {
        changed.signalAll();
        schedule();
        if (sharing != null) {
            sharing.progressed();
        }
    }

    int generation() {
        return generation;
    }

    /** What is in progress no longer counts; called with the lock. */
    void forgetProgress() {
        generation++;
        turn = new Object();
        queues.clear();
    }

    // ---- what users ask of it

    void pause(boolean now) {
        locked(() -> {
            paused = now;
            turn = new Object();
            schedule();
        });
    }

    Set<String> streams() {
        lock.lock();
        try {
            return lanes.streams();
        } finally {
            lock.unlock();
        }
    }

    boolean isPaused() {
        return paused;
    }

    void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
