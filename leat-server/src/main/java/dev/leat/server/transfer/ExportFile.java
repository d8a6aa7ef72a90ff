package dev.leat.server.transfer;

import dev.leat.core.EventRules;
import dev.leat.core.LeatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/** Reads an export and checks it: what stands in each line, that each is where it may be, and at the end that all are there. */
public final class ExportFile {

    /** The most bytes of a line: escapes in JSON take up to six for one. */
    private static final int MOST_BYTES = 8 * EventRules.MOST_BYTES;

    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private int at;
    private int filled;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final CRC32C checksum = new CRC32C();
    private final Set<String> streams = new HashSet<>();
    private long lines;
    private long events;
    private boolean terminated;

    /** Takes what was read. */
    public interface Sink {

        /** All that stands before the first event. */
        void begin(Line.Begin begin, List<Line.Stream> streams);

        /**
         * The next event.
         *
         * @param line its number in the file, from 1
         */
        void event(Line.Recorded event, long line);
    }

    /** Takes nothing, as where a file is only checked. */
    public static final Sink NOTHING = new Sink() {
        @Override
        public void begin(Line.Begin begin, List<Line.Stream> streams) {
            // checked
        }

        @Override
        public void event(Line.Recorded event, long line) {
            // checked
        }
    };

    public ExportFile(InputStream in) {
        this.in = in;
    }

    /**
     * Reads to the end.
     *
     * @throws LeatException.Invalid naming the first line that is wrong, and why
     */
    public void read(Sink sink) throws IOException {
        begin(sink);
        while (true) {
            long before = checksum.getValue();
            Line next = next();
            if (next instanceof Line.Recorded event) {
                if (!streams.contains(event.stream())) {
                    throw wrong("the event is of stream '" + event.stream() + "', which no line describes");
                }
                events++;
                sink.event(event, lines);
            } else if (next instanceof Line.End end) {
                end(end, before);
                return;
            } else {
                throw wrong("an event or the end should stand here");
            }
        }
    }

    private void begin(Sink sink) throws IOException {
        if (!(firstLine() instanceof Line.Begin begin)) {
            throw wrong("this is no export: leat export writes them, and leat publish takes events");
        }
        List<Line.Stream> described = new ArrayList<>();
        for (int left = begin.streams(); left > 0; left--) {
            if (!(next() instanceof Line.Stream stream) || !streams.add(stream.name())) {
                throw wrong("another stream should stand here");
            }
            described.add(stream);
        }
        sink.begin(begin, described);
    }

    private Line firstLine() throws IOException {
        readLine();
        try {
            return LineFormat.read(text());
        } catch (LeatException.Invalid e) {
            if (!terminated && line.toString(StandardCharsets.UTF_8).startsWith(LineFormat.BEGINNING)) {
                throw cutOff();
            }
            throw wrong((e.field().equals("version") ? "" : "this is no export of leat: ") + e.getMessage());
        }
    }

    private void end(Line.End end, long before) throws IOException {
        if (end.events() != events) {
            throw wrong("the export has " + end.events() + " events, and " + events + " stand here: lines are missing");
        }
        if (!end.checksum().equals(Checksums.text(before))) {
            throw wrong("the checksum does not match: something in the lines before is not as it was exported");
        }
        for (; filled(); at++) {
            if (!Character.isWhitespace(buffer[at])) {
                lines++;
                throw wrong("something follows the export: import one at a time");
            }
        }
    }

    private Line next() throws IOException {
        readLine();
        try {
            return LineFormat.read(text());
        } catch (LeatException.Invalid e) {
            throw terminated ? wrong(String.valueOf(e.getMessage())) : cutOff();
        }
    }

    private void readLine() throws IOException {
        line.reset();
        lines++;
        terminated = false;
        while (!terminated && filled()) {
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            line.write(buffer, at, end - at);
            terminated = end < filled;
            at = terminated ? end + 1 : end;
            if (line.size() > MOST_BYTES) {
                throw wrong("it has more than " + MOST_BYTES + " bytes");
            }
        }
        checksum.update(line.toByteArray());
        if (terminated) {
            checksum.update('\n');
        } else if (line.size() == 0) {
            throw cutOff();
        }
    }

    private boolean filled() throws IOException {
        if (at == filled) {
            at = 0;
            filled = Math.max(0, in.read(buffer));
        }
        return filled > 0;
    }

    private String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new LeatException.Invalid("text", "is not UTF-8");
        }
    }

    private LeatException.Invalid cutOff() {
        return wrong("the file ends here, before the line that ends an export: it was cut off");
    }

    private LeatException.Invalid wrong(String problem) {
        return new LeatException.Invalid("line " + lines, problem);
    }
}
