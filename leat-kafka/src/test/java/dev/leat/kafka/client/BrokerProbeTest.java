package dev.leat.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Event;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.kafka.TestBroker;
import dev.leat.kafka.records.EventRecords;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Brokers are found, and clients made for them, with what the location says. */
class BrokerProbeTest {

    private static KafkaLocation location(String query) {
        return KafkaLocation.parse("//" + TestBroker.bootstrap() + query, HubOptions.defaults());
    }

    @Test
    void brokersAreCounted() {
        Probe probe = Probe.open(location(""));
        try (Clients clients = probe.clients()) {
            assertThat(probe.brokers()).isEqualTo(1);
            assertThat(clients.id()).startsWith("leat-");
        }
    }

    @Test
    void aWrongProtocolIsTold() {
        assertThatThrownBy(() -> Probe.open(
                        location("?security.protocol=SSL&default.api.timeout.ms=3000&request.timeout.ms=2000")))
                .isInstanceOf(LeatException.class)
                .hasMessageMatching("(?s).*(speak plain text|the port speaks TLS).*");
    }

    @Test
    void anEventGoesThroughABroker() throws Exception {
        try (Clients clients = Probe.open(location("?prefix=" + UUID.randomUUID() + ".&client.id=shop"))
                .clients()) {
            String topic = clients.names().topic("orders");
            var unused = clients.admin()
                    .createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                    .all()
                    .get();
            Event published = read(clients, topic);

            assertThat(clients.id()).startsWith("shop-");
            assertThat(published.getId()).isEqualTo("1");
            assertThat(published.getExtension("items")).isEqualTo(3);
            assertThat(published.stream()).isEqualTo("orders");
            assertThat(published.timeText()).isEqualTo("2026-11-01T09:30:00.0Z");
        }
    }

    private static Event read(Clients clients, String topic) throws Exception {
        try (var producer = clients.producer("test", Map.of());
                var consumer = clients.consumer("test", Map.of())) {
            var unused = producer.send(EventRecords.record(
                            topic,
                            0,
                            Event.of("a", "/b").id("1").with("items", 3).time("2026-11-01T09:30:00.0Z")))
                    .get();
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<ConsumerRecord<byte[], byte[]>> records = Awaitility.await()
                    .until(() -> consumer.poll(Duration.ofMillis(100)).records(partition), some -> !some.isEmpty());
            return EventRecords.event("orders", records.get(0));
        }
    }
}
