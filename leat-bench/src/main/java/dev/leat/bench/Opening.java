package dev.leat.bench;

import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.Pending;
import dev.leat.core.StreamSettings;
import io.cloudevents.CloudEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Opens ten million events after a clean close and after kill -9, and reads them, in processes with a heap of 64 MiB. */
record Opening() implements Scenario {

    private static final int EVENTS = 10_000_000;
    private static final int BATCH = 100;
    private static final String SMALL_HEAP = "-Xmx64m";

    @Override
    public String name() {
        return "opening";
    }

    @Override
    public List<Figure> run(Path directory) throws IOException, InterruptedException {
        Process writer = start("-Xmx512m", "write", directory);
        firstLine(writer);
        writer.destroyForcibly().waitFor();
        double killed = figureOf("open", directory);
        double clean = figureOf("open", directory);
        double rate = figureOf("read", directory);
        return List.of(
                new Figure("open.10M-events.after-kill", killed, "ms"),
                new Figure("open.10M-events.after-close", clean, "ms"),
                new Figure("read.heap-64MiB", rate, "M events/s"));
    }

    private static double figureOf(String work, Path directory) throws IOException, InterruptedException {
        Process process = start(SMALL_HEAP, work, directory);
        String figure = firstLine(process);
        process.waitFor();
        return Double.parseDouble(figure);
    }

    private static Process start(String heap, String work, Path directory) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opening.class.getName(),
                        work,
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the process ended without a result");
        }
        return line;
    }

    /** What the processes do: prints one figure. */
    public static void main(String[] args) throws IOException {
        long start = System.nanoTime();
        HubOptions options = HubOptions.defaults().durability(Durability.FAST).publishWait(Duration.ofMinutes(1));
        try (Hub hub = Hub.open(args[1], options)) {
            double opened = (System.nanoTime() - start) / 1e6;
            switch (args[0]) {
                case "write" -> write(hub.create("orders", StreamSettings.defaults()));
                case "open" -> System.out.println(opened);
                default -> System.out.println(read(hub.stream("orders")));
            }
        }
    }

    private static void write(EventStream stream) throws IOException {
        List<CloudEvent> orders = Samples.orders(100);
        Pending<?> last = null;
        for (int published = 0; published < EVENTS; published += BATCH) {
            int from = published % orders.size();
            last = stream.publish(orders.subList(from, from + BATCH));
        }
        if (last != null) {
            last.await();
        }
        System.out.println(EVENTS);
        int killed = System.in.read();
        throw new IllegalStateException("was to be killed, read " + killed);
    }

    private static double read(EventStream stream) {
        long start = System.nanoTime();
        long events = 0;
        for (Event event : stream.read()) {
            events += event.getType().isEmpty() ? 0 : 1;
        }
        if (events != EVENTS) {
            throw new IllegalStateException("read " + events + " of " + EVENTS);
        }
        return events * 1e3 / (System.nanoTime() - start);
    }
}
