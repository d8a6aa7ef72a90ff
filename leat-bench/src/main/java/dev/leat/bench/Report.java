package dev.leat.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects the figures of all rounds and prints medians with their spread, and ratios round by round. */
final class Report {

    private final Map<String, List<Figure>> figures = new LinkedHashMap<>();

    /** What is compared: a figure, and the one that it is measured by. */
    private static final List<String[]> RATIOS = List.of(
            new String[] {SafeWaiters.ONE, RawDisk.OVERWRITE},
            new String[] {SafeWaiters.MANY_RATE, SafeWaiters.ONE_RATE},
            new String[] {SafeStreaming.RATE, RawDisk.SEQUENTIAL},
            new String[] {ConditionalAppends.CONDITIONAL, ConditionalAppends.PLAIN},
            new String[] {Deduplicated.DEDUPED, Deduplicated.PLAIN},
            new String[] {Cleaning.RATE, RawDisk.SEQUENTIAL},
            new String[] {FirehoseBesideLedger.CLEANED, FirehoseBesideLedger.LEFT},
            new String[] {"publish-to-handler.p50", "publish-to-follower.p50"},
            new String[] {FilterCost.LIBRARY, FilterCost.OWN},
            new String[] {FilteredScan.ONE_SEGMENT, FilteredScan.ALL},
            new String[] {KafkaPublish.SINGLE, KafkaPublish.SINGLE + KafkaPublish.PLAIN},
            new String[] {KafkaPublish.BATCHES, KafkaPublish.BATCHES + KafkaPublish.PLAIN},
            new String[] {KafkaRead.LEAT, KafkaRead.PLAIN},
            new String[] {Rebalance.JOIN, Rebalance.JOIN + Rebalance.PLAIN},
            new String[] {Rebalance.LEAVE, Rebalance.LEAVE + Rebalance.PLAIN});

    void add(Figure figure) {
        figures.computeIfAbsent(figure.name(), name -> new ArrayList<>()).add(figure);
    }

    void print(PrintStream out) {
        out.printf("%n%-44s %12s   %s%n", "figure", "median", "lowest to highest");
        figures.forEach(
                (name, rounds) -> print(out, name, values(rounds), rounds.get(0).unit()));
        List<String[]> ratios = new ArrayList<>(RATIOS);
        ratios.addAll(Engines.ratios());
        for (String[] ratio : ratios) {
            List<Figure> above = figures.get(ratio[0]);
            List<Figure> below = figures.get(ratio[1]);
            if (above != null && below != null) {
                List<Double> values = new ArrayList<>();
                for (int i = 0; i < Math.min(above.size(), below.size()); i++) {
                    values.add(above.get(i).value() / below.get(i).value());
                }
                print(out, ratio[0] + " / " + ratio[1], values, "x");
            }
        }
    }

    private static List<Double> values(List<Figure> rounds) {
        return rounds.stream().map(Figure::value).toList();
    }

    private static void print(PrintStream out, String name, List<Double> values, String unit) {
        List<Double> sorted = values.stream().sorted().toList();
        out.printf(
                "%-44s %12s   %s to %s %s%n",
                name,
                number(sorted.get(sorted.size() / 2)),
                number(sorted.get(0)),
                number(sorted.get(sorted.size() - 1)),
                unit);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 1_000 ? "%,.0f" : "%.2f", value);
    }
}
