package dev.leat.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time by which events expire. It follows a clock, but not where that jumps forward while the hub is open: a clock that is
 * wrong for a moment must not cost what was to be kept for days. A jump that has stood for an hour is believed. It never goes
 * back. Thread-safe.
 */
final class RetentionClock {

    /** More than this ahead of time that really passed is a jump. */
    static final Duration JUMP = Duration.ofMinutes(1);

    /** So long a jump must stand. */
    static final Duration STANDS = Duration.ofHours(1);

    private static final Logger LOGGER = LoggerFactory.getLogger(RetentionClock.class);

    private final Clock clock;
    private final LongSupplier nanoTime;
    private long steadyMicros;
    private long steadyNanos;
    private long jumpedAtNanos;
    private boolean jumped;

    /** @param nanoTime time that really passes, as {@link System#nanoTime()} */
    RetentionClock(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.steadyMicros = Micros.of(clock.instant());
        this.steadyNanos = nanoTime.getAsLong();
    }

    /** Follows the system's clock so; one that a program brought is believed at once. */
    static LongSupplier of(Clock clock) {
        return clock.equals(Clock.systemUTC())
                ? new RetentionClock(clock, System::nanoTime)::micros
                : () -> Micros.of(clock.instant());
    }

    /** Microseconds since 1970. */
    synchronized long micros() {
        long nanos = nanoTime.getAsLong();
        long steady = steadyMicros + (nanos - steadyNanos) / 1_000;
        long wall = Micros.of(clock.instant());
        boolean jumps = wall - steady > JUMP.toNanos() / 1_000;
        if (jumps && !jumped) {
            jumpedAtNanos = nanos;
            LOGGER.warn(
                    "the clock jumped forward to {}; events go on expiring as if it were {}, until that has stood for {}",
                    Instant.ofEpochSecond(wall / 1_000_000),
                    Instant.ofEpochSecond(steady / 1_000_000),
                    STANDS);
        }
        jumped = jumps;
        if (jumps && nanos - jumpedAtNanos < STANDS.toNanos()) {
            return steady;
        }
        jumped = false;
        steadyMicros = Math.max(steadyMicros, wall);
        steadyNanos = nanos;
        return steadyMicros;
    }
}
