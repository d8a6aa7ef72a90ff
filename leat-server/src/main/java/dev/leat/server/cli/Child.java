package dev.leat.server.cli;

import dev.leat.core.Durations;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that handles events: what it says on stderr is passed on, and its last line kept; it is killed, with all that
 * it has started, when it takes too long.
 */
final class Child {

    private static final long END_SECONDS = 5;

    private final Process process;
    private final @Nullable Duration timeout;
    private final Relay err;
    private volatile String lastLine = "";
    private volatile boolean tookTooLong;

    /** @param timeout how long it may take at a time; null: for ever */
    Child(Process process, PrintStream err, @Nullable Duration timeout) {
        this.process = process;
        this.timeout = timeout;
        this.err = new Relay(process.errorReader(StandardCharsets.UTF_8), line -> {
            lastLine = line.isBlank() ? lastLine : line.strip();
            err.println(line);
        });
    }

    BufferedReader out() {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    /** The next line of its stdout; null: there is none. */
    @Nullable
    String readLine() throws IOException {
        return out().readLine();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Writes a line to its stdin. */
    void write(String line) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // it has ended, or does not want to know more
        }
    }

    /** Does something with it, in the time that it has; then it is killed, which ends what waits for it. */
    <T> T inTime(Callable<T> action) throws Exception {
        if (timeout == null) {
            return action.call();
        }
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        var unused = done.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((value, late) -> {
            if (late != null) {
                tookTooLong = true;
                kill();
            }
        });
        try {
            return action.call();
        } finally {
            done.complete(null);
        }
    }

    /** Waits for its end; returns the exit code. */
    int await() throws InterruptedException {
        int code = process.waitFor();
        err.finish();
        return code;
    }

    /** It has closed its stdout, or said what it should not: lets it end soon, else ends it; returns why it failed. */
    HandlingFailure failure() throws InterruptedException {
        closeInput();
        end();
        return failure(await());
    }

    HandlingFailure failure(int code) {
        if (tookTooLong && timeout != null) {
            return new HandlingFailure("killed, as it took longer than " + Durations.format(timeout));
        }
        return new HandlingFailure("exit code " + code + (lastLine.isEmpty() ? "" : ": " + lastLine));
    }

    /** Lets it end soon, else kills it. */
    void end() throws InterruptedException {
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
    }

    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
