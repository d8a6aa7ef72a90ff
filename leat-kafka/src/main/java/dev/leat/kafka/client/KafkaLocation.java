package dev.leat.kafka.client;

import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import java.util.Map;

/**
 * Where a hub's brokers are: {@code kafka://host:9092,host2:9092?security.protocol=SASL_SSL}.
 *
 * @param bootstrap hosts and ports, separated by commas
 * @param prefix what the names of all topics, groups and transactions of this hub begin with; empty by default
 * @param replication how many replicas the topics have that this hub makes; 0, the default: as many as the cluster can hold
 *     safely
 * @param properties of Kafka's clients, as the user gave them; may hold secrets
 */
public record KafkaLocation(String bootstrap, String prefix, int replication, Map<String, String> properties) {

    public KafkaLocation {
        properties = Map.copyOf(properties);
    }

    /** With the replication that the cluster gives. */
    public KafkaLocation(String bootstrap, String prefix, Map<String, String> properties) {
        this(bootstrap, prefix, 0, properties);
    }

    /**
     * Reads a location. Properties come from the file that {@code properties} names, from {@link HubOptions#engine()} and from
     * the query; where several give one, the last of these wins.
     *
     * @param location what follows {@code kafka:}
     * @throws LeatException.Invalid naming what is wrong, with no secret in it
     */
    public static KafkaLocation parse(String location, HubOptions options) {
        return new LocationParser(options).parse(location);
    }

    /** Without properties, which may hold secrets. */
    @Override
    public String toString() {
        return "kafka://" + bootstrap;
    }
}
