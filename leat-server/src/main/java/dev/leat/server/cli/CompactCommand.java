package dev.leat.server.cli;

import dev.leat.core.Hub;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Has a hub cleaned. */
@Command(
        name = "compact",
        description = {
            "Removes what is no longer to be kept, and keeps the last event of each key of compacted streams.",
            "A hub that is open for writing does so by itself, later."
        },
        footerHeading = StreamCommand.EXAMPLES,
        footer = "  leat compact --now")
public final class CompactCommand implements Runnable {

    private final Session session;

    @Option(names = "--now", required = true, description = "At once, as fast as it goes.")
    boolean now;

    public CompactCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        session.openToRead().close(); // what is not there is not created
        try (Hub hub = session.open()) {
            session.err().println(Counts.format(hub.compact(), "byte") + " freed");
        }
    }
}
