package dev.leat.kafka.records;

import dev.leat.core.LeatException;
import dev.leat.core.Rfc3339;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Reads and writes times of RFC 3339; those in UTC, as nearly all are, without the cost of a general format. */
final class Times {

    private static final String FORM = "0000-00-00T00:00:00";
    private static final String LONGEST = FORM + ".000000000Z";

    private Times() {}

    /** The time, or null if the text is none. */
    static @Nullable OffsetDateTime parse(String text) {
        try {
            return isPlain(text) ? plain(text) : Rfc3339.parse("time", text);
        } catch (DateTimeException | LeatException.Invalid e) {
            return null;
        }
    }

    /** Whether a text has the form {@code 2026-11-01T09:30:00Z}, with a fraction of nine digits at most. */
    private static boolean isPlain(String text) {
        int end = text.length() - 1;
        int digits = end - FORM.length();
        if (digits < 0 || digits == 1 || digits > 10 || text.charAt(end) != 'Z') {
            return false;
        }
        for (int i = 0; i < end; i++) {
            char form = i < FORM.length() ? FORM.charAt(i) : i == FORM.length() ? '.' : '0';
            char c = text.charAt(i);
            if (form == '0' ? c < '0' || c > '9' : c != form) {
                return false;
            }
        }
        return true;
    }

    private static OffsetDateTime plain(String text) {
        int nanos = 0;
        int end = text.length() - 1;
        for (int i = 0; i < 9; i++) {
            int at = FORM.length() + 1 + i;
            nanos = 10 * nanos + (at < end ? text.charAt(at) - '0' : 0);
        }
        return OffsetDateTime.of(
                number(text, 0, 4),
                number(text, 5, 7),
                number(text, 8, 10),
                number(text, 11, 13),
                number(text, 14, 16),
                number(text, 17, 19),
                nanos,
                ZoneOffset.UTC);
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    /** As {@link Rfc3339#format} writes it. */
    static String format(OffsetDateTime time) {
        if (!time.getOffset().equals(ZoneOffset.UTC) || time.getYear() < 0 || time.getYear() > 9999) {
            return Rfc3339.format(time);
        }
        int nanos = time.getNano();
        int digits = nanos == 0 ? 0 : 9;
        for (; digits > 0 && nanos % 10 == 0; digits--) {
            nanos /= 10;
        }
        char[] text = LONGEST.toCharArray();
        put(time.getYear(), text, 4);
        put(time.getMonthValue(), text, 7);
        put(time.getDayOfMonth(), text, 10);
        put(time.getHour(), text, 13);
        put(time.getMinute(), text, 16);
        put(time.getSecond(), text, 19);
        put(nanos, text, 20 + digits);
        int end = FORM.length() + (digits == 0 ? 0 : 1 + digits);
        text[end] = 'Z';
        return new String(text, 0, end + 1);
    }

    /** Writes the digits of a number so that they end there. */
    private static void put(int number, char[] text, int end) {
        int rest = number;
        for (int at = end - 1; rest > 0; at--) {
            text[at] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
