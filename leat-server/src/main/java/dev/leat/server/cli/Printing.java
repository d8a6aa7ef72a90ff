package dev.leat.server.cli;

import dev.leat.core.Event;
import dev.leat.core.json.JsonEvents;

/** Writes events as JSON lines; what is written is handled. */
record Printing(Output out) implements Recipient {

    @Override
    public void handle(Event event) {
        out.line(JsonEvents.write(event));
        out.flush();
    }
}
