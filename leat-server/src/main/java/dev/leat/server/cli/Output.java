package dev.leat.server.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Standard output: whole lines in UTF-8, buffered. Thread-safe. */
public final class Output {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;

    /** Whoever reads the output has gone, as {@code head} does: there is nobody left to tell. */
    static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Closed(Throwable cause) {
            super(cause);
        }
    }

    public Output(OutputStream out) {
        this.out = out;
    }

    /** Writes a line. */
    public synchronized void line(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (filled + bytes.length + 1 > BUFFER_BYTES) {
            flush();
        }
        if (bytes.length + 1 > BUFFER_BYTES) {
            write(bytes, bytes.length);
        } else {
            System.arraycopy(bytes, 0, buffer, filled, bytes.length);
            filled += bytes.length;
        }
        buffer[filled++] = '\n';
    }

    public synchronized void flush() {
        int length = filled;
        filled = 0;
        write(buffer, length);
    }

    private void write(byte[] bytes, int length) {
        try {
            out.write(bytes, 0, length);
            out.flush();
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
                throw new Closed(e);
            }
            throw new UncheckedIOException("writing the output failed: " + e.getMessage(), e);
        }
    }
}
