package dev.leat.core;

import java.time.Duration;

/**
 * How often, and after how long, an event that failed is tried again.
 *
 * <p>The wait doubles from {@code first} to {@code most}; each wait is shortened by up to a half at random, so that what
 * failed together does not come back together.
 *
 * @param attempts how often an event is tried in all, 1 or more; {@link Integer#MAX_VALUE}: until it succeeds
 * @param first wait before the second attempt
 * @param most longest wait
 */
public record Retry(int attempts, Duration first, Duration most) {

    private static final Retry DEFAULTS = new Retry(10, Duration.ofMillis(100), Duration.ofSeconds(30));

    public Retry {
        if (attempts < 1) {
            throw new LeatException.Invalid("retry", attempts + " attempts are none; give 1 or more");
        }
        if (first.isNegative() || most.compareTo(first) < 0) {
            throw new LeatException.Invalid(
                    "retry",
                    "waits from " + Durations.format(first) + " to " + Durations.format(most) + " do not grow; give"
                            + " first, not negative, and most, not shorter");
        }
    }

    /** Ten attempts, 100 ms to 30 s apart. */
    public static Retry defaults() {
        return DEFAULTS;
    }

    /** So many attempts, 100 ms to 30 s apart. */
    public static Retry times(int attempts) {
        return new Retry(attempts, DEFAULTS.first, DEFAULTS.most);
    }

    /** One attempt. */
    public static Retry never() {
        return times(1);
    }

    /** Until it succeeds, 100 ms to 30 s apart. */
    public static Retry forever() {
        return times(Integer.MAX_VALUE);
    }

    /** With these waits. */
    public Retry waits(Duration shortest, Duration longest) {
        return new Retry(attempts, shortest, longest);
    }

    /** The wait behind a failed attempt, before chance shortens it. */
    public Duration waitAfter(int attempt) {
        int doublings =
                Math.min(attempt - 1, 62 - (Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, first.toMillis()))));
        Duration wait = first.multipliedBy(1L << Math.max(0, doublings));
        return wait.compareTo(most) < 0 ? wait : most;
    }
}
