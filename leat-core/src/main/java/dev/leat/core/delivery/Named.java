package dev.leat.core.delivery;

import dev.leat.core.DeadLetters;
import dev.leat.core.Pending;
import dev.leat.core.Start;
import dev.leat.core.Subscription;
import dev.leat.core.SubscriptionInfo;
import dev.leat.core.pending.Promise;
import java.util.concurrent.CompletableFuture;

/** A durable subscription seen from outside, whether a member has it open or not. */
record Named(Changes changes, String name) implements Subscription {

    @Override
    public SubscriptionInfo info() {
        return changes.info(name);
    }

    @Override
    public void pause() {
        changes.pause(name, true);
    }

    @Override
    public void resume() {
        changes.pause(name, false);
    }

    @Override
    public void filter(String cesql) {
        changes.filter(name, cesql);
    }

    @Override
    public void seek(Start start) {
        changes.seek(name, start);
    }

    @Override
    public DeadLetters dead() {
        return changes.dead(name());
    }

    @Override
    public Pending<Void> caughtUp() {
        return Promise.of(changes.caughtUp(name));
    }

    /** Not a member, so it is done. */
    @Override
    public Pending<Void> done() {
        return Promise.of(CompletableFuture.completedFuture(null));
    }

    @Override
    public void delete() {
        changes.delete(name);
    }

    @Override
    public void close() {
        // not a member: nothing to end
    }
}
