package dev.leat.server.cli;

import dev.leat.core.Durations;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.json.JsonEvents;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Writes events as JSON lines, and handles them as the {@link Answer}s on standard input say; the end of that ends it. */
final class Dialogue implements Recipient {

    private final Session session;
    private final @Nullable Duration timeout;
    private final Map<String, CompletableFuture<Answer>> asked = new ConcurrentHashMap<>();
    private volatile boolean over;

    /**
     * @param timeout how long an answer may take; null: for ever
     * @param end called when there is no more input
     */
    Dialogue(Session session, @Nullable Duration timeout, Runnable end) {
        this.session = session;
        this.timeout = timeout;
        Thread reader = new Thread(
                () -> {
                    read();
                    giveUp();
                    end.run();
                },
                "answers");
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public void handle(Event event) throws Exception {
        String place = Answer.place(event);
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        asked.put(place, answer);
        try {
            if (over) {
                throw new Consumption.Over();
            }
            session.out().line(JsonEvents.write(event));
            session.out().flush();
            await(answer).check();
        } finally {
            asked.remove(place);
        }
    }

    private Answer await(CompletableFuture<Answer> answer) throws InterruptedException, HandlingFailure {
        try {
            return timeout == null ? answer.get() : answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new Consumption.Over();
        } catch (TimeoutException e) {
            throw new HandlingFailure("not answered within " + (timeout == null ? "" : Durations.format(timeout)));
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(session.in(), StandardCharsets.UTF_8))) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    take(line, number);
                }
            }
        } catch (IOException e) {
            session.err().println("reading the answers failed: " + e.getMessage());
        }
    }

    private void take(String line, long number) {
        try {
            Answer answer = Answer.parse(line);
            CompletableFuture<Answer> waiting = asked.get(answer.place());
            if (waiting == null) {
                throw new LeatException.Invalid("answer", answer.place() + " is not being handled");
            }
            waiting.complete(answer);
        } catch (LeatException.Invalid e) {
            session.err().println("line " + number + ": " + e.getMessage());
        }
    }

    @Override
    public void giveUp() {
        over = true;
        asked.values().forEach(answer -> answer.completeExceptionally(new Consumption.Over()));
    }
}
