package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.core.LeatException;
import dev.leat.log.PendingAppend.Encoded;
import dev.leat.log.format.Control;
import dev.leat.log.format.Dictionary;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What appends go through before they are written: checked and encoded by their publishers, in parallel. Those that the
 * writer finds to have been overtaken are checked again here, on a thread that is there while there are such. Thread-safe.
 */
final class Admission implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Admission.class);

    private final LogState state;
    private final Conditions conditions;
    private final AppendEncoder encoder = new AppendEncoder();
    private final ExecutorService late;

    Admission(LogState state, WrittenEvents written, SubjectIndex subjects) {
        this.state = state;
        this.conditions = new Conditions(state, written, subjects);
        this.late = new ThreadPoolExecutor(0, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "leat-log-admission");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * An append that may be recorded if nothing comes between.
     *
     * @param help what a thread does that waits for it
     * @throws LeatException if it may not
     */
    PendingAppend begin(Append append, List<Control> controls, boolean safe, Runnable help) {
        List<ConditionCheck> checks = append.conditions().isEmpty() ? List.of() : conditions.check(append);
        return new PendingAppend(
                append,
                controls,
                safe,
                checks,
                encode(append, state.active().dictionary.get()),
                help);
    }

    Encoded encode(Append append, Dictionary dictionary) {
        return encoder.encode(append, state, dictionary);
    }

    /**
     * Checks an append once more, by what has been written since.
     *
     * @throws LeatException if it may not be recorded any more
     */
    void check(PendingAppend append) {
        append.bounces++;
        append.checks = conditions.again(append.checks);
    }

    /** Checks an append once more, on another thread, and submits it again. */
    void checkLater(PendingAppend append, Consumer<PendingAppend> submit) {
        try {
            late.execute(() -> {
                try {
                    check(append);
                } catch (RuntimeException e) {
                    append.completeExceptionally(e);
                    return;
                }
                submit.accept(append);
            });
        } catch (RejectedExecutionException e) {
            append.completeExceptionally(new LeatException.Closed("the hub is closed"));
        }
    }

    /** Ends its thread, once what is being checked has been. */
    @Override
    public void close() {
        late.shutdown();
        try {
            if (!late.awaitTermination(10, TimeUnit.SECONDS)) {
                LOGGER.warn("conditions are still being looked at; their appends will fail");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
