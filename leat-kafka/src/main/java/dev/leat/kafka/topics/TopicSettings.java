package dev.leat.kafka.topics;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_DELETE;
import static org.apache.kafka.common.config.TopicConfig.DELETE_RETENTION_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import dev.leat.core.Capability;
import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of a stream as the configuration of its topic, and back. */
final class TopicSettings {

    private static final String FOR_EVER = "-1";

    private TopicSettings() {}

    /** Refuses what Kafka cannot honour. */
    static void check(String stream, StreamSettings settings) {
        checkMillis("retain", settings.retain());
        checkMillis("compact", settings.compact());
        if (settings.dedupe() != null && !settings.guarded()) {
            throw new LeatException.Unsupported(
                    Capability.CONDITIONS_UNGUARDED,
                    "stream '" + stream + "' has dedupe and is not guarded; on Kafka only the owner of a partition can"
                            + " recognise events: set guarded too");
        }
    }

    private static void checkMillis(String field, @Nullable Duration time) {
        try {
            if (time != null) {
                millis(time);
            }
        } catch (ArithmeticException e) {
            String instead = field.equals("retain") ? "leave it out, which keeps for ever" : "choose a shorter time";
            throw new LeatException.Invalid(
                    field, time + " is longer than Kafka can count, which is " + Long.MAX_VALUE + "ms; " + instead);
        }
    }

    /** What a topic is configured with; what is not in it is the brokers' default. */
    static Map<String, String> configuration(StreamSettings settings) {
        Map<String, String> configuration = new LinkedHashMap<>();
        Duration retain = settings.retain();
        configuration.put(RETENTION_MS_CONFIG, retain == null ? FOR_EVER : String.valueOf(millis(retain)));
        long bytes = settings.retainBytes();
        configuration.put(RETENTION_BYTES_CONFIG, bytes == 0 ? FOR_EVER : String.valueOf(bytes));
        Duration compact = settings.compact();
        if (compact == null) {
            configuration.put(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_DELETE);
        } else {
            boolean limited = retain != null || bytes > 0;
            String policy = limited ? CLEANUP_POLICY_COMPACT + "," + CLEANUP_POLICY_DELETE : CLEANUP_POLICY_COMPACT;
            configuration.put(CLEANUP_POLICY_CONFIG, policy);
            configuration.put(DELETE_RETENTION_MS_CONFIG, String.valueOf(millis(compact)));
        }
        return configuration;
    }

    /**
     * The settings of a topic, which may be another's than Leat's.
     *
     * @param configuration as it is now: where it differs from what is recorded, somebody has changed it since
     * @param recorded tells what the configuration cannot hold; null if nothing is recorded
     */
    static StreamSettings settings(
            int partitions, Map<String, String> configuration, @Nullable StreamSettings recorded) {
        List<String> policies = List.of(configuration
                .getOrDefault(CLEANUP_POLICY_CONFIG, "")
                .replace(" ", "")
                .split(","));
        boolean deletes = policies.contains(CLEANUP_POLICY_DELETE);
        long retain = deletes ? number(configuration, RETENTION_MS_CONFIG) : -1;
        long bytes = deletes ? number(configuration, RETENTION_BYTES_CONFIG) : -1;
        Duration compact = policies.contains(CLEANUP_POLICY_COMPACT)
                ? duration(
                        number(configuration, DELETE_RETENTION_MS_CONFIG), recorded == null ? null : recorded.compact())
                : null;
        return new StreamSettings(
                partitions,
                // Kafka may be told to keep for no time, or no bytes, at all: the least that settings can say.
                retain < 0 ? null : duration(Math.max(1, retain), recorded == null ? null : recorded.retain()),
                bytes < 0 ? 0 : Math.max(1, bytes),
                compact,
                recorded == null ? null : recorded.dedupe(),
                recorded != null && recorded.guarded());
    }

    /** Whether settings must be recorded, since a topic's configuration cannot hold all of them. */
    static boolean mustBeRecorded(StreamSettings settings) {
        return !settings(settings.partitions(), configuration(settings), null).equals(settings);
    }

    private static long number(Map<String, String> configuration, String name) {
        return Long.parseLong(configuration.getOrDefault(name, FOR_EVER));
    }

    private static Duration duration(long millis, @Nullable Duration recorded) {
        return recorded != null && millis(recorded) == millis ? recorded : Duration.ofMillis(Math.max(0, millis));
    }

    /** Never shorter than asked for. */
    private static long millis(Duration time) {
        long whole = time.toMillis();
        return Duration.ofMillis(whole).equals(time) ? whole : Math.addExact(whole, 1);
    }
}
