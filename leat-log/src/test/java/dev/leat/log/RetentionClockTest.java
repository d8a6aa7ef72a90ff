package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RetentionClockTest {

    private static final Instant START = Instant.parse("2026-11-24T09:30:00Z");

    private Instant wall = START;
    private long passedNanos;

    private final RetentionClock clock = new RetentionClock(
            new Clock() {
                @Override
                public Instant instant() {
                    return wall;
                }

                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    throw new UnsupportedOperationException();
                }
            },
            () -> passedNanos);

    private void pass(Duration time) {
        wall = wall.plus(time);
        passedNanos += time.toNanos();
    }

    private Duration sinceStart() {
        return Duration.between(START, Instant.EPOCH.plusNanos(clock.micros() * 1_000));
    }

    @Test
    void followsTheClock() {
        pass(Duration.ofDays(3));
        assertThat(sinceStart()).isEqualTo(Duration.ofDays(3));
        wall = wall.plusSeconds(20); // set right a little
        assertThat(sinceStart()).isEqualTo(Duration.ofDays(3).plusSeconds(20));
    }

    @Test
    void doesNotGoBack() {
        pass(Duration.ofHours(1));
        assertThat(sinceStart()).isEqualTo(Duration.ofHours(1));
        wall = wall.minus(Duration.ofDays(1));
        assertThat(sinceStart()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void doesNotBelieveAJumpThatIsTakenBack() {
        wall = wall.plus(Duration.ofDays(3650));
        for (int minute = 0; minute < 50; minute++) {
            assertThat(sinceStart()).isEqualTo(Duration.ofMinutes(minute));
            pass(Duration.ofMinutes(1));
        }
        wall = wall.minus(Duration.ofDays(3650));
        assertThat(sinceStart()).isEqualTo(Duration.ofMinutes(50));
        pass(Duration.ofHours(2));
        assertThat(sinceStart()).isEqualTo(Duration.ofMinutes(170));
    }

    @Test
    void believesAJumpThatStands() {
        wall = wall.plus(Duration.ofDays(10));
        assertThat(sinceStart()).isZero();
        pass(RetentionClock.STANDS);
        assertThat(sinceStart()).isEqualTo(Duration.ofDays(10).plus(RetentionClock.STANDS));
    }
}
