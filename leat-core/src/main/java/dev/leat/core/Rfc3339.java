package dev.leat.core;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;

/** Times as RFC 3339 writes them, seconds always given, fractions as short as they can be. */
public final class Rfc3339 {

    private Rfc3339() {}

    public static String format(OffsetDateTime time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }
}
