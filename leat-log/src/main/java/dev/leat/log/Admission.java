package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.core.LeatException;
import dev.leat.log.PendingAppend.Encoded;
import dev.leat.log.format.Control;
import dev.leat.log.format.Dictionary;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
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
    private final Deduplication deduplication;
    private final AppendEncoder encoder = new AppendEncoder();
    private final Background late = new Background("leat-log-admission");

    Admission(LogState state, Conditions conditions, Deduplication deduplication) {
        this.state = state;
        this.conditions = conditions;
        this.deduplication = deduplication;
    }

    /**
     * An append that may be recorded if nothing comes between.
     *
     * @param help what a thread does that waits for it
     * @throws LeatException if it may not
     */
    PendingAppend begin(Append append, List<Control> controls, boolean safe, Runnable help) {
        PendingAppend pending = new PendingAppend(append, controls, safe, encoded(append), help);
        look(pending);
        return pending;
    }

    private Encoded encoded(Append append) {
        return encoder.encode(append, state, state.active().dictionary.get());
    }

    /** Encodes what is to be recorded once more. */
    void encode(PendingAppend append, Dictionary dictionary) {
        Encoded before = append.encoded;
        append.encoded = encoder.encode(append.recorded, state, dictionary);
        deduplication.carryOver(before, append.encoded);
    }

    /**
     * Checks an append once more, by what has been written since.
     *
     * @throws LeatException if it may not be recorded any more
     */
    void check(PendingAppend append) {
        append.bounces++;
        look(append);
    }

    private void look(PendingAppend append) {
        boolean once = recognise(append);
        if (append.append.conditions().isEmpty() || isKnown(append)) {
            return;
        }
        try {
            append.checks = append.checks.isEmpty() ? conditions.check(append.append) : conditions.again(append.checks);
        } catch (LeatException.Conflict e) {
            // what broke it may be this append itself, recorded by an earlier try only now
            if (!once || !recognise(append) || !isKnown(append)) {
                throw e;
            }
        }
    }

    /** Looks for its duplicates; false if its streams do not want to know. */
    private boolean recognise(PendingAppend append) {
        if (!Deduplication.concerns(append.encoded) && append.duplicates.isEmpty()) {
            return false;
        }
        Encoded all = append.duplicates.isEmpty() ? append.encoded : encoded(append.append);
        append.duplicates = deduplication.find(append.append, all);
        append.recorded = append.duplicates.isEmpty() ? append.append : append.duplicates.without(append.append);
        append.encoded = all;
        if (!append.duplicates.isEmpty()) {
            encode(append, all.dictionary);
        }
        return true;
    }

    /** Whether all its events are duplicates: conditions do not matter any more then, as nothing is recorded. */
    private static boolean isKnown(PendingAppend append) {
        boolean known = !append.duplicates.isEmpty() && append.duplicates.isAll(append.append);
        if (known) {
            append.checks = List.of();
        }
        return known;
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
        if (!late.end()) {
            LOGGER.warn("conditions are still being looked at; their appends will fail");
        }
    }
}
