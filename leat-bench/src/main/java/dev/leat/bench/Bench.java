package dev.leat.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs scenarios in turn, round after round, so that the machine's moods meet all of them alike. */
public final class Bench {

    private static final int EVENTS = 10_000_000;

    private static final List<Scenario> SCENARIOS = List.of(
            new RawDisk(),
            new FastPublish("publish.fast.batches-of-100", 1, 100, EVENTS),
            new FastPublish("publish.fast.1000-streams", 1_000, 100, EVENTS),
            new FastPublish("publish.fast.one-by-one", 1, 1, EVENTS / 2),
            new ConditionalAppends(),
            new Deduplicated(),
            new SafeWaiters(),
            new SafeStreaming(),
            TailLatency.toFollower(),
            new Opening(),
            new FilterCost(),
            new FilteredScan(),
            new EntityRead(),
            new Cleaning(),
            new FirehoseBesideLedger(),
            new ManyStreams(),
            TailLatency.toHandler(),
            new HandlerCalls(),
            new ManySubscribers(),
            new KafkaPublish(KafkaPublish.SINGLE, 1, EVENTS / 10),
            new KafkaPublish(KafkaPublish.BATCHES, 100, EVENTS / 10),
            new KafkaRead(EVENTS / 10),
            new Rebalance(),
            Engines.fast(),
            Engines.safe());

    private Bench() {}

    public static void main(String[] args) throws Exception {
        int rounds = Integer.getInteger("rounds", 5);
        List<String> wanted = List.of(args);
        List<Scenario> chosen = new ArrayList<>(SCENARIOS);
        if (!wanted.isEmpty()) {
            chosen.removeIf(scenario -> !wanted.contains(scenario.name()));
        }
        if (chosen.isEmpty()) {
            System.err.println("nothing to run; there is "
                    + SCENARIOS.stream().map(Scenario::name).toList());
            System.exit(2);
        }
        Path place = Path.of(System.getProperty("dir", "target/bench")).toAbsolutePath();
        System.out.printf(
                "%s, %d processors, Java %s, %s, %d rounds after one to warm up%n",
                System.getProperty("os.name"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                place,
                rounds);
        Report report = new Report();
        for (int round = 0; round <= rounds; round++) {
            for (Scenario scenario : chosen) {
                System.err.printf("round %d: %s%n", round, scenario.name());
                List<Figure> figures = measure(scenario, place);
                if (round > 0) {
                    figures.forEach(report::add);
                }
            }
        }
        report.print(System.out);
    }

    private static List<Figure> measure(Scenario scenario, Path place) throws Exception {
        delete(place);
        Files.createDirectories(place);
        try {
            return scenario.run(place);
        } finally {
            delete(place);
        }
    }

    private static void delete(Path place) throws IOException {
        if (Files.exists(place)) {
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
