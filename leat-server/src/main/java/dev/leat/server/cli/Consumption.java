package dev.leat.server.cli;

import dev.leat.core.Event;
import dev.leat.core.Subscribing;
import dev.leat.core.Subscription;
import dev.leat.core.SubscriptionInfo;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One run of a subscription: counts what is handled, and ends when it is time. Thread-safe. */
final class Consumption {

    private final Session session;
    private final boolean durable;
    private final long limit;
    private final CompletableFuture<Subscription> begun = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    private final AtomicLong handled = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile @Nullable RuntimeException outputFailure;
    private boolean finished;

    /** The end has come before this event: it has not failed, and comes again the next time. */
    static final class Over extends RuntimeException {
        private static final long serialVersionUID = 1;

        Over() {
            super("the subscription ends", null, false, false);
        }
    }

    /** @param limit ends after so many events */
    Consumption(Session session, boolean durable, long limit) {
        this.session = session;
        this.durable = durable;
        this.limit = limit;
    }

    /** Begins, and returns at the end; fails with what stopped it. */
    void consume(Subscribing wanted, Recipient recipient, boolean untilCaughtUp) {
        // one event a call, not several that wait behind one which takes long
        Subscription subscription = wanted.handleAsync(event -> attempt(event, recipient));
        session.whenStopped(() -> finish(subscription, recipient));
        begun.complete(subscription);
        try {
            if (untilCaughtUp) {
                var unused = subscription.caughtUp().thenRun(this::end);
            }
            // what stopped it is told below
            CompletableFuture.anyOf(subscription.done().toCompletableFuture(), end)
                    .exceptionally(error -> "")
                    .join();
        } finally {
            finish(subscription, recipient);
        }
        RuntimeException unwritten = outputFailure;
        if (unwritten != null) {
            throw unwritten;
        }
        subscription.done().await();
    }

    /** It is time to end. */
    void end() {
        end.complete(null);
    }

    private CompletionStage<?> attempt(Event event, Recipient recipient) {
        try {
            if (handled.get() >= limit) {
                throw new Over();
            }
            recipient.handle(event);
            if (handled.incrementAndGet() >= limit) {
                end();
            }
            return CompletableFuture.completedFuture(null);
        } catch (Over e) {
            leave();
            return CompletableFuture.failedFuture(e);
        } catch (Output.Closed | UncheckedIOException e) {
            outputFailure = e;
            leave();
            end();
            return CompletableFuture.failedFuture(e);
        } catch (Exception e) {
            failed.incrementAndGet();
            if (session.isStopping()) {
                leave(); // what was interrupted is not to blame
            }
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Takes no more events; what fails from now on is not tried again. Called by a handler, it does not wait. */
    private void leave() {
        begun.join().close();
    }

    /** Waits for what is being handled, and tells how much there was. */
    private synchronized void finish(Subscription subscription, Recipient recipient) {
        if (finished) {
            return;
        }
        finished = true;
        long dead = 0;
        long expired = 0;
        try {
            if (durable) { // any other is gone with its end
                SubscriptionInfo info = subscription.info();
                dead = info.dead();
                expired = info.expired();
            }
        } finally {
            recipient.giveUp();
            subscription.close();
            recipient.close();
        }
        session.err()
                .println(Counts.format(handled.get(), "event") + " handled"
                        + (failed.get() == 0 ? "" : ", " + Counts.format(failed.get(), "failed attempt"))
                        + (dead == 0 ? "" : ", " + Counts.format(dead) + " set aside")
                        + (expired == 0 ? "" : ", " + Counts.format(expired, "offset") + " expired"));
    }
}
