package dev.leat.core.filter;

import dev.leat.core.LeatException;

/**
 * An expression as its user wrote it, to point at what is wrong with it.
 *
 * @param field what errors name
 */
record Source(String field, String text) {

    /** How much of a line is shown on either side of the error. */
    private static final int MOST_BESIDE = 60;

    /** An error at an index: the problem, the line, and a caret beneath its column. */
    LeatException.Invalid error(int index, String problem) {
        int lineStart = text.lastIndexOf('\n', index - 1) + 1;
        int lineEnd = text.indexOf('\n', index);
        lineEnd = lineEnd < 0 ? text.length() : lineEnd;
        int line = 1
                + (int) text.substring(0, lineStart)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        int column = index - lineStart + 1;
        int from = Math.max(lineStart, index - MOST_BESIDE);
        int to = Math.min(lineEnd, index + MOST_BESIDE);
        String before = (from > lineStart ? "…" : "") + text.substring(from, index);
        String after = text.substring(index, to) + (to < lineEnd ? "…" : "");
        String where = line == 1 ? "column " + column : "line " + line + ", column " + column;
        return new LeatException.Invalid(
                field,
                problem + " (" + where + ")\n  " + before + after.stripTrailing() + "\n  " + blank(before) + "^",
                line,
                column);
    }

    /** Nothing visible, as wide as the text; tabs stay, so that the caret stands where the error is. */
    private static String blank(String text) {
        return text.replaceAll("[^\t]", " ");
    }
}
