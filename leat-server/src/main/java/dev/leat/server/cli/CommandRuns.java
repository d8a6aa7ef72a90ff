package dev.leat.server.cli;

import dev.leat.core.Event;
import dev.leat.core.json.JsonEvents;
import java.io.IOException;

/** Runs a command for each event; its stdout is passed on, line by line. */
record CommandRuns(Shell shell, Output out) implements Recipient {

    @Override
    public void handle(Event event) throws Exception {
        Child child = shell.start(event);
        Relay said = new Relay(child.out(), line -> {
            out.line(line);
            out.flush();
        });
        int code = child.inTime(() -> {
            give(event, child);
            return child.await();
        });
        said.finish();
        if (code != 0) {
            throw child.failure(code);
        }
    }

    private static void give(Event event, Child child) {
        try {
            child.write(JsonEvents.write(event));
        } catch (IOException e) {
            // it has ended without reading, as it may
        }
        child.closeInput();
    }

    @Override
    public void close() {
        shell.killAll();
    }
}
