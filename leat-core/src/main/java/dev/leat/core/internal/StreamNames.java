package dev.leat.core.internal;

import dev.leat.core.LeatException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What a stream may be called (Kafka's rule for topics, with room for suffixes), and what a wrong name may have meant. */
final class StreamNames {

    /** Streams of Leat's own begin so. */
    static final String RESERVED = "_leat.";

    /** What is set aside goes to streams that end so. */
    static final String DEAD = ".dead";

    private static final int MOST_CHARS = 200;

    private StreamNames() {}

    static String check(String name) {
        if (!fits(name) || name.equals(".") || name.equals("..")) {
            String shown = name.length() > 60 ? name.substring(0, 60) + "… (" + name.length() + " characters)" : name;
            throw new LeatException.Invalid(
                    "stream",
                    "'" + shown + "' is not a name: use 1 to 200 of a-z A-Z 0-9 . _ -, and not . or .. alone");
        }
        if (name.startsWith(RESERVED)) {
            throw new LeatException.Invalid(
                    "stream", "'" + name + "' begins with _leat., which is reserved; choose another name");
        }
        return name;
    }

    private static boolean fits(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "._-".indexOf(c) >= 0)) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MOST_CHARS;
    }

    static LeatException.NotFound notFound(String name, Collection<String> known, String wayOut) {
        List<String> near = known.stream()
                .filter(other -> distance(name, other) <= 1 + name.length() / 3)
                .sorted(Comparator.comparingInt(other -> distance(name, other)))
                .limit(3)
                .toList();
        String hint = near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
        return new LeatException.NotFound("there is no stream '" + name + "'" + hint + wayOut);
    }

    /** Levenshtein's distance: how many characters to insert, delete or replace. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
