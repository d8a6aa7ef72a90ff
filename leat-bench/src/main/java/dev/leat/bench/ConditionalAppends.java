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
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Four threads append events {@code fast}, one at a time, for 100,000 subjects in turn: each only if its subject has had none
 * since the last one that was appended for it; and the same without that condition.
 */
record ConditionalAppends() implements Scenario {

    static final String CONDITIONAL = "append.conditional.4-threads";
    static final String PLAIN = "append.plain.4-threads";

    private static final int THREADS = 4;
    private static final int SUBJECTS = 100_000 / THREADS;
    private static final int TURNS = 30;
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
        List<@Nullable Pending<Appended>> last = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            for (int i = 0; i < SUBJECTS; i++) {
                NewEvent event = events.get(i);
                Pending<Appended> before = turn == 0 ? null : last.get(i);
                Cursor seen = before == null ? Cursor.NOTHING : before.await().cursor(STREAM);
                Append append = Append.to(STREAM, event);
                Pending<Appended> now = hub.append(
                        conditional
                                ? append.when(Condition.noneSince(
                                        STREAM, Filter.subject(String.valueOf(event.getSubject())), seen))
                                : append);
                if (turn == 0) {
                    last.add(now);
                } else {
                    last.set(i, now);
                }
            }
        }
        for (Pending<Appended> pending : last) {
            if (pending != null) {
                pending.await();
            }
        }
    }
}
