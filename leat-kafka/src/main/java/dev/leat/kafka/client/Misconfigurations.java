package dev.leat.kafka.client;

import dev.leat.core.LeatException;
import org.apache.kafka.common.config.ConfigException;

/**
 * What it means that Kafka's clients do not take their properties: one value each has been checked before, so that what is left is
 * what does not go together, cannot be loaded, or has no address.
 */
final class Misconfigurations {

    private static final String NAMED = "for configuration ";

    private Misconfigurations() {}

    static LeatException of(ConfigException error, String doing) {
        String message = String.valueOf(error.getMessage());
        if (message.contains("bootstrap.servers")) {
            return new LeatException.Unavailable(
                    doing + " failed: " + message + "; check the names of the hosts", error);
        }
        String name = name(message);
        return new LeatException.Invalid(
                name.isEmpty() ? "properties" : name,
                KafkaProperties.isSecret(name) ? "has a value that Kafka does not take" : message);
    }

    /** Which property an error is about, as Kafka words it; empty if it does not tell. */
    private static String name(String message) {
        int at = message.indexOf(NAMED);
        if (at < 0) {
            return "";
        }
        int from = at + NAMED.length();
        int end = from;
        while (end < message.length() && ":, ".indexOf(message.charAt(end)) < 0) {
            end++;
        }
        return message.substring(from, end);
    }
}
