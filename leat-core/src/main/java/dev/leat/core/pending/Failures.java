package dev.leat.core.pending;

import dev.leat.core.LeatException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Gives errors as what they are: without what futures wrap them in. */
public final class Failures {

    private Failures() {}

    public static RuntimeException of(Throwable error) {
        Throwable inner = error;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        if (inner instanceof Error fatal) {
            throw fatal;
        }
        return inner instanceof LeatException known
                ? known
                : new LeatException.Unavailable("the engine failed: " + inner, inner);
    }

    /** Waits for what an engine does at deployment: it goes on whether this thread is interrupted or not. */
    public static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw of(e);
        }
    }
}
