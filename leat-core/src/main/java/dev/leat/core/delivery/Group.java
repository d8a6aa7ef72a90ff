package dev.leat.core.delivery;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.StreamInfo;
import dev.leat.core.Subscribing;
import dev.leat.core.SubscriptionInfo;
import dev.leat.core.pending.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * lease of some tasks, handles them, and ends the lease with what became of them. Lock order: group, then tail.
 */
final class Group {

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.leat.core.Subscription");

    /** So many finished events of a partition are worth a commit at once. */
    private static final int COMMIT_EVERY = Subscribing.MOST_IN_PROGRESS / 2;

    final String name;
    final boolean durable;
    final boolean pattern;
    final Lanes lanes;
    final Assignments assignments = new Assignments();
    private final Deliveries hub;
    private final Outcomes outcomes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Target> catchingUp = new ArrayList<>();

    /** Raised by each seek: what came before it no longer counts. */
    private int generation;

    /** What is being handled goes on only within its turn: a change that concerns it begins another. */
    private volatile Object turn = new Object();

    private boolean paused;
    private boolean holdingStill;
    private boolean committing;
    private boolean ending;
    private boolean rested;
    private long handled;
    private long failed;
    private long dead;

    Group(Deliveries hub, String name, boolean durable, boolean pattern, boolean paused) {
        this.hub = hub;
        this.name = name;
        this.durable = durable;
        this.pattern = pattern;
        this.paused = paused;
        this.lanes = new Lanes(durable);
        this.outcomes = new Outcomes(this, hub);
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

    /** Takes in a member; false if the group has ended. */
    void join(Member member) {
        locked(() -> {
            assignments.join(member);
            turn = new Object();
            schedule();
        });
    }

    /** Ends a member, and with the last one the group; waits for what it handles, unless it is its own handler that calls. */
    void leave(Member member, Duration most) {
        boolean restedNow;
        lock.lock();
        try {
            turn = new Object();
            if (assignments.leave(member) && assignments.isEmpty()) {
                end();
            }
            schedule();
            long left = member.isHandledByThisThread() ? 0 : most.toNanos();
            while (member.leases > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            restedNow = ending && !member.isHandledByThisThread() && rest();
            lock.unlock();
        }
        if (restedNow) {
            hub.rested(this);
        }
    }

    /** Ends all members; null: because it was asked to. */
    void stop(@Nullable LeatException reason) {
        List<Member> members = new ArrayList<>();
        boolean[] restedNow = {false};
        locked(() -> {
            members.addAll(assignments.members());
            members.forEach(assignments::leave);
            end();
            restedNow[0] = assignments.leases() == 0 && rest();
        });
        if (reason != null && !(reason instanceof LeatException.Closed)) {
            LOGGER.error("subscription '{}' has stopped: {}", name, reason.getMessage());
        }
        if (restedNow[0]) {
            hub.rested(this);
        }
        members.forEach(member -> member.ended(reason));
    }

    /** Closes the members one after the other, each waits for what it handles. */
    void closeMembers() {
        List<Member> members = new ArrayList<>();
        locked(() -> members.addAll(assignments.members()));
        members.forEach(Member::close);
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
        catchingUp.forEach(target -> target.fail());
        catchingUp.clear();
        changed.signalAll();
    }

    /** Whether it comes to rest just now: its last commit can be made. */
    boolean rest() {
        lock.lock();
        try {
            boolean first = !rested;
            rested = true;
            return first;
        } finally {
            lock.unlock();
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
        member.looking++;
        boolean started = hub.workers().start(() -> work(member));
        member.looking -= started ? 0 : 1;
        return started;
    }

    private void work(Member member) {
        Lease lease = take(member);
        while (lease != null) {
            member.process(lease);
            locked(() -> member.looking++);
            lease = take(member);
        }
    }

    private @Nullable Lease take(Member member) {
        Runnable afterwards = () -> {};
        lock.lock();
        try {
            while (!ending && !paused && member.free() > 0) {
                assignments.regroup();
                Lease lease = assignments.isRegrouping() ? null : assignments.lease(member, turn);
                Lane lane = lease != null ? null : fetchable();
                if (lane == null) {
                    return lease;
                }
                afterwards = fetch(lane);
            }
            return null;
        } finally {
            member.looking--;
            schedule();
            lock.unlock();
            afterwards.run();
        }
    }

    private @Nullable Lane fetchable() {
        return holdingStill ? null : lanes.fetchable();
    }

    /** Polls a feed, outside of the lock. Returns what is to be done when the lock is given back. */
    private Runnable fetch(Lane lane) {
        int room = lane.room(durable);
        List<Event> events = new ArrayList<>();
        RuntimeException failure = null;
        boolean more = false;
        lane.fetching = true;
        lane.readable = false;
        lock.unlock();
        try {
            more = lane.feed.poll(room, events);
        } catch (RuntimeException e) {
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
        lane.readable |= more;
        if (events.isEmpty()) {
            moved();
        }
        changed.signalAll();
        schedule();
        return failure == null ? () -> {} : outcomes.feedFailed(lane, Failures.of(failure));
    }

    /** Whether a lease may go on with its next task. */
    boolean mayGoOn(Lease lease) {
        return lease.turn == turn;
    }

    /** A lease's tasks before this index have been handled. */
    void report(Lease lease, int done) {
        boolean[] full = {false};
        locked(() -> full[0] = finish(lease, done));
        if (full[0]) {
            commitNow();
        }
    }

    /**
     * A lease ends: its tasks before this index have been handled; with a failure, the one at the index failed; the others
     * go back.
     */
    void end(Lease lease, int done, @Nullable Throwable failure) {
        Runnable afterwards = () -> {};
        boolean full;
        boolean restedNow;
        lock.lock();
        try {
            full = finish(lease, done);
            Task broken = failure == null ? null : lease.tasks.get(done);
            assignments.end(lease, done, generation);
            if (broken != null && failure != null) {
                failed++;
                if (broken.generation == generation && !ending) {
                    afterwards = outcomes.failed(broken, failure, lease.member);
                }
            }
            changed.signalAll();
            schedule();
            restedNow = ending && assignments.leases() == 0 && rest();
        } finally {
            lock.unlock();
        }
        afterwards.run();
        if (restedNow) {
            hub.rested(this);
        } else if (full) {
            commitNow();
        }
    }

    /** Returns whether there is much to commit. */
    private boolean finish(Lease lease, int done) {
        boolean full = false;
        for (; lease.reported < done; lease.reported++) {
            Task task = lease.tasks.get(lease.reported);
            handled++;
            if (task.generation == generation) {
                task.lane.progress.finish(task.offset());
                full |= task.lane.progress.finishedUncommitted() >= COMMIT_EVERY;
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

    // ---- cursors

    /** What a commit makes of the cursors; {@link #committed} must follow. */
    record Commit(Group group, int generation, Lanes.Mark mark) {}

    /** The cursors to be committed, or null if they have not moved or another commit is under way. */
    @Nullable
    Commit beginCommit() {
        lock.lock();
        try {
            Lanes.Mark mark = durable && !committing ? lanes.mark() : null;
            if (mark == null || !mark.isNew()) {
                return null;
            }
            committing = true;
            return new Commit(this, generation, mark);
        } finally {
            lock.unlock();
        }
    }

    void committed(Commit commit, boolean stored) {
        locked(() -> {
            committing = false;
            if (stored && commit.generation == generation) {
                commit.mark.committed();
            }
            changed.signalAll();
            schedule();
        });
    }

    /** Appends what a lease's tasks before this index gave, together with the cursor behind them; then they are handled. */
    void append(Lease lease, int done, Append outputs) {
        Task last = lease.tasks.get(done - 1);
        Lane lane = last.lane;
        Cursor cursor;
        lock.lock();
        try {
            awaitCommit();
            if (last.generation != generation) {
                return; // a seek was faster: nothing is handled
            }
            committing = true;
            cursor = Objects.requireNonNullElse(lanes.mark().cursors().get(lane.stream), Cursor.NOTHING)
                    .and(last.event.position());
        } finally {
            lock.unlock();
        }
        boolean[] stored = {false};
        try {
            Failures.join(hub.streams().record(outputs.commit(name, lane.stream, cursor)));
            stored[0] = true;
        } finally {
            locked(() -> {
                committing = false;
                if (stored[0]) {
                    boolean unused = finish(lease, done);
                    lane.committed = last.offset() + 1;
                    lane.progress.committed(lane.progress.finishedUncommitted());
                }
                changed.signalAll();
            });
        }
    }

    private void commitNow() {
        var unused = hub.commits().now(this);
    }

    private void awaitCommit() {
        while (committing) {
            changed.awaitUninterruptibly();
        }
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

    /** Goes on at other places: per stream, the first offset of each partition. */
    void seek(Map<String, long[]> places, Function<Lane, Filters> filters) {
        holdStill(() -> {
            awaitCommit();
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
            while (lanes.isFetching()) {
                changed.awaitUninterruptibly();
            }
            change.run();
            holdingStill = false;
            schedule();
        });
    }

    // ---- how far it is

    /** What has to be reached. */
    private record Target(Map<String, StreamInfo> ends, CompletableFuture<@Nullable Void> done) {

        void fail() {
            done.completeExceptionally(new LeatException.Closed("the subscription is closed"));
        }
    }

    /** Completes when everything before these ends has been handled or passed over. */
    CompletableFuture<@Nullable Void> caughtUp(Map<String, StreamInfo> ends) {
        Target target = new Target(ends, new CompletableFuture<>());
        locked(() -> {
            if (ending) {
                target.fail();
            } else {
                catchingUp.add(target);
                moved();
            }
        });
        return target.done;
    }

    /** Cursors may have moved. */
    private void moved() {
        for (Iterator<Target> each = catchingUp.iterator(); each.hasNext(); ) {
            Target target = each.next();
            if (lanes.lag(target.ends) == 0) {
                each.remove();
                target.done.completeAsync(() -> null);
            }
        }
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

    SubscriptionInfo info(Definition definition, Map<String, StreamInfo> ends) {
        lock.lock();
        try {
            Map<String, Cursor> cursors = lanes.mark().cursors();
            cursors.remove(Definitions.replays(name));
            return new SubscriptionInfo(
                    name,
                    definition.streams(),
                    durable,
                    definition.filter(),
                    definition.filterSince(),
                    paused,
                    cursors,
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

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
