package dev.leat.server.demo;

import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Start;
import java.util.concurrent.Callable;

/**
 * Reads flights up to the last one, which it waits for.
 *
 * @param last the id of the last flight
 */
record Reader(String name, String began, EventStream stream, Start start, String last) implements Callable<Journal> {

    @Override
    public Journal call() {
        Journal journal = new Journal(name, began);
        for (Event event : stream.read().from(start).follow()) {
            if (event.getSource().toString().equals(Flight.SOURCE)) {
                journal.take(event);
                if (event.getId().equals(last)) {
                    break;
                }
            }
        }
        return journal;
    }
}
