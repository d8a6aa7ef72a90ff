package dev.leat.kafka;

import dev.leat.core.Capabilities;
import dev.leat.core.Capability;
import java.util.EnumMap;
import java.util.Map;

/** What Kafka cannot do, with the way out. */
final class KafkaCapabilities {

    /** With fewer brokers no topic has the three replicas that {@code SAFE} needs. */
    private static final int SAFE_BROKERS = 3;

    private KafkaCapabilities() {}

    static Capabilities of(int brokers) {
        Map<Capability, String> missing = new EnumMap<>(Capability.class);
        missing.put(
                Capability.GLOBAL_ORDER,
                "Kafka orders the records of one partition; read streams one by one, or use a directory");
        missing.put(
                Capability.CONDITIONS_ANYWHERE,
                "on Kafka a partition's owner knows that partition alone; make conditions on the partition that is"
                        + " appended to, give the stream one partition, or use a directory");
        missing.put(
                Capability.CONDITIONS_UNGUARDED,
                "on Kafka only the owner of a partition can keep others from appending meanwhile; create the stream"
                        + " guarded");
        missing.put(
                Capability.DEDUPE_ACROSS_PARTITIONS,
                "on Kafka a partition's owner knows the events of that partition alone; give events with the same id"
                        + " the same key");
        missing.put(
                Capability.PROMPT_RETENTION,
                "Kafka's brokers delete and compact when it suits them; use a directory where that must be at once");
        missing.put(
                Capability.SUBJECT_INDEX,
                "Kafka reads all events of a partition; use a directory where one subject's must be found quickly");
        missing.put(
                Capability.BACKUP, "Kafka's replicas and tools keep copies of topics; export streams to files instead");
        if (brokers < SAFE_BROKERS) {
            missing.put(
                    Capability.SAFE_APPENDS,
                    "the cluster has " + brokers + (brokers == 1 ? " broker" : " brokers")
                            + ", and an append is safe with " + SAFE_BROKERS
                            + " replicas; add brokers, or ask for durability FAST (--fast) by name");
        }
        return new Capabilities(missing);
    }
}
