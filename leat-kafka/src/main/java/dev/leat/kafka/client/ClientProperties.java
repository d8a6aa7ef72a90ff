package dev.leat.kafka.client;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The user's properties for one kind of client, without those of other kinds, and with waits short enough to tell in time
 * that no broker answers: Kafka's own are a minute. What the user sets wins.
 */
final class ClientProperties {

    private static final int REQUEST_MILLIS = 10_000;
    private static final int CALL_MILLIS = 15_000;
    private static final int CONNECT_MILLIS = 5_000;

    private final Map<String, String> given;

    ClientProperties(Map<String, String> given) {
        this.given = given;
    }

    Map<String, Object> admin() {
        Map<String, Object> all = of(AdminClientConfig.configNames());
        presetCalls(all);
        return all;
    }

    /** Without the one that names a static member of a group: not all consumers are members. */
    Map<String, Object> consumer() {
        Map<String, Object> all = of(ConsumerConfig.configNames());
        all.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        presetCalls(all);
        return all;
    }

    Map<String, Object> producer() {
        Map<String, Object> all = of(ProducerConfig.configNames());
        Long delivery = number(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG);
        Long linger = number(ProducerConfig.LINGER_MS_CONFIG);
        long most = delivery == null ? REQUEST_MILLIS : Math.max(1, delivery - (linger == null ? 5 : linger));
        all.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(REQUEST_MILLIS, most));
        all.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, CALL_MILLIS);
        return all;
    }

    /** The name of the static member, if the user gave one. */
    @Nullable
    String groupInstance() {
        return given.get(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    }

    private Map<String, Object> of(Set<String> names) {
        Map<String, Object> all = new HashMap<>();
        given.forEach((name, value) -> {
            if (names.contains(name) || KafkaProperties.isOpen(name)) {
                all.put(name, value);
            }
        });
        Long most = number(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG);
        all.putIfAbsent(
                CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG,
                most == null ? CONNECT_MILLIS : Math.min(CONNECT_MILLIS, most));
        return all;
    }

    /** A call takes as long as a request at least: where the user gives one of the two, the other one follows. */
    private void presetCalls(Map<String, Object> all) {
        Long request = number(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG);
        Long call = number(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
        all.putIfAbsent(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int)
                (call == null ? REQUEST_MILLIS : Math.min(REQUEST_MILLIS, call)));
        all.putIfAbsent(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int)
                (request == null ? CALL_MILLIS : Math.max(CALL_MILLIS, request)));
    }

    /** A number that the user set, which {@link KafkaProperties} has checked; null if it did not, or it is yet to be read. */
    private @Nullable Long number(String name) {
        String text = given.get(name);
        return text == null || text.contains("${") ? null : (Long) Long.parseLong(text.strip());
    }
}
