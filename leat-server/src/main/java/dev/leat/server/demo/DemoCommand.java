package dev.leat.server.demo;

import dev.leat.core.Capability;
import dev.leat.core.Durability;
import dev.leat.core.Hub;
import dev.leat.server.cli.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the main job on real records. */
@Command(
        name = "demo",
        description = {
            "Publishes 20,000 real flight records to several readers and subscriptions, and sums up.",
            "The stream is 'flights', the subscriptions begin with demo-; what an earlier demo left is replaced, what is not"
                    + " the demo's is kept."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  leat demo", "  leat demo --hub /tmp/flights", "  leat demo --hub kafka://localhost:9092 --fast"})
public final class DemoCommand implements Callable<Integer> {

    private final Session session;

    @Option(names = "--keep", description = "Adds to what an earlier demo left.")
    boolean keep;

    public DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        try (Hub hub = session.open()) {
            if (session.durability() == Durability.SAFE) {
                hub.capabilities().require(Capability.SAFE_APPENDS);
            }
            new Demo(session, hub, keep).run();
        }
        return 0;
    }
}
