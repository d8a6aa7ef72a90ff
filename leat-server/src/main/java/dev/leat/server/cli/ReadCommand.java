package dev.leat.server.cli;

import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.Reading;
import dev.leat.core.Start;
import dev.leat.core.json.JsonEvents;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a stream's events as JSON lines, at a terminal too: what is read can be published again. */
@Command(
        name = "read",
        description = "Writes a stream's events as JSON lines, with leatstream, leatposition and recordedtime.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  leat read orders --limit 10",
            "  leat read orders --subject o-42",
            "  leat read orders --from -1h --where \"subject = 'o-42' AND type LIKE 'order.%%'\"",
            "  leat read orders --from latest --follow | jq -r .subject"
        })
public final class ReadCommand implements Runnable {

    private final Session session;

    @Parameters(paramLabel = "STREAM", description = "The stream.")
    String stream;

    @Option(
            names = "--from",
            paramLabel = "START",
            defaultValue = "earliest",
            description = "earliest (the default), latest, a position (0:41), after:0:41,1:17, a recorded time"
                    + " (2026-11-01T00:00Z) or an age (-1h).")
    String from;

    @Option(
            names = "--where",
            paramLabel = "CESQL",
            description = "Only events that match, as in \"type = 'order.placed' AND region = 'eu'\".")
    @Nullable
    String where;

    @Option(
            names = "--subject",
            paramLabel = "ID",
            description = "Only events of this subject, which are found without reading the others.")
    @Nullable
    String subject;

    @Option(names = "--limit", paramLabel = "N", description = "Stops after this many events.")
    @Nullable
    Long limit;

    @Option(
            names = {"-f", "--follow"},
            description = "Waits for more at the end, until Ctrl-C.")
    boolean follow;

    public ReadCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Start start = Start.parse(from);
        try (Hub hub = session.openToRead()) {
            Reading reading = hub.stream(stream).read().from(start);
            reading = subject == null ? reading : reading.subject(subject);
            reading = where == null ? reading : reading.where(where);
            reading = limit == null ? reading : reading.limit(limit);
            if (follow) {
                follow(reading.follow());
            } else {
                write(reading);
            }
        }
    }

    private void write(Reading reading) {
        for (Event event : reading) {
            session.out().line(JsonEvents.write(event));
        }
    }

    private void follow(Reading reading) {
        try (Flusher flusher = new Flusher(session.out())) {
            try {
                write(reading);
            } catch (LeatException e) {
                flusher.check(); // it may have been interrupted while it read
                throw e;
            }
            flusher.check();
        }
    }
}
