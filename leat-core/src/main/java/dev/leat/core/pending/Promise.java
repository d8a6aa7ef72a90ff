package dev.leat.core.pending;

import dev.leat.core.LeatException;
import dev.leat.core.Pending;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A pending result of an engine. Waiting for it waits for the engine's own future, which may use the waiting thread. */
public final class Promise<S, T> extends CompletableFuture<T> implements Pending<T> {

    private final CompletableFuture<S> source;
    private volatile boolean lookedAt;

    private Promise(CompletableFuture<S> source) {
        this.source = source;
    }

    public static <S, T> Promise<S, T> of(
            CompletableFuture<S> source, Function<S, T> result, UnawaitedFailures failures) {
        Promise<S, T> promise = new Promise<>(source);
        var unused = source.whenComplete((value, error) -> {
            if (error == null) {
                promise.complete(value, result);
            } else {
                if (!promise.lookedAt) {
                    failures.add(promise, error);
                }
                promise.completeExceptionally(error);
            }
        });
        return promise;
    }

    /** A result as it is, whose failure is told elsewhere too. */
    public static <T> Promise<T, T> of(CompletableFuture<T> source) {
        Promise<T, T> promise = new Promise<>(source);
        var unused = source.whenComplete((value, error) -> {
            if (error == null) {
                promise.complete(value);
            } else {
                promise.completeExceptionally(error);
            }
        });
        return promise;
    }

    private void complete(S value, Function<S, T> result) {
        try {
            complete(result.apply(value));
        } catch (RuntimeException e) {
            completeExceptionally(e);
        }
    }

    /** Whether somebody has waited for the result or chained something to it, and so hears of a failure. */
    boolean isLookedAt() {
        return lookedAt;
    }

    @Override
    public T await() {
        return await(null);
    }

    @Override
    public T await(@Nullable Duration limit) {
        lookedAt = true;
        try {
            if (limit == null) {
                source.get();
            } else {
                source.get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
            }
            return join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LeatException.InDoubt("interrupted while waiting; the operation goes on", e);
        } catch (TimeoutException e) {
            throw new LeatException.TimedOut("not done within " + limit + "; the operation goes on");
        } catch (ExecutionException | CompletionException e) {
            throw Failures.of(e);
        }
    }

    /** Every stage that is chained to this one begins here. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        lookedAt = true;
        return new CompletableFuture<>();
    }

    /** A copy: whoever completes it completes nothing here. */
    @Override
    public CompletableFuture<T> toCompletableFuture() {
        return copy();
    }
}
