package dev.leat.server;

import dev.leat.server.cli.Output;
import dev.leat.server.cli.Session;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The command in this process, on a hub of its own. */
record Cli(Path hub, Set<Session.Std> terminals) {

    /** What one run left. */
    record Result(int code, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    static Cli on(Path hub) {
        return new Cli(hub, Set.of());
    }

    Cli atTerminal() {
        return new Cli(hub, EnumSet.allOf(Session.Std.class));
    }

    Result run(String... args) {
        return withInput("", args);
    }

    Result withInput(String input, String... args) {
        return withInput(input.getBytes(StandardCharsets.UTF_8), args);
    }

    Result withInput(byte[] input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Session session = new Session(
                new ByteArrayInputStream(input),
                new Output(out),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminals,
                hub.toString());
        int code = Main.run(session, args);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** An event as a JSON line without its end. */
    static String event(String id, String type) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/s\",\"type\":\"" + type + "\"}";
    }
}
