package dev.leat.server.cli;

import dev.leat.core.LeatException;
import dev.leat.kafka.broker.Broker;
import dev.leat.kafka.broker.Brokers;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs brokers of Kafka to develop with. */
@Command(
        name = "kafka-dev",
        description = {
            "Runs brokers of Apache Kafka on this machine to develop with, until Ctrl-C; Maven fetches them once.",
            "Prints the hub to name by --hub once they answer. They listen on the loopback interface only, without passwords.",
            "One broker cannot replicate: publish to it with --fast."
        },
        footerHeading = StreamCommand.EXAMPLES,
        footer = {
            "  leat kafka-dev",
            "  leat kafka-dev --brokers 3 --data /tmp/cluster",
            "  leat demo --hub kafka://127.0.0.1:9092 --fast"
        })
public final class KafkaDevCommand implements Callable<Integer> {

    private static final int LAST_PORT = 65_535;

    private final Session session;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9092",
            description = "Of the first broker (9092); the others have the next ones.")
    int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "leat-kafka-dev",
            description = "Where they keep their data and logs (./leat-kafka-dev); what is there is gone on with.")
    String data;

    @Option(
            names = "--brokers",
            paramLabel = "N",
            defaultValue = "1",
            description = "1 (the default), or 3, which replicate.")
    int count;

    public KafkaDevCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        check();
        session.err().println("starting " + Counts.format(count, "broker") + " in " + data);
        CompletableFuture<@Nullable Broker> stopped = new CompletableFuture<>();
        session.whenStopped(() -> stopped.complete(null));
        try (Brokers brokers = Brokers.open(directory(), count, port, Map.of())) {
            session.whenStopped(brokers::close);
            session.out().line("kafka://" + brokers.bootstrap());
            session.out().flush();
            session.err().println("ready; Ctrl-C stops " + (count == 1 ? "it" : "them"));
            Broker ended =
                    stopped.applyToEither(brokers.ended(), broker -> broker).join();
            if (ended != null && !session.isStopping()) {
                throw new LeatException.Unavailable(
                        "broker " + ended.id() + " has ended; its log is " + ended.log(), null);
            }
        }
        return ExitCode.OK;
    }

    private void check() {
        if (count != 1 && count != 3) {
            throw new LeatException.Invalid("--brokers", count + " is neither 1 nor 3");
        }
        if (port < 1 || port > LAST_PORT + 1 - count) {
            throw new LeatException.Invalid("--port", port + " is not between 1 and " + (LAST_PORT + 1 - count));
        }
    }

    private Path directory() {
        try {
            return Path.of(data);
        } catch (InvalidPathException e) {
            throw new LeatException.Invalid("--data", "'" + data + "' is not a path: " + e.getReason());
        }
    }
}
