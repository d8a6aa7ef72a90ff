package dev.leat.kafka.client;

import dev.leat.core.LeatException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;

/** The properties of Kafka's clients: which there are, which the user may set, and which are secret. */
final class KafkaProperties {

    /** Names that go on as the user likes. */
    private static final Set<String> OPEN = Set.of("config.providers.", "metrics.context.");

    private static final Map<String, ConfigKey> KNOWN = known();

    /** What Leat sets itself, and by which of its own words it is chosen. */
    private static final Map<String, Decided> DECIDED = Map.ofEntries(
            decided("acks", "all", "durability is chosen by HubOptions.durability, or --fast"),
            decided("enable.idempotence", "true", "no append may be recorded twice"),
            decided("isolation.level", "read_committed", "what was not committed is never read"),
            decided("enable.auto.commit", "false", "cursors are committed when events have been handled"),
            decided("allow.auto.create.topics", "false", "streams are created by Hub.create, or HubOptions.autoCreate"),
            decided("auto.offset.reset", "", "where a subscription begins is said by its start"),
            decided("group.id", "", "it is the name of the durable subscription"),
            decided("transactional.id", "", "each hub has its own; prefix= is what they begin with"),
            decided("transaction.two.phase.commit.enable", "false", "transactions end with the append"),
            decided("partitioner.class", "", "the partition follows from the event's key"),
            decided("key.serializer", "", "events are written by CloudEvents' Kafka binding"),
            decided("value.serializer", "", "events are written by CloudEvents' Kafka binding"),
            decided("key.deserializer", "", "events are read by CloudEvents' Kafka binding"),
            decided("value.deserializer", "", "events are read by CloudEvents' Kafka binding"),
            decided("bootstrap.servers", "", "the brokers stand in the location, as in kafka://host:9092"),
            decided("bootstrap.controllers", "", "the brokers stand in the location, as in kafka://host:9092"));

    private record Decided(String value, String reason) {}

    private KafkaProperties() {}

    private static Map.Entry<String, Decided> decided(String name, String value, String reason) {
        return Map.entry(name, new Decided(value, reason));
    }

    private static Map<String, ConfigKey> known() {
        Map<String, ConfigKey> all = new TreeMap<>(AdminClientConfig.configDef().configKeys());
        all.putAll(ProducerConfig.configDef().configKeys());
        all.putAll(ConsumerConfig.configDef().configKeys());
        return all;
    }

    /**
     * The properties that are to be given to clients: those that Leat sets to the same value itself are left out.
     *
     * @throws LeatException.Invalid naming the property that is not known, not the user's, or has a wrong value
     */
    static Map<String, String> checked(Map<String, String> given, String bootstrap) {
        Map<String, String> all = new HashMap<>();
        for (Map.Entry<String, String> property : new TreeMap<>(given).entrySet()) {
            String name = property.getKey();
            String value = property.getValue();
            Decided decided = DECIDED.get(name);
            if (decided != null) {
                refuseOther(name, value, decided, bootstrap);
            } else {
                check(name, value);
                all.put(name, value);
            }
        }
        return all;
    }

    private static void refuseOther(String name, String value, Decided decided, String bootstrap) {
        String own = name.equals("bootstrap.servers") ? bootstrap : decided.value();
        if (!value.equalsIgnoreCase(own) || own.isEmpty()) {
            throw new LeatException.Invalid(
                    name, "'" + value + "' cannot be set, Leat decides it: " + decided.reason() + "; leave it out");
        }
    }

    private static void check(String name, String value) {
        ConfigKey key = KNOWN.get(name);
        if (key == null) {
            if (!isOpen(name)) {
                throw new LeatException.Invalid(name, unknown(name, value));
            }
        } else if (!value.contains("${")) { // which a config.provider replaces
            check(key, value);
        }
    }

    private static void check(ConfigKey key, String value) {
        try {
            Object parsed = ConfigDef.parseType(key.name, value, key.type);
            if (key.validator != null) {
                key.validator.ensureValid(key.name, parsed);
            }
        } catch (ConfigException e) {
            throw new LeatException.Invalid(
                    key.name, isSecret(key.name) ? "has a value that Kafka does not take" : message(e));
        }
    }

    private static String message(ConfigException e) {
        return String.valueOf(e.getMessage());
    }

    private static String unknown(String name, String value) {
        String nearest = "";
        int least = Integer.MAX_VALUE;
        for (String known : KNOWN.keySet()) {
            int distance = EditDistance.of(name, known);
            if (distance < least) {
                least = distance;
                nearest = known;
            }
        }
        return (isSecret(name) ? "" : "with value '" + value + "' ")
                + "is no property of Kafka's clients, nor prefix, replication or properties; the nearest is " + nearest;
    }

    /** Whether it is not Kafka's own, but of what the user has plugged in. */
    static boolean isOpen(String name) {
        return OPEN.stream().anyMatch(name::startsWith);
    }

    /** Whether a property may be given without a value: that switches the check of host names off. */
    static boolean mayBeEmpty(String name) {
        return name.equals("ssl.endpoint.identification.algorithm");
    }

    /** Whether nobody may see its value; names that are not known are secret if they sound so. */
    static boolean isSecret(String name) {
        ConfigKey key = KNOWN.get(name);
        String lower = name.toLowerCase(Locale.ROOT);
        return key == null
                ? lower.contains("pass")
                        || lower.contains("secret")
                        || lower.contains("jaas")
                        || lower.contains("token")
                        || lower.contains("key")
                        || lower.contains("credential")
                : key.type == ConfigDef.Type.PASSWORD;
    }
}
