package dev.leat.kafka.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A process that runs a main class of the tests, and is to be killed. What it {@linkplain Parent#say says} is heard by a thread
 * of this class. Thread-safe.
 */
final class Child implements AutoCloseable {

    private final Process process;
    private final Thread hearing;

    private Child(Process process, Consumer<List<String>> heard) {
        this.process = process;
        this.hearing = new Thread(() -> hear(heard), "hears " + process.pid());
        hearing.start();
    }

    /** @param heard is given the words of each line, one line after the other */
    static Child start(Class<?> main, Consumer<List<String>> heard, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        try {
            return new Child(
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start(),
                    heard);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void hear(Consumer<List<String>> heard) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.endsWith(Parent.END)) { // the last line may be cut off
                    heard.accept(List.of(line.split(" ", -1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it by {@code kill -9}, and waits until all is heard that it had said. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly(); // leaves the pipe open, for what it had said
        process.waitFor();
        hearing.join();
    }

    /** As {@link #kill}. */
    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
