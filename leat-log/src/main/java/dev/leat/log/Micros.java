package dev.leat.log;

import java.time.Duration;
import java.time.Instant;

/** Times as the log has them: in microseconds, instants since 1970. */
final class Micros {

    private static final long PER_SECOND = 1_000_000;

    /** Longer than any log lasts; a time can be added to it, or it taken from a time. */
    private static final long FOREVER = Long.MAX_VALUE / 2;

    private Micros() {}

    static long of(Instant time) {
        return time.getEpochSecond() * PER_SECOND + time.getNano() / 1_000;
    }

    static long of(Duration time) {
        return time.getSeconds() >= FOREVER / PER_SECOND
                ? FOREVER
                : time.getSeconds() * PER_SECOND + time.getNano() / 1_000;
    }
}
