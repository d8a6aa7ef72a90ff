package dev.leat.kafka.broker;

import dev.leat.core.LeatException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs a command to its end in a child process. */
final class Command {

    /** So much of what a failed command said is told: its last lines. */
    private static final int TOLD = 15;

    private Command() {}

    /**
     * @param output where the command writes all that it says
     * @throws LeatException.Unavailable if it cannot be started, takes longer than the limit, or fails
     */
    static void run(Path folder, Path output, Duration limit, List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            await(process, limit, command.get(0));
            if (process.exitValue() != 0) {
                throw new LeatException.Unavailable(
                        command.get(0) + " failed with exit code " + process.exitValue() + ":\n" + end(output), null);
            }
        } catch (IOException e) {
            throw new LeatException.Unavailable("cannot run " + command.get(0) + ": " + e.getMessage(), e);
        }
    }

    private static void await(Process process, Duration limit, String name) {
        boolean ended = false;
        try {
            ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                throw new LeatException.Unavailable(name + " took longer than " + limit.toSeconds() + " s", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LeatException.Unavailable("interrupted while " + name + " was running", e);
        } finally {
            if (!ended) {
                process.destroyForcibly();
            }
        }
    }

    /** The last lines of a file; what it may lack is no error, for this is for messages of errors. */
    static String end(Path file) {
        try {
            List<String> lines = new String(Files.readAllBytes(file), Charset.defaultCharset())
                    .lines()
                    .collect(Collectors.toList());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TOLD), lines.size()));
        } catch (IOException e) {
            return "(" + file + " cannot be read: " + e.getMessage() + ")";
        }
    }

    /** The {@code java} that runs this program. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
