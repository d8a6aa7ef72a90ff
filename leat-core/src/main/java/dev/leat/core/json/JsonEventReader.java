package dev.leat.core.json;

import dev.leat.core.EventRules;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reads events from JSON lines and from arrays, in any mixture; an event may also span lines. What does not read is passed
 * on with the number of its line, and reading goes on at the next one.
 *
 * <p>No JSON library goes on behind malformed text, so where one event ends and the next begins is found here, by brackets
 * and quotes alone; what stands between is the library's. An event that spans lines is given up, as torn off, when a line
 * begins with a whole object of its own.
 */
public final class JsonEventReader {

    /** The most chars of one event: escapes in JSON take up to six for one. */
    private static final int MOST_CHARS = 8 * EventRules.MOST_BYTES;

    /** How much is read again, between two events that span lines, of lines behind beginnings that have no end. */
    private static final int MOST_AGAIN = 2 * MOST_CHARS;

    /** Stands for bytes that are not UTF-8. No text has it: CloudEvents forbid it, as Unicode's interchange does. */
    private static final char NO_CHARACTER = '\uFFFF';

    private final LineReader in;
    private final Deque<Line> again = new ArrayDeque<>();
    private boolean inArray;
    private long readAgain;

    /** Takes what was read. */
    public interface Sink {

        void event(NewEvent event, long line);

        /** Something that is no event; reading goes on. */
        void error(LeatException.Invalid problem, long line);
    }

    public JsonEventReader(Reader in) {
        this.in = new LineReader(in, MOST_CHARS);
    }

    /** Reads UTF-8; an event with bytes that are not is an error. */
    public JsonEventReader(InputStream in) {
        this(new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .replaceWith(String.valueOf(NO_CHARACTER))));
    }

    /** Reads to the end. */
    public void readAll(Sink sink) throws IOException {
        for (Line line = line(); line != null; line = line()) {
            readLine(line, sink);
        }
        if (inArray) {
            sink.error(new LeatException.Invalid("json", "the array does not end; add ]"), in.lines());
        }
    }

    private @Nullable Line line() throws IOException {
        Line waiting = again.poll();
        return waiting != null ? waiting : in.next("");
    }

    /** Reads what begins in this line: any number of events, of which the last one may go on. */
    private void readLine(Line line, Sink sink) throws IOException {
        String text = line.text();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || c == '\uFEFF' || (inArray && c == ',')) {
                at++;
            } else if (c == '[' && !inArray) {
                inArray = true;
                at++;
            } else if (c == ']' && inArray) {
                inArray = false;
                at++;
            } else if (c == '{') {
                JsonEnd end = new JsonEnd();
                int behind = end.find(text, at);
                if (behind < 0 && line.goesOn()) {
                    goingOn(line, text.substring(at), sink);
                    return;
                }
                if (behind < 0) {
                    spanning(line, text.substring(at), end, sink);
                    return;
                }
                one(text.substring(at, behind), line.number(), sink);
                at = behind;
            } else {
                sink.error(
                        new LeatException.Invalid(
                                "json", "'" + shortened(text.substring(at)) + "' is no event: it begins with {"),
                        line.number());
                if (line.goesOn()) {
                    in.skipLine();
                }
                return;
            }
        }
    }

    /** Reads on in a line that comes in pieces, from the event that did not end in this one. */
    private void goingOn(Line piece, String begun, Sink sink) throws IOException {
        if (begun.length() >= MOST_CHARS) {
            sink.error(
                    new LeatException.Invalid(
                            "event", "it has more than " + MOST_CHARS + " characters: publish a reference instead"),
                    piece.number());
            in.skipLine();
            return;
        }
        Line longer = in.next(begun);
        if (longer != null) {
            again.push(longer);
        }
    }

    /** Reads an event that goes on in the next lines; where it never ends, they are read again on their own. */
    private void spanning(Line first, String begun, JsonEnd end, Sink sink) throws IOException {
        StringBuilder text = new StringBuilder(begun);
        Deque<Line> more = new ArrayDeque<>();
        while (text.length() < MOST_CHARS && !end.inText()) {
            Line next = line();
            if (next == null) {
                break;
            }
            more.add(next);
            if (isWhole(next.text())) {
                break;
            }
            int behind = end.find(next.text(), 0);
            if (behind >= 0) {
                text.append('\n').append(next.text(), 0, behind);
                readAgain = 0;
                one(text.toString(), first.number(), sink);
                if (behind < next.text().length()) {
                    again.push(new Line(next.number(), next.text().substring(behind), next.goesOn()));
                }
                return;
            }
            text.append('\n').append(next.text());
        }
        one(begun, first.number(), sink);
        giveBack(more, sink);
    }

    /** Has lines read again that were taken for a part of an event; not without end, which would take for ever. */
    private void giveBack(Deque<Line> more, Sink sink) {
        readAgain += more.stream().mapToLong(line -> line.text().length() + 1).sum();
        if (readAgain > MOST_AGAIN && more.size() > 1) {
            Line last = more.removeLast();
            sink.error(
                    new LeatException.Invalid(
                            "json",
                            "the lines up to " + (last.number() - 1)
                                    + " are skipped: too many events begin here that do not end"),
                    more.getFirst().number());
            more.clear();
            more.add(last);
        }
        while (!more.isEmpty()) {
            again.push(more.removeLast());
        }
    }

    private static boolean isWhole(String line) {
        if (!line.startsWith("{")) {
            return false;
        }
        int end = new JsonEnd().find(line, 0);
        return end >= 0
                && (line.substring(end).isBlank() || line.substring(end).strip().equals(","));
    }

    private static void one(String json, long line, Sink sink) {
        NewEvent event;
        try {
            requireText(json);
            event = JsonEvents.parse(json);
            EventRules.check(event);
        } catch (LeatException.Invalid problem) {
            sink.error(problem, line);
            return;
        }
        sink.event(event, line);
    }

    private static void requireText(String json) {
        int at = json.indexOf(NO_CHARACTER);
        if (at >= 0) {
            throw new LeatException.Invalid("json", "is not UTF-8 at character " + (at + 1));
        }
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
