package dev.leat.core.json;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Reads lines; one that is longer than memory should hold comes in pieces. Not thread-safe. */
final class LineReader {

    private final Reader in;
    private final int most;
    private final char[] buffer = new char[64 * 1024];
    private int at;
    private int filled;
    private long lines;
    private boolean within;

    /** @param most chars of a piece */
    LineReader(Reader in, int most) {
        this.in = in;
        this.most = most;
    }

    /** How many lines have begun. */
    long lines() {
        return lines;
    }

    /**
     * The next line, or the next piece of a line that goes on; null at the end.
     *
     * @param begun what is to stand before it, of the same line
     */
    @Nullable
    Line next(String begun) throws IOException {
        if (!filled() && !within) {
            return null;
        }
        if (!within) {
            lines++;
        }
        StringBuilder text = new StringBuilder(begun);
        while (filled()) {
            int end = at;
            int stop = (int) Math.min(filled, at + (long) most - text.length());
            while (end < stop && buffer[end] != '\n') {
                end++;
            }
            text.append(buffer, at, end - at);
            at = end;
            if (end < filled && buffer[end] == '\n') {
                at++;
                within = false;
                return new Line(lines, withoutReturn(text), false);
            }
            if (text.length() >= most) {
                within = true;
                return new Line(lines, text.toString(), true);
            }
        }
        within = false;
        return new Line(lines, text.toString(), false);
    }

    /** Goes behind the end of the line that the last piece came from. */
    void skipLine() throws IOException {
        while (within && filled()) {
            within = buffer[at++] != '\n';
        }
        within = false;
    }

    private static String withoutReturn(StringBuilder text) {
        int last = text.length() - 1;
        return last >= 0 && text.charAt(last) == '\r' ? text.substring(0, last) : text.toString();
    }

    private boolean filled() throws IOException {
        if (at == filled) {
            at = 0;
            filled = Math.max(0, in.read(buffer, 0, buffer.length));
        }
        return filled > 0;
    }
}
