package dev.leat.server;

import dev.leat.server.cli.Output;
import dev.leat.server.cli.Session;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Runs what is run most, so that the archive of classes that the JVM makes at its end holds what a fast start needs. */
final class Training {

    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"time\":\"2026-11-01T00:00:00Z\",\"data\":{}}";

    private static final String FILTER = "type LIKE 't%' AND id IN ('1', '2') AND (EXISTS delay OR delay > 1)";

    private Training() {}

    public static void main(String[] args) throws IOException {
        Path hub = Files.createTempDirectory("leat-training");
        try {
            run(hub, "--version");
            run(hub, "--help");
            run(hub, "stream", "create", "s", "--partitions", "2", "--retain", "1d");
            run(hub, "publish", "s", "--type", "t", "--source", "/s", "--data", "{}");
            run(hub, "publish", "s", "-");
            run(hub, "read", "s", "--from", "0:0", "--limit", "1");
            run(hub, "read", "s", "--where", FILTER);
            run(hub, "subscribe", "s", "--name", "n", "--where", FILTER, "--until-caught-up");
            run(hub, "subscribe", "s", "--name", "dead", "--retry", "1", "--until-caught-up", "--exec", "exit 1");
            run(hub, "subscription", "list", "--table");
            run(hub, "subscription", "describe", "n");
            run(hub, "dead", "list", "--subscription", "dead");
            run(hub, "stream", "list", "--table");
            run(hub, "stream", "list", "--json");
        } finally {
            delete(hub);
        }
    }

    private static void run(Path hub, String... command) {
        InputStream in = new ByteArrayInputStream(EVENT.getBytes(StandardCharsets.UTF_8));
        PrintStream err = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Session session = new Session(in, new Output(OutputStream.nullOutputStream()), err, Set.of(), hub.toString());
        int code = Main.run(session, command);
        if (code != 0) {
            throw new IllegalStateException(List.of(command) + " ended with " + code);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
