package dev.leat.core.delivery;

import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.StreamInfo;
import dev.leat.core.SubscriptionInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
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
    final Assignments assignments = new Assignments();
    final GroupCursors cursors;
    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();
    private final Deliveries hub;
    private final Outcomes outcomes;
    private final CatchingUp catchingUp = new CatchingUp();

    private volatile Definition definition;

    /** Raised by each seek: what came before it no longer counts. */
    private int generation;

    /** What is being handled goes on only within its turn: a change that concerns it begins another. */
    private volatile Object turn = new Object();

    private boolean paused;
    private boolean holdingStill;
    private boolean ending;
    private boolean resting;
    private boolean rested;

    /** How many wait for members to end, and let the group rest then. */
    private int leaving;

    private long handled;
    private long failed;
    private long dead;

    Group(Deliveries hub, Definition definition, boolean durable) {
        this.hub = hub;
        this.name = definition.name();
        this.durable = durable;
        this.pattern = definition.isPattern();
        this.definition = definition;
        this.paused = definition.paused();
        this.lanes = new Lanes(durable);
        this.cursors = new GroupCursors(this, hub);
        this.outcomes = new Outcomes(this, hub);
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
            if (!ending && lanes.add(stream, partitions)) {
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
            if (!ending) {
                assignments.join(member);
                turn = new Object();
                schedule();
            }
            return !ending;
        } finally {
            lock.unlock();
        }
    }

    /** A member begins nothing more; with the last one the group ends. */
    void retire(Member member) {
        locked(() -> {
            if (assignments.leave(member)) {
                turn = new Object();
                if (assignments.isEmpty()) {
                    end();
                }
                schedule();
            }
        });
    }

    /** Waits for what a member that has retired handles, and for the last commit, unless it is its own handler that calls. */
    void awaitEnd(Member member, long nanos) {
        if (member.isHandledByThisThread()) {
            return;
        }
        boolean last;
        lock.lock();
        leaving++;
        try {
            long left = nanos;
            while (member.leases > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leaving--;
            changed.signalAll();
            last = ending;
            lock.unlock();
        }
        if (last) {
            rest();
        }
    }

    /** If it is about to end and somebody waits for what is being handled, waits with them, so that nothing is handled twice. */
    void awaitRest(long nanos) {
        lock.lock();
        try {
            long left = Member.isHandling(this) ? 0 : nanos;
            while (ending && leaving > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all members; null: because it was asked to. */
    void stop(@Nullable LeatException reason) {
        List<Member> members = new ArrayList<>();
        locked(() -> {
            members.addAll(assignments.members());
            members.forEach(assignments::leave);
            end();
            restSoon();
        });
        if (reason != null && !(reason instanceof LeatException.Closed)) {
            LOGGER.error("subscription '{}' has stopped: {}", name, reason.getMessage());
        }
        members.forEach(member -> member.ended(reason));
    }

    List<Member> members() {
        lock.lock();
        try {
            return List.copyOf(assignments.members());
        } finally {
            lock.unlock();
        }
    }

    boolean isEnding() {
        lock.lock();
        try {
            return ending;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        ending = true;
        turn = new Object();
        lanes.all().forEach(lane -> lane.feed.close());
        catchingUp.end();
        changed.signalAll();
    }

    /** Where nobody waits for it, the last commit is made as soon as nothing is being handled. */
    private void restSoon() {
        if (ending && !resting && leaving == 0 && assignments.leases() == 0) {
            hub.workers().later(Duration.ZERO, this::rest);
        }
    }

    /** Makes the last commit, once; when this returns, it has been made. Not called by the engine's threads: it blocks. */
    void rest() {
        lock.lock();
        try {
            if (resting) {
                while (!rested) {
                    changed.awaitUninterruptibly();
                }
                return;
            }
            resting = true;
        } finally {
            lock.unlock();
        }
        try {
            hub.commits().last(this);
        } finally {
            locked(() -> {
                rested = true;
                changed.signalAll();
            });
            hub.rested(this);
        }
    }

    // ---- work

    /** Something may have come in. */
    void signal(Lane lane) {
        lane.readable = true;
        locked(this::schedule);
    }

    /** Starts workers for what can be done now. */
    private void schedule() {
        if (ending || paused) {
            return;
        }
        assignments.regroup();
        Member looker = null;
        for (Member member : assignments.members()) {
            int wanted = assignments.isRegrouping() ? 0 : Math.min(member.free(), member.ready.size());
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
            while (!ending && !paused && member.free() > 0 && assignments.has(member)) {
                assignments.regroup();
                Lease lease = assignments.isRegrouping() ? null : assignments.lease(member, turn);
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
        return holdingStill ? null : lanes.fetchable();
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
            if (!ending) {
                assignments.add(new Task(event, lane, generation));
            }
        }
        if (more) {
            lane.readable = true; // and left as it is otherwise: a signal may have come since
        }
        if (events.isEmpty()) {
            moved();
        }
        changed.signalAll();
        schedule();
        if (failure != null && !ending) {
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
            assignments.end(lease, done, generation);
            if (failure != null) {
                failed++;
                Task broken = lease.tasks.get(done);
                if (broken.generation == generation && !ending) {
                    afterwards = outcomes.failed(broken, failure, lease.member);
                }
            }
            if (lease.worker == Thread.currentThread()) {
                lease.worker = null; // it looks for the next one
                lease.member.looking++;
            }
            changed.signalAll();
            schedule();
            restSoon();
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
            handled++;
            if (task.generation == generation) {
                task.lane.progress.finish(task.offset());
                full |= task.lane.progress.finishedUncommitted() >= GroupCursors.COMMIT_EVERY;
            }
        }
        moved();
        return full && durable;
    }

    /** A task that failed is tried again. */
    void again(Task task) {
        locked(() -> {
            assignments.again(task);
            schedule();
        });
    }

    /** A task has been set aside. */
    void setAside(Task task) {
        locked(() -> {
            assignments.setAside(task);
            if (task.generation == generation) {
                dead++;
                task.lane.progress.finish(task.offset());
                moved();
            }
            schedule();
        });
    }

    /** What somebody waits for may have come; called with the lock. */
    void progressed() {
        changed.signalAll();
        schedule();
    }

    int generation() {
        return generation;
    }

    // ---- what users ask of it

    void pause(boolean now) {
        locked(() -> {
            paused = now;
            turn = new Object();
            schedule();
        });
    }

    /**
     * Changes the filter for what has not been polled yet.
     *
     * @param filters gives those of a lane from an offset on
     * @return per stream, what has been polled: the filter holds behind it
     */
    Map<String, Cursor> filter(BiFunction<Lane, Long, Filters> filters) {
        Map<String, Cursor> since = new TreeMap<>();
        holdStill(() -> {
            for (Lane lane : lanes.all()) {
                long from = lane.feed.position();
                lane.progress.passed(from);
                lane.feed.restart(from, filters.apply(lane, from));
                lane.readable = true;
                since.merge(lane.stream, Lanes.before(lane.partition, from), Lanes::both);
            }
        });
        return since;
    }

    /** Goes on at other places: per stream, the first offset of each partition; streams that are missing stay. */
    void seek(Map<String, long[]> places, Function<Lane, Filters> filters) {
        holdStill(() -> {
            cursors.await();
            generation++;
            turn = new Object();
            assignments.clear();
            for (Lane lane : lanes.all()) {
                long[] next = places.get(lane.stream);
                long from = next == null ? lane.progress.next() : next[lane.partition];
                lane.progress.restart(from);
                lane.committed = -1;
                lane.feed.restart(from, filters.apply(lane));
                lane.readable = true;
            }
        });
    }

    /** Does something while no feed is polled. */
    private void holdStill(Runnable change) {
        locked(() -> {
            holdingStill = true;
            try {
                while (lanes.isFetching()) {
                    changed.awaitUninterruptibly();
                }
                change.run();
            } finally {
                holdingStill = false;
                schedule();
            }
        });
    }

    // ---- how far it is

    /** Completes when everything before these ends has been handled or passed over. */
    CompletableFuture<@Nullable Void> caughtUp(Map<String, StreamInfo> ends) {
        lock.lock();
        try {
            CompletableFuture<@Nullable Void> done = catchingUp.add(ends);
            if (ending) {
                catchingUp.end();
            } else {
                moved();
            }
            return done;
        } finally {
            lock.unlock();
        }
    }

    /** Cursors may have moved. */
    private void moved() {
        catchingUp.moved(lanes);
        hub.commits().moved();
    }

    /** Looks whether something was passed over at the tail, of which nobody says anything. */
    void checkMoved() {
        locked(() -> {
            if (!catchingUp.isEmpty()) {
                moved();
            }
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

    SubscriptionInfo info(Map<String, StreamInfo> ends) {
        lock.lock();
        try {
            Map<String, Cursor> places = lanes.mark().cursors();
            places.remove(Definitions.replays(name));
            return new SubscriptionInfo(
                    name,
                    definition.streams(),
                    durable,
                    definition.filter(),
                    definition.filterSince(),
                    paused,
                    places,
                    lanes.lag(ends),
                    lanes.inProgress(),
                    assignments.waiting(),
                    assignments.members().size(),
                    handled,
                    failed,
                    dead);
        } finally {
            lock.unlock();
        }
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
