package dev.leat.core.delivery;

/** Names with {@code *}, which stands for any characters. */
final class Patterns {

    private Patterns() {}

    /** Whether a name is of a pattern's form; in linear time but for patterns of many stars. */
    static boolean matches(String pattern, String name) {
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
