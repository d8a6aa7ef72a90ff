package dev.leat.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands still unless it is moved. Thread-safe. */
final class StoppedClock extends Clock {

    private volatile Instant now = Instant.parse("2026-11-24T00:00:00Z");

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread moves it
    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("hubs read instants only");
    }
}
