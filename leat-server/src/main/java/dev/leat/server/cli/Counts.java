package dev.leat.server.cli;

/** Counts as people read them, whatever the locale: {@code 1,234,567}. */
public final class Counts {

    private Counts() {}

    public static String format(long number) {
        StringBuilder text = new StringBuilder(Long.toString(number));
        int first = number < 0 ? 1 : 0;
        for (int i = text.length() - 3; i > first; i -= 3) {
            text.insert(i, ',');
        }
        return text.toString();
    }

    /** As in {@code 1 event}, {@code 2,000 events}. */
    public static String format(long number, String one) {
        return format(number) + " " + one + (number == 1 ? "" : "s");
    }
}
