package dev.leat.server.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes on what a process says, line by line, on a thread of its own. */
final class Relay {

    /** How long is waited for the rest: a process that this one left behind may hold the pipe open. */
    private static final long REST_MILLIS = 500;

    private final BufferedReader lines;
    private final Consumer<String> sink;
    private final Thread thread = new Thread(this::run, "relay");
    private volatile @Nullable RuntimeException failure;

    Relay(BufferedReader lines, Consumer<String> sink) {
        this.lines = lines;
        this.sink = sink;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                pass(line);
            }
        } catch (IOException e) {
            // the process has been killed
        }
    }

    /** Goes on reading when nobody takes the lines, so that the process does not wait. */
    private void pass(String line) {
        if (failure == null) {
            try {
                sink.accept(line);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
    }

    /** The process has ended: waits for the rest; fails as the sink did. */
    void finish() throws InterruptedException {
        thread.join(REST_MILLIS);
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }
}
