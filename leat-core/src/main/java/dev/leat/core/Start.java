package dev.leat.core;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** Where reading begins. */
public sealed interface Start {

    /** The first event that is kept. */
    record Earliest() implements Start {}

    /** Behind the last event that is visible now: only what comes. */
    record Latest() implements Start {}

    /** The event at this position or, where none stands there, the next one; other partitions from their first. */
    record At(Position position) implements Start {}

    /** What this cursor has not seen. */
    record After(Cursor cursor) implements Start {}

    /** The first event that the hub recorded at this time or later. */
    record Since(Instant recorded) implements Start {}

    static Start earliest() {
        return new Earliest();
    }

    static Start latest() {
        return new Latest();
    }

    static Start at(Position position) {
        return new At(position);
    }

    static Start after(Cursor seen) {
        return new After(seen);
    }

    static Start since(Instant recorded) {
        return new Since(recorded);
    }

    static Start ago(Duration age) {
        return new Since(Instant.now().minus(age));
    }

    /**
     * Reads {@code earliest}, {@code latest}, a position ({@code 0:41}), {@code after:} and a cursor
     * ({@code after:0:41,1:17}), a time ({@code 2026-11-01T00:00Z}, {@code 2026-11-01}: UTC), or an age
     * ({@code -90s}, {@code -15m}, {@code -1h}, {@code -7d}).
     *
     * @throws LeatException.Invalid if the text has none of these forms
     */
    static Start parse(String text) {
        if (text.equals("earliest")) {
            return earliest();
        }
        if (text.equals("latest")) {
            return latest();
        }
        if (text.startsWith("after:")) {
            return after(Cursor.parse(text.substring("after:".length())));
        }
        if (text.startsWith("-")) {
            return ago(Durations.parse("start", text.substring(1)));
        }
        return text.matches("\\d+:\\d+") ? at(Position.parse(text)) : since(time(text));
    }

    private static Instant time(String text) {
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new LeatException.Invalid(
                    "start",
                    "'" + text + "' is none of: earliest, latest, a position (0:41), after:0:41,1:17, a time with zone"
                            + " (2026-11-01T00:00Z), an age (-1h)");
        }
    }
}
