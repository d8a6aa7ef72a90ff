package dev.leat.kafka.groups;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/**
 * How a member's consumer is set up. What the user gave wins, but for what a member needs to work.
 *
 * <p>A member that was killed is noticed after {@code session.timeout.ms}: 10 s, not Kafka's 45 s, as those who wait for its
 * events would wait that long; the price is that a process that stands still for 10 s loses what it has. A static member
 * ({@code group.instance.id}) keeps Kafka's 45 s: its partitions are to wait for it while its process is started anew.
 * Members hear of a rebalance by their next heartbeat: {@code heartbeat.interval.ms} is 1 s, not Kafka's 3 s. Partitions that
 * somebody has added to a topic are shared out after {@code metadata.max.age.ms}: 5 s, not Kafka's 5 minutes.
 */
final class MemberSettings {

    private static final int SESSION_MS = 10_000;
    private static final int STATIC_SESSION_MS = 45_000;
    private static final int HEARTBEAT_MS = 1_000;
    private static final int METADATA_MS = 5_000;
    private static final long POLL_INTERVAL_MS = 300_000;
    private static final Duration MOST_GIVING_UP = Duration.ofSeconds(30);

    private MemberSettings() {}

    static Map<String, Object> of(Map<String, String> user, String group) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        // nothing is read, so no position is ever out of range; "none" would be an error where nothing is committed
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        if (!user.containsKey(ConsumerConfig.METADATA_MAX_AGE_CONFIG)) {
            settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MS);
        }
        if (!"consumer".equalsIgnoreCase(user.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
            boolean isStatic = user.containsKey(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
            Map<String, Object> classic = new HashMap<>();
            classic.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
            classic.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, isStatic ? STATIC_SESSION_MS : SESSION_MS);
            classic.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
            classic.keySet().removeAll(user.keySet());
            settings.putAll(classic);
        } // else these settings are the brokers' own, and refused here
        return settings;
    }

    /** How long a member may take to give partitions up: well below what makes the brokers take it for dead. */
    static Duration mostGivingUp(Map<String, String> user) {
        String interval = user.getOrDefault(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, "")
                .strip();
        boolean given = interval.matches("[0-9]{1,10}"); // else there is none, or it is looked up elsewhere
        Duration half = Duration.ofMillis((given ? Long.parseLong(interval) : POLL_INTERVAL_MS) / 2);
        return half.compareTo(MOST_GIVING_UP) < 0 ? half : MOST_GIVING_UP;
    }
}
