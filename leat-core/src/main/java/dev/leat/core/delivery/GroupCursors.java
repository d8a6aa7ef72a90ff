package dev.leat.core.delivery;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.core.Subscribing;
import dev.leat.core.pending.Failures;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is committed of a group's cursors, one commit at a time. Guarded by the group's lock. */
final class GroupCursors {

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.leat.core.Subscription");
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    /** So many finished events of a partition are worth a commit at once. */
    static final int COMMIT_EVERY = Subscribing.MOST_IN_PROGRESS / 2;

    private final Group group;
    private final Deliveries hub;
    private boolean committing;

    /** The last commit has begun, or there shall be none: whoever has the subscription now commits. */
    private boolean closed;

    GroupCursors(Group group, Deliveries hub) {
        this.group = group;
        this.hub = hub;
    }

    /** What a commit makes of the cursors; {@link #ended} must follow. */
    record Commit(GroupCursors cursors, Group group, int generation, Lanes.Mark mark) {

        void ended(boolean stored) {
            cursors.ended(this, stored);
        }
    }

    /** The cursors to be committed, or null if they have not moved or another commit is under way. */
    @Nullable
    Commit begin() {
        group.lock.lock();
        try {
            return committing ? null : mark();
        } finally {
            group.lock.unlock();
        }
    }

    /** The cursors to be committed behind the commit that is under way, or null if they have not moved. */
    @Nullable
    Commit beginNext() {
        group.lock.lock();
        try {
            await();
            return mark();
        } finally {
            group.lock.unlock();
        }
    }

    /** As {@link #beginNext}; nothing is committed behind it. */
    @Nullable
    Commit beginLast() {
        group.lock.lock();
        try {
            await();
            Commit last = mark();
            closed = true;
            return last;
        } finally {
            group.lock.unlock();
        }
    }

    /** Nothing is committed any more when this returns. */
    void close() {
        group.locked(() -> {
            closed = true;
            await();
        });
    }

    private @Nullable Commit mark() {
        if (closed || !group.durable) {
            return null;
        }
        Lanes.Mark mark = group.lanes.mark();
        if (!mark.isNew()) {
            return null;
        }
        committing = true;
        return new Commit(this, group, group.generation(), mark);
    }

    private void ended(Commit commit, boolean stored) {
        group.locked(() -> {
            if (stored && commit.generation == group.generation()) {
                commit.mark.committed();
            }
            ended(stored);
        });
    }

    private void ended(boolean stored) {
        committing = false;
        if (stored && group.lanes.mark().isNew()) {
            // it moved meanwhile, when no other commit could begin
            hub.commits().moved();
        }
        group.progressed();
    }

    /**
     * Appends what a lease's tasks before this index gave, together with the cursor behind them; then they are handled. Nothing
     * is appended if they no longer count, because of a seek or because another group has the subscription.
     */
    void append(Lease lease, int done, Append outputs) {
        Task last = lease.tasks.get(done - 1);
        Lane lane = last.lane;
        Cursor cursor;
        group.lock.lock();
        try {
            await();
            if (closed || !last.counts(group.generation())) {
                return;
            }
            committing = true;
            cursor = Objects.requireNonNullElse(group.lanes.mark().cursors().get(lane.stream), Cursor.NOTHING)
                    .and(last.event.position());
        } finally {
            group.lock.unlock();
        }
        boolean[] stored = {false};
        try {
            stored[0] = store(outputs.commit(group.name, lane.stream, cursor), last);
        } finally {
            group.locked(() -> {
                if (stored[0]) {
                    boolean unused = group.finish(lease, done);
                    lane.committed = last.offset() + 1;
                    lane.progress.committed(lane.progress.finishedUncommitted());
                }
                ended(stored[0]);
            });
        }
    }

    /** True, or fails with what says that nothing was stored. Where that is not known the cursor tells: it moves with the outputs. */
    private boolean store(Append append, Task last) {
        try {
            Failures.join(hub.streams().checked(append));
            return true;
        } catch (LeatException.InDoubt e) {
            if (isCommitted(last)) {
                return true;
            }
            throw new LeatException.Unavailable("not stored: " + e.getMessage(), e);
        }
    }

    private boolean isCommitted(Task task) {
        while (true) {
            try {
                Cursor committed = Failures.join(hub.streams().engine().committed(group.name))
                        .getOrDefault(task.lane.stream, Cursor.NOTHING);
                return committed.covers(task.event.position());
            } catch (LeatException.Unavailable | LeatException.Denied e) {
                LOGGER.warn(
                        "whether outputs of '{}' were stored cannot be told yet, asking again in a second: {}",
                        group.name,
                        e.getMessage());
                LockSupport.parkNanos(ASK_AGAIN.toNanos());
            }
        }
    }

    /** Waits, with the lock, until no commit is under way. */
    void await() {
        while (committing) {
            group.changed.awaitUninterruptibly();
        }
    }
}
