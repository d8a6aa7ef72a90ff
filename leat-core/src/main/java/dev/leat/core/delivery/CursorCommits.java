package dev.leat.core.delivery;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.pending.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the cursors of all groups together: 100 ms after one has moved, or at once where much was handled. Thread-safe.
 *
 * <p>They are appended {@code fast}: a cursor that power loss takes back makes events come again, as any crash does.
 */
final class CursorCommits {

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.leat.core.Subscription");
    private static final Duration AFTER = Duration.ofMillis(100);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Collection<Group> groups;
    private final Function<Append, CompletableFuture<Appended>> append;
    private final Workers workers;
    private final AtomicBoolean soon = new AtomicBoolean();
    private final AtomicBoolean atOnce = new AtomicBoolean();

    /** @param groups those at work, as they come and go */
    CursorCommits(Collection<Group> groups, Function<Append, CompletableFuture<Appended>> append, Workers workers) {
        this.groups = groups;
        this.append = append;
        this.workers = workers;
    }

    /** Cursors may have moved. */
    void moved() {
        if (!soon.get() && soon.compareAndSet(false, true)) {
            workers.later(AFTER, this::commitAll);
        }
    }

    /** Much has been handled. */
    void soon() {
        if (!atOnce.get() && atOnce.compareAndSet(false, true)) {
            workers.later(Duration.ZERO, this::commitAll);
        }
    }

    private void commitAll() {
        atOnce.set(false);
        soon.set(false);
        List<GroupCursors.Commit> commits = new ArrayList<>();
        for (Group group : groups) {
            group.standing.check();
            GroupCursors.Commit commit = group.cursors.begin();
            if (commit != null) {
                commits.add(commit);
            }
        }
        commits.removeIf(commit -> {
            boolean alone =
                    commit.group().sharing != null; // another process may have it: that is nobody else's failure
            if (alone) {
                var unused = commit(List.of(commit));
            }
            return alone;
        });
        if (!commits.isEmpty()) {
            var unused = commit(commits);
        }
    }

    /** Commits one group's cursors, and waits for it. */
    void now(Group group) {
        commitAndWait(group.cursors.beginNext());
    }

    /** Commits one group's cursors for the last time, and waits for it. */
    void last(Group group) {
        try {
            commitAndWait(group.cursors.beginLast());
        } catch (LeatException e) {
            // warned of: events are handled again
        }
    }

    private void commitAndWait(GroupCursors.@Nullable Commit commit) {
        if (commit != null) {
            Failures.join(commit(List.of(commit)));
        }
    }

    private CompletableFuture<Appended> commit(List<GroupCursors.Commit> commits) {
        Append all = new Append(List.of(), Durability.FAST);
        for (GroupCursors.Commit commit : commits) {
            for (Map.Entry<String, Cursor> cursor : commit.mark().cursors().entrySet()) {
                all = all.commit(commit.group().name, cursor.getKey(), cursor.getValue());
            }
        }
        return append.apply(all).whenComplete((appended, error) -> {
            commits.forEach(commit -> commit.ended(error == null));
            if (error != null) {
                LOGGER.warn(
                        "cursors could not be committed and will be later: {}",
                        Failures.of(error).getMessage());
                workers.later(AFTER_FAILURE, this::moved);
            }
        });
    }
}
