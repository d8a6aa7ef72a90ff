package dev.leat.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Others change topics behind the hub's back, and write what is no event. */
class ChangedTopicsTest {

    private static final Duration SOON = Duration.ofSeconds(40);

    private final String prefix = "t-" + UUID.randomUUID().toString().substring(0, 8) + ".";
    private final Hub hub = Hub.open(
            "kafka://" + TestBroker.bootstrap() + "?prefix=" + prefix,
            HubOptions.defaults().durability(Durability.FAST));
    private final Queue<String> handled = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        hub.close();
    }

    private static NewEvent event(String id) {
        return Event.of("order.placed", "/test").id(id).subject(id);
    }

    private void subscribe() {
        var unused = hub.subscribe("orders").durable("billing").handle(event -> handled.add(event.getId()));
    }

    private void publish(String from, int count) {
        IntStream.range(0, count)
                .mapToObj(i -> hub.stream("orders").publish(event(from + i)))
                .toList()
                .forEach(pending -> pending.await(SOON));
    }

    private void configure(String name, String value) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, prefix + "orders");
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        TestBroker.admin()
                .incrementalAlterConfigs(Map.of(topic, List.of(set)))
                .all()
                .get();
    }

    @Test
    void partitionsThatAreAddedAreUsedAndHandledWithoutARestart() throws Exception {
        hub.create("orders", StreamSettings.defaults());
        subscribe();
        publish("a", 20);
        TestBroker.admin()
                .createPartitions(Map.of(prefix + "orders", NewPartitions.increaseTo(3)))
                .all()
                .get();
        Awaitility.await()
                .atMost(SOON)
                .until(() -> hub.stream("orders")
                                        .publish(event("b"))
                                        .await(SOON)
                                        .partition()
                                > 0
                        || hub.stream("orders").publish(event("c")).await(SOON).partition() > 0);
        publish("d", 20);
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(handled)
                        .containsAll(
                                IntStream.range(0, 20).mapToObj(i -> "a" + i).toList())
                        .containsAll(
                                IntStream.range(0, 20).mapToObj(i -> "d" + i).toList()));
        assertThat(hub.stream("orders").info().settings().partitions()).isEqualTo(3);
    }

    @Test
    void aTopicThatWasMadeAnewIsAnotherStream() throws Exception {
        hub.create("orders", StreamSettings.defaults());
        publish("old", 3);
        TestBroker.admin().deleteTopics(List.of(prefix + "orders")).all().get();
        Awaitility.await().atMost(SOON).ignoreExceptions().until(() -> {
            TestBroker.admin()
                    .createTopics(List.of(new NewTopic(prefix + "orders", 1, (short) 1)))
                    .all()
                    .get();
            return true;
        });
        Awaitility.await()
                .atMost(SOON)
                .ignoreExceptionsMatching(LeatException.class::isInstance)
                .untilAsserted(() -> publish("new", 1));
        assertThat(hub.stream("orders").read().list())
                .extracting(Event::getId)
                .contains("new0")
                .doesNotContain("old0");
    }

    @Test
    void retentionThatIsChangedIsSeen() throws Exception {
        hub.create("orders", StreamSettings.defaults().retain(Duration.ofDays(1)));
        configure("retention.ms", String.valueOf(Duration.ofDays(3).toMillis()));
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(
                        () -> assertThat(hub.stream("orders").info().settings().retain())
                                .isEqualTo(Duration.ofDays(3)));
    }

    @Test
    void whatIsNoEventIsHandledAsAPlainRecordAndStopsNoSubscription() throws Exception {
        hub.create("orders", StreamSettings.defaults());
        subscribe();
        publish("a", 1);
        String topic = prefix + "orders";
        try (var foreign = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestBroker.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            byte[] noText = {(byte) 0xff, 0, (byte) 0xc0};
            ProducerRecord<byte[], byte[]> broken = new ProducerRecord<>(topic, "{".getBytes(StandardCharsets.UTF_8));
            broken.headers().add("content-type", "application/cloudevents+json".getBytes(StandardCharsets.UTF_8));
            ProducerRecord<byte[], byte[]> half = new ProducerRecord<>(topic, noText);
            half.headers()
                    .add("ce_specversion", "1.0".getBytes(StandardCharsets.UTF_8))
                    .add("ce_id", noText);
            for (var record : List.of(
                    new ProducerRecord<byte[], byte[]>(topic, noText, noText),
                    new ProducerRecord<byte[], byte[]>(topic, null, null),
                    broken,
                    half)) {
                foreign.send(record).get();
            }
        }
        publish("z", 1);
        Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(handled).contains("z0"));
        assertThat(handled).hasSize(6).startsWith("a0").endsWith("z0");
        assertThat(hub.stream("orders").read().list()).hasSize(6);
    }

    @Test
    void aRecordThatTheTopicDoesNotTakeIsInvalidAndNothingElseIs() throws Exception {
        hub.create("orders", StreamSettings.defaults());
        configure("max.message.bytes", "1000");
        NewEvent large = event("large").data("text/plain", new byte[5_000]);
        for (var append : List.of(List.of(large), List.of(large, event("with")))) {
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> assertThatThrownBy(
                                    () -> hub.stream("orders").publish(append).await(SOON))
                            .isInstanceOf(LeatException.Invalid.class)
                            .hasMessageContaining("max.message.bytes")
                            .hasMessageContaining("'orders'"));
        }
        publish("small", 2);
        assertThat(hub.stream("orders").read().list())
                .extracting(Event::getId)
                .contains("small0", "small1")
                .doesNotContain("with");
    }
}
