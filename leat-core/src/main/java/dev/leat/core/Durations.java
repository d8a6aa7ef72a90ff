package dev.leat.core;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 90s}, {@code 15m}, {@code 1h}, {@code 7d}. */
public final class Durations {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @param field what the error names
     * @throws LeatException.Invalid if the text is not a whole number and a unit
     */
    public static Duration parse(String field, String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new LeatException.Invalid(
                    field, "'" + text + "' is not a duration: write a whole number and ms, s, m, h or d, as in 7d");
        }
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** Writes a duration so that {@link #parse} reads it, in the largest unit that keeps it whole (to the millisecond). */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        long[] units = {86_400_000, 3_600_000, 60_000, 1_000, 1};
        String[] names = {"d", "h", "m", "s", "ms"};
        int unit = 0;
        while (millis % units[unit] != 0) {
            unit++;
        }
        return millis == 0 ? "0s" : millis / units[unit] + names[unit];
    }
}
