package dev.leat.core.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes strings as CESQL, whatever is in them.
 *
 * <p>A backslash is itself, except before the quote that delimits the literal (section 2.2), and two are two. So no
 * literal can end in an odd number of backslashes, nor hold that many before its own quote; where neither quote will do,
 * a string is written as an expression of literals that is worth it.
 */
final class Quotes {

    private Quotes() {}

    static String write(String text) {
        if (canWrite(text)) {
            return literal(text);
        }
        List<String> parts = new ArrayList<>();
        int from = 0;
        boolean odd = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (odd && (c == '\'' || c == '"')) {
                parts.add(literal(text.substring(from, i + 1)));
                from = i + 1;
            }
            odd = c == '\\' && !odd;
        }
        String last = text.substring(from);
        parts.add(odd ? "LEFT(" + literal(last + " ") + ", " + Texts.length(last) + ")" : literal(last));
        return parts.size() == 1 ? parts.get(0) : "CONCAT(" + String.join(", ", parts) + ")";
    }

    /** Whether one literal can be this text. */
    static boolean canWrite(String text) {
        return canWrite(text, '\'') || canWrite(text, '"');
    }

    private static boolean canWrite(String text, char quote) {
        boolean odd = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (odd && c == quote) {
                return false;
            }
            odd = c == '\\' && !odd;
        }
        return !odd;
    }

    private static String literal(String text) {
        boolean plain = text.indexOf('\'') < 0 || text.indexOf('"') >= 0 || !canWrite(text, '"');
        char quote = canWrite(text, '\'') && plain ? '\'' : '"';
        return quote + text.replace(String.valueOf(quote), "\\" + quote) + quote;
    }
}
