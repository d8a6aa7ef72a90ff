package dev.leat.bench;

import dev.leat.kafka.broker.Brokers;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Kafka's brokers for all scenarios that want some: started by the first of them, gone with the process. */
final class BenchBroker {

    /** By their number. */
    private static final Map<Integer, Brokers> RUNNING = new HashMap<>();

    private BenchBroker() {}

    /** Of a cluster of one. */
    static String bootstrap() {
        return bootstrap(1);
    }

    /** Clusters of other sizes end: the machine is to be left to the one that is measured. */
    static synchronized String bootstrap(int brokers) {
        if (!RUNNING.containsKey(brokers)) {
            RUNNING.values().forEach(Brokers::close);
            RUNNING.clear();
            RUNNING.put(brokers, Brokers.start(brokers));
        }
        return RUNNING.get(brokers).bootstrap();
    }

    /** A prefix of topics that nobody has used yet. */
    static String prefix() {
        return "bench-" + UUID.randomUUID().toString().substring(0, 8) + ".";
    }

    /** Where a hub finds the topics of a prefix, on one broker. */
    static String uri(String prefix) {
        return uri(1, prefix);
    }

    static String uri(int brokers, String prefix) {
        return "kafka://" + bootstrap(brokers) + "?prefix=" + prefix;
    }
}
