package dev.leat.kafka;

import dev.leat.core.HubOptions;
import dev.leat.engine.Engine;
import dev.leat.engine.EngineProvider;
import dev.leat.kafka.client.KafkaLocation;
import java.util.Set;

/** Opens brokers of Apache Kafka: {@code kafka://host:9092}. Thread-safe. */
public final class KafkaEngineProvider implements EngineProvider {

    @Override
    public Set<String> schemes() {
        return Set.of("kafka");
    }

    @Override
    public Engine open(String location, HubOptions options) {
        return new KafkaEngine(KafkaLocation.parse(location, options), options);
    }
}
