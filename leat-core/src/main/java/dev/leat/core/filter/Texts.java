package dev.leat.core.filter;

import java.util.StringJoiner;

/** What the functions on strings do (section 3.5.1), in characters of Unicode. */
final class Texts {

    private Texts() {}

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    static String join(String delimiter, Object[] parts, int from) {
        StringJoiner joined = new StringJoiner(delimiter);
        for (int i = from; i < parts.length; i++) {
            joined.add((String) parts[i]);
        }
        return joined.toString();
    }

    static Object left(String text, int characters) {
        return characters < 0
                ? noLength(characters, text)
                : characters >= length(text) ? text : text.substring(0, text.offsetByCodePoints(0, characters));
    }

    static Object right(String text, int characters) {
        return characters < 0
                ? noLength(characters, text)
                : characters >= length(text)
                        ? text
                        : text.substring(text.offsetByCodePoints(text.length(), -characters));
    }

    /** From a position, which counts from 1, or from the end where it is negative. */
    static Object substring(String text, int position, int characters) {
        int length = length(text);
        if (characters < 0) {
            return noLength(characters, "");
        }
        if (position == 0) {
            return "";
        }
        if (position > length || position < -length) {
            return Failure.argument(position, "is no position in a text of " + length + " characters", "");
        }
        int start = position > 0 ? position - 1 : length + position;
        int from = text.offsetByCodePoints(0, start);
        return text.substring(from, text.offsetByCodePoints(from, Math.min(characters, length - start)));
    }

    private static Failure noLength(int characters, String value) {
        return Failure.argument(characters, "is no number of characters", value);
    }

    static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isWhiteSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isWhiteSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /** Unicode's property White_Space, which none of Java's methods is. */
    private static boolean isWhiteSpace(char c) {
        return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == 0x85;
    }
}
