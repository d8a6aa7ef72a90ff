package dev.leat.bench;

import dev.leat.core.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The same program on the embedded log and on Kafka's brokers on the same machine. {@code SAFE} is a sync there, and three
 * replicas of which two are in sync here.
 */
record Engines(String name, Durability durability, int brokers) implements Scenario {

    static final String LOG = "log";
    static final String KAFKA = "kafka";

    static Engines fast() {
        return new Engines("engines.fast", Durability.FAST, 1);
    }

    static Engines safe() {
        return new Engines("engines.safe", Durability.SAFE, 3);
    }

    @Override
    public List<Figure> run(Path directory) throws InterruptedException {
        List<Figure> figures = new ArrayList<>(new EngineProgram(name, LOG, durability).run(directory.toString()));
        String uri = BenchBroker.uri(brokers, BenchBroker.prefix());
        figures.addAll(new EngineProgram(name, KAFKA, durability).run(uri));
        return figures;
    }

    /** Each figure of the log, and what it is compared with. */
    static List<String[]> ratios() {
        List<String[]> ratios = new ArrayList<>();
        for (Engines each : List.of(fast(), safe())) {
            for (String what : EngineProgram.FIGURES) {
                ratios.add(new String[] {
                    EngineProgram.figure(each.name, what, LOG), EngineProgram.figure(each.name, what, KAFKA)
                });
            }
        }
        return ratios;
    }
}
