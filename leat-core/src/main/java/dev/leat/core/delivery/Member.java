package dev.leat.core.delivery;

import dev.leat.core.DeadLetters;
import dev.leat.core.LeatException;
import dev.leat.core.OnDead;
import dev.leat.core.Pending;
import dev.leat.core.Retry;
import dev.leat.core.Start;
import dev.leat.core.Subscription;
import dev.leat.core.SubscriptionInfo;
import dev.leat.core.pending.Promise;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/** One handler of a subscription. Its queues and counts are guarded by the group. */
final class Member implements Subscription {

    /** Whose handler runs on this thread. */
    private static final ThreadLocal<Member> HANDLING = new ThreadLocal<>();

    final Group group;
    final Handling handling;
    final int concurrency;
    final Retry retry;
    final OnDead onDead;
    final ArrayDeque<KeyQueue> ready = new ArrayDeque<>();

    /** What is being handled. */
    int leases;

    /** Workers that look for something to do. */
    int looking;

    private final Changes changes;
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

    Member(Changes changes, Group group, Handling handling, int concurrency, Retry retry, OnDead onDead) {
        this.changes = changes;
        this.group = group;
        this.handling = handling;
        this.concurrency = concurrency;
        this.retry = retry;
        this.onDead = onDead;
    }

    /** How many more leases it may have. */
    int free() {
        return concurrency - leases;
    }

    void process(Lease lease) {
        HANDLING.set(this);
        try {
            handling.process(group, lease);
        } finally {
            HANDLING.remove();
        }
    }

    /** Whether a handler of this group runs on this thread. */
    static boolean isHandling(Group group) {
        Member member = HANDLING.get();
        return member != null && member.group == group;
    }

    boolean isHandledByThisThread() {
        return HANDLING.get() == this;
    }

    /** Who hears of it may do anything, so it is told on another thread. */
    void ended(@Nullable LeatException reason) {
        ForkJoinPool.commonPool().execute(() -> {
            boolean unused = reason == null ? done.complete(null) : done.completeExceptionally(reason);
        });
    }

    @Override
    public String name() {
        return group.name;
    }

    @Override
    public SubscriptionInfo info() {
        return changes.info(group);
    }

    @Override
    public void pause() {
        changes.pause(group, true);
    }

    @Override
    public void resume() {
        changes.pause(group, false);
    }

    @Override
    public void filter(String cesql) {
        changes.filter(group, cesql);
    }

    @Override
    public void seek(Start start) {
        changes.seek(group, start);
    }

    @Override
    public DeadLetters dead() {
        return changes.dead(name());
    }

    @Override
    public Pending<Void> caughtUp() {
        return Promise.of(changes.caughtUp(group));
    }

    @Override
    public Pending<Void> done() {
        return Promise.of(done);
    }

    @Override
    public void delete() {
        changes.delete(group);
    }

    @Override
    public void close() {
        close(System.nanoTime() + changes.closeWait().toNanos());
    }

    void close(long deadline) {
        group.retire(this);
        group.ending.await(this, deadline - System.nanoTime());
        ended(null);
    }

    @Override
    public String toString() {
        return "Subscription{" + group.name + "}";
    }
}
