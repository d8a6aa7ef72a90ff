package dev.leat.examples;

import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.Start;
import dev.leat.core.json.JsonEvents;
import java.io.PrintStream;

/** {@code tail -f} for a stream: prints what comes as JSON lines, beside the process that publishes it. */
public final class Tail {

    private Tail() {}

    /** Prints events until the thread is interrupted or the hub closed. */
    static void follow(Hub hub, String stream, Start start, PrintStream out) {
        for (Event event : hub.stream(stream).read().from(start).follow()) {
            out.println(JsonEvents.write(event));
        }
    }

    /** Follows a stream, named by the second argument, of the hub in a directory, the first one. */
    public static void main(String[] args) {
        try (Hub hub = Hub.open(args[0], HubOptions.defaults().readOnly(true))) {
            follow(hub, args[1], Start.latest(), System.out);
        }
    }
}
