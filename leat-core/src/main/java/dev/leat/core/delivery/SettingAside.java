package dev.leat.core.delivery;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Event;
import dev.leat.core.EventRules;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Sets events aside: each goes to the stream {@code <stream>.dead} as it was, with extension attributes that say why.
 *
 * <p>{@code deadsubscription} names the subscription, {@code deadreason} the failure, {@code deadattempts} how often it was
 * tried, {@code deadorigin} where it stands ({@code stream/0:41}). Where an event has no room for them, its data stays
 * behind, and {@code deadwithoutdata} is true: the event itself is still at its origin.
 */
final class SettingAside {

    static final String SUFFIX = ".dead";
    static final String SUBSCRIPTION = "deadsubscription";

    private static final String REASON = "deadreason";
    private static final String ATTEMPTS = "deadattempts";
    private static final String ORIGIN = "deadorigin";
    private static final String WITHOUT_DATA = "deadwithoutdata";

    private static final int MOST_REASON_CHARS = 1_000;

    private final Function<Append, CompletableFuture<Appended>> append;

    SettingAside(Function<Append, CompletableFuture<Appended>> append) {
        this.append = append;
    }

    CompletableFuture<Appended> setAside(String subscription, Task task, Throwable failure) {
        String origin = origin(task);
        NewEvent letter = Event.from(task.event)
                .with(SUBSCRIPTION, subscription)
                .with(REASON, shortened(reason(failure)))
                .with(ATTEMPTS, task.attempts)
                .with(ORIGIN, origin);
        String stream = origin.substring(0, origin.lastIndexOf('/'));
        return append.apply(Append.to(stream + SUFFIX, fitting(letter)));
    }

    /** What a failure says of itself, if it can. */
    static String reason(Throwable failure) {
        try {
            return String.valueOf(failure);
        } catch (RuntimeException | Error e) {
            return failure.getClass().getName();
        }
    }

    /** Where an event stood first, also when it comes again. */
    private static String origin(Task task) {
        Object origin = task.event.getExtension(ORIGIN);
        boolean again = task.event.stream().startsWith(Definitions.REPLAYS) && origin != null;
        return again ? origin.toString() : task.origin();
    }

    /** The event to be handled again: as it was, but for its origin. */
    static NewEvent asItWas(Event letter) {
        return Event.from(letter).without(SUBSCRIPTION).without(REASON).without(ATTEMPTS);
    }

    private static NewEvent fitting(NewEvent letter) {
        try {
            EventRules.check(letter);
            return letter;
        } catch (LeatException.Invalid e) {
            return letter.data(letter.getDataContentType(), null).with(WITHOUT_DATA, true);
        }
    }

    /** One line of at most so many characters, none of which CloudEvents forbid in a string. */
    private static String shortened(String reason) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(reason.length(), MOST_REASON_CHARS); i++) {
            char c = reason.charAt(i);
            text.append(Character.isISOControl(c) || Character.isSurrogate(c) || c >= 0xFFFE ? ' ' : c);
        }
        return text.isEmpty() ? "unknown" : text.toString();
    }
}
