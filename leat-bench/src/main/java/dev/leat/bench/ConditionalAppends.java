package dev.leat.bench;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.NewEvent;
import dev.leat.core.Pending;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Four threads append events {@code fast}, a thousand appends of one event before they wait for them, for 100,000 subjects
 * in turn: each only if its subject has had none since the last one that was appended for it; and the same without that
 * condition.
 */
record ConditionalAppends() implements Scenario {

    static final String CONDITIONAL = "append.conditional.4-threads";
    static final String PLAIN = "append.plain.4-threads";

    private static final int THREADS = 4;
    private static final int SUBJECTS = 100_000 / THREADS;
    private static final int TURNS = 30;
    private static final int IN_FLIGHT = 1_000;
    private static final String STREAM = "orders";

    @Override
    public String name() {
        return "conditions";
    }

    @Override
    public List<Figure> run(Path directory) throws InterruptedException, ExecutionException {
        return List.of(
                new Figure(PLAIN, rate(directory.resolve("plain"), false), "M appends/s"),
                new Figure(CONDITIONAL, rate(directory.resolve("conditional"), true), "M appends/s"));
    }

    private static double rate(Path directory, boolean conditional) throws InterruptedException, ExecutionException {
        HubOptions options = HubOptions.defaults().durability(Durability.FAST).publishWait(Duration.ofMinutes(1));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (Hub hub = Hub.open(directory.toString(), options)) {
            hub.create(STREAM, StreamSettings.defaults());
            List<List<NewEvent>> events = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                events.add(events(i));
            }
            long start = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (List<NewEvent> some : events) {
                running.add(threads.submit(() -> append(hub, some, conditional)));
            }
            for (Future<?> one : running) {
                one.get();
            }
            return (double) THREADS * SUBJECTS * TURNS * 1e3 / (System.nanoTime() - start);
        } finally {
            threads.shutdown();
        }
    }

    private static List<NewEvent> events(int thread) {
        byte[] data = "{\"region\":\"eu\",\"total\":99.5}".getBytes(StandardCharsets.US_ASCII);
        List<NewEvent> events = new ArrayList<>(SUBJECTS);
        for (int i = 0; i < SUBJECTS; i++) {
            events.add(Event.of("order.placed", "/shop")
                    .subject("order-" + thread + "-" + i)
                    .data("application/json", data));
        }
        return events;
    }

    private static void append(Hub hub, List<NewEvent> events, boolean conditional) {
        Cursor[] seen = new Cursor[SUBJECTS];
        Arrays.fill(seen, Cursor.NOTHING);
        List<Pending<Appended>> waiting = new ArrayList<>();
        for (int from = 0; from < SUBJECTS * TURNS; from += IN_FLIGHT) {
            for (int i = from; i < from + IN_FLIGHT; i++) {
                NewEvent event = events.get(i % SUBJECTS);
                Append append = Append.to(STREAM, event);
                if (conditional) {
                    Filter subject = Filter.subject(String.valueOf(event.getSubject()));
                    append = append.when(Condition.noneSince(STREAM, subject, seen[i % SUBJECTS]));
                }
                waiting.add(hub.append(append));
            }
            for (int i = 0; i < IN_FLIGHT; i++) {
                seen[(from + i) % SUBJECTS] = waiting.get(i).await().cursor(STREAM);
            }
            waiting.clear();
        }
    }
}
