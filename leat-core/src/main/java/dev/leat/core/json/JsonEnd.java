package dev.leat.core.json;

/** Finds where a JSON object ends, over several lines if need be. Not thread-safe. */
final class JsonEnd {

    private int depth;
    private boolean quoted;

    /** Whether it stands within a string, which cannot go on in the next line. */
    boolean inText() {
        return quoted;
    }

    /** The index behind the object, or -1 if it does not end in this line. */
    int find(String line, int from) {
        for (int i = from; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }
}
