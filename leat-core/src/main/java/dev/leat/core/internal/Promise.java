package dev.leat.core.internal;

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
final class Promise<S, T> extends CompletableFuture<T> implements Pending<T> {

    private final CompletableFuture<S> source;
    private volatile boolean awaited;

    private Promise(CompletableFuture<S> source) {
        this.source = source;
    }

    static <S, T> Promise<S, T> of(CompletableFuture<S> source, Function<S, T> result, UnawaitedFailures failures) {
        Promise<S, T> promise = new Promise<>(source);
        var unused = source.whenComplete((value, error) -> {
            if (error == null) {
                promise.complete(result.apply(value));
            } else {
                if (promise.getNumberOfDependents() == 0) {
                    failures.add(promise, () -> promise.awaited, error);
                }
                promise.completeExceptionally(error);
            }
        });
        return promise;
    }

    @Override
    public T await() {
        return await(null);
    }

    @Override
    public T await(@Nullable Duration limit) {
        awaited = true;
        try {
            if (limit == null) {
                source.get();
            } else {
                source.get(limit.toNanos(), TimeUnit.NANOSECONDS);
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
}
