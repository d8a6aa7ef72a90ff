package dev.leat.server.cli;

import dev.leat.core.Event;
import dev.leat.core.Rfc3339;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Runs a command by {@code sh -c}, any number of times at once. Thread-safe. */
final class Shell {

    /** Ctrl-C reaches all processes of a terminal; the command finishes what it has begun. */
    private static final String IGNORE_INTERRUPT = "trap '' INT\n";

    private final String command;
    private final PrintStream err;
    private final @Nullable Duration timeout;
    private final Set<Child> running = ConcurrentHashMap.newKeySet();

    /** @param timeout how long the command may take for an event; null: for ever */
    Shell(String command, PrintStream err, @Nullable Duration timeout) {
        this.command = command;
        this.err = err;
        this.timeout = timeout;
    }

    /** @param event what the command finds in its environment; null: nothing */
    Child start(@Nullable Event event) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", IGNORE_INTERRUPT + command);
        if (event != null) {
            put(event, builder.environment());
        }
        running.removeIf(child -> !child.isAlive());
        Child child = new Child(builder.start(), err, timeout);
        running.add(child);
        return child;
    }

    private static void put(Event event, Map<String, String> environment) {
        OffsetDateTime time = event.getTime();
        put("STREAM", event.stream(), environment);
        put("POSITION", event.position().toString(), environment);
        put("ID", event.getId(), environment);
        put("SOURCE", event.getSource().toString(), environment);
        put("TYPE", event.getType(), environment);
        put("SUBJECT", event.getSubject(), environment);
        put("TIME", time == null ? null : Rfc3339.format(time), environment);
    }

    /** What an event lacks is not left there from outside. */
    private static void put(String name, @Nullable String value, Map<String, String> environment) {
        if (value == null) {
            environment.remove("LEAT_" + name);
        } else {
            environment.put("LEAT_" + name, value);
        }
    }

    void killAll() {
        running.forEach(Child::kill);
    }
}
