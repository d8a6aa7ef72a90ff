package dev.leat.kafka.broker;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Ends a child process when this one ends in whatever way, even by {@code kill -9}: a shell waits for the end of its input,
 * which this process holds open. Where there is no shell the child is ended by the shutdown hook of {@link Brokers} alone.
 */
final class Watchdog implements AutoCloseable {

    private final @Nullable Process shell;

    Watchdog(Process child) {
        this.shell = start("read line; kill -9 " + child.pid());
    }

    private static @Nullable Process start(String script) {
        try {
            return new ProcessBuilder("/bin/sh", "-c", script)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return null;
        }
    }

    /** To be called as soon as the child has ended, before its number is given to another process. */
    @Override
    public void close() {
        if (shell != null) {
            shell.destroyForcibly();
        }
    }
}
