package dev.leat.engine;

/** Names of streams with {@code *}, which stands for any characters: what {@link Engine#describe} is asked for. */
public final class StreamPattern {

    private StreamPattern() {}

    /** Whether a text is a pattern, and not the name of one stream. */
    public static boolean isPattern(String text) {
        return text.indexOf('*') >= 0;
    }

    /** Whether a name is of a pattern's form; in linear time but for patterns of many stars. */
    public static boolean matches(String pattern, String name) {
        int star = -1;
        int resume = 0;
        int at = 0;
        int in = 0;
        while (in < name.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                resume = in;
            } else if (at < pattern.length() && pattern.charAt(at) == name.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
