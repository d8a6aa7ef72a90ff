package dev.leat.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A member of a consumer group as Kafka's own client makes it: a thread that polls; commits go by themselves. */
final class PlainMember {

    private final Thread thread;
    private volatile boolean closed;

    private PlainMember(String topic, String group, Sightings.Of seen) {
        this.thread = new Thread(() -> poll(topic, group, seen), "plain-member");
    }

    static PlainMember start(String topic, String group, Sightings.Of seen) {
        PlainMember member = new PlainMember(topic, group, seen);
        member.thread.start();
        return member;
    }

    private void poll(String topic, String group, Sightings.Of seen) {
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings(group), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    seen.saw(record.partition());
                }
            }
        }
    }

    /** Those of Leat's members. */
    private static Map<String, Object> settings(String group) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                BenchBroker.bootstrap(),
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "latest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName(),
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                10_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                1_000);
    }

    /** Returns when it has left the group. */
    void leave() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
