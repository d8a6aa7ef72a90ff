package dev.leat.core.filter;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Matches a pattern of LIKE (section 3.4.3): {@code %} any characters, {@code _} one, backslash before them: themselves.
 *
 * <p>A text is read once, whatever the pattern: bit i of {@code states} says that the first i signs of the pattern match
 * what has been read (Shift-And). So a text costs its length times {@link #MOST_CHARS} / 64 at worst.
 */
final class LikePattern implements Predicate<String> {

    /** The most characters of a pattern. */
    static final int MOST_CHARS = 1_000;

    private final int length;
    private final long[] repeating;
    private final long[] any;
    private final Map<Integer, long[]> accepting = new HashMap<>();

    private LikePattern(String pattern) {
        int words = pattern.length() / Long.SIZE + 1;
        repeating = new long[words];
        any = new long[words];
        int signs = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '%') {
                set(repeating, signs);
            } else if (c == '_') {
                set(any, signs++);
            } else {
                int sign = escapes(pattern, i) ? pattern.charAt(++i) : pattern.codePointAt(i);
                i += Character.charCount(sign) - 1;
                set(accepting.computeIfAbsent(sign, key -> new long[words]), signs++);
            }
        }
        length = signs;
        accepting.values().forEach(mask -> Arrays.setAll(mask, word -> mask[word] | any[word]));
    }

    static Predicate<String> compile(String pattern) {
        StringBuilder text = new StringBuilder();
        int gaps = 0;
        int gap = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '_') {
                return new LikePattern(pattern);
            }
            if (c == '%') {
                gaps++;
                gap = text.length();
            } else {
                text.append(escapes(pattern, i) ? pattern.charAt(++i) : c);
            }
        }
        return gaps > 1 ? new LikePattern(pattern) : plain(text.toString(), gaps == 1, gap);
    }

    /** A pattern with a % at most: by far the most frequent ones, and quicker so. */
    private static Predicate<String> plain(String text, boolean gapped, int gap) {
        if (!gapped) {
            return text::equals;
        }
        String head = text.substring(0, gap);
        String tail = text.substring(gap);
        return value -> value.length() >= text.length() && value.startsWith(head) && value.endsWith(tail);
    }

    private static boolean escapes(String pattern, int i) {
        return pattern.startsWith("\\%", i) || pattern.startsWith("\\_", i);
    }

    @Override
    public boolean test(String value) {
        long[] states = new long[any.length];
        states[0] = 1;
        for (int i = 0; i < value.length(); ) {
            int c = value.codePointAt(i);
            if (!step(states, accepting.getOrDefault(c, any))) {
                return false;
            }
            i += Character.charCount(c);
        }
        return ((states[length / Long.SIZE] >>> length) & 1) != 0;
    }

    /** Reads one character; false if nothing that follows can match any more. */
    private boolean step(long[] states, long[] accepts) {
        long carry = 0;
        long alive = 0;
        for (int word = 0; word < states.length; word++) {
            long moving = states[word] & accepts[word];
            states[word] = (moving << 1) | carry | (states[word] & repeating[word]);
            carry = moving >>> (Long.SIZE - 1);
            alive |= states[word];
        }
        return alive != 0;
    }

    private static void set(long[] bits, int bit) {
        bits[bit / Long.SIZE] |= 1L << bit;
    }
}
