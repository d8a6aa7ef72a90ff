package dev.leat.core;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** Times as RFC 3339 writes them, seconds always given, fractions as short as they can be. */
public final class Rfc3339 {

    private static final Pattern FORM =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");

    private Rfc3339() {}

    /**
     * Reads a time; fractions have at most nine digits, and a minute at most 59 seconds.
     *
     * @param field what the error names
     * @throws LeatException.Invalid if the text is not such a time
     */
    public static OffsetDateTime parse(String field, String text) {
        try {
            if (FORM.matcher(text).matches()) {
                return OffsetDateTime.parse(text);
            }
        } catch (DateTimeParseException e) {
            // a thirteenth month: refused below
        }
        throw new LeatException.Invalid(field, "'" + text + "' is not RFC 3339, as in 2026-11-01T09:30:00Z");
    }

    public static String format(OffsetDateTime time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }
}
