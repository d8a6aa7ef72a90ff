package dev.leat.kafka.appends;

import dev.leat.core.StreamSettings;
import dev.leat.kafka.TestBroker;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaFailures;
import dev.leat.kafka.client.KafkaLocation;
import dev.leat.kafka.groups.Cursors;
import dev.leat.kafka.groups.Memberships;
import dev.leat.kafka.records.EventRecords;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** What {@link Appends} needs of a hub, on the shared broker under a prefix of its own, and reading without Leat. */
final class AppendsHub implements AutoCloseable {

    final Clients clients;
    final Catalog catalog;
    final Appends appends;
    final Cursors cursors;
    final Memberships memberships;
    final KafkaLocation location;
    private final Topics topics;
    private boolean closed;

    AppendsHub(Map<String, String> properties, Duration publishWait) {
        this(location(TestBroker.bootstrap(), properties), publishWait);
    }

    AppendsHub(KafkaLocation location, Duration publishWait) {
        this.location = location;
        clients = new Clients(location);
        catalog = new Catalog(clients);
        topics = new Topics(clients, catalog);
        memberships = new Memberships(clients, catalog);
        cursors = new Cursors(clients, catalog, memberships);
        appends = new Appends(clients, catalog, cursors, publishWait);
    }

    /** Brokers under a prefix that nobody else has. */
    static KafkaLocation location(String bootstrap, Map<String, String> properties) {
        return new KafkaLocation(bootstrap, UUID.randomUUID().toString().substring(0, 8) + "-", properties);
    }

    String topic(String stream) {
        return clients.names().topic(stream);
    }

    void create(String stream, StreamSettings settings) {
        topics.create(stream, settings).join();
    }

    void configure(String stream, String name, String value) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, topic(stream));
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        KafkaFailures.future(
                        clients.admin()
                                .incrementalAlterConfigs(Map.of(topic, List.of(set)))
                                .all(),
                        "configuring")
                .join();
    }

    void deleteBehindItsBack(String stream) {
        KafkaFailures.future(
                        clients.admin().deleteTopics(List.of(topic(stream))).all(), "deleting")
                .join();
    }

    /** The id of the transactional producer that is at work. */
    String transactionalId() {
        return KafkaFailures.future(clients.admin().listTransactions().all(), "listing").join().stream()
                .map(transaction -> transaction.transactionalId())
                .filter(id -> id.startsWith(clients.names().prefix()))
                .findFirst()
                .orElseThrow();
    }

    /** What is committed of a stream, partition by partition. */
    List<String> ids(String stream) {
        try (Consumer<byte[], byte[]> consumer = clients.consumer("test", Map.of())) {
            List<TopicPartition> partitions = IntStream.range(
                            0, consumer.partitionsFor(topic(stream)).size())
                    .mapToObj(number -> new TopicPartition(topic(stream), number))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<String> ids = new ArrayList<>();
            while (!ends.entrySet().stream()
                    .filter(end -> consumer.position(end.getKey()) < end.getValue())
                    .collect(Collectors.toSet())
                    .isEmpty()) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record ->
                                ids.add(EventRecords.event(stream, record).getId()));
            }
            return ids;
        }
    }

    /** The offset behind what readers see. */
    long end(String stream, int partition) {
        try (Consumer<byte[], byte[]> consumer = clients.consumer("test", Map.of())) {
            TopicPartition wanted = new TopicPartition(topic(stream), partition);
            return consumer.endOffsets(List.of(wanted)).getOrDefault(wanted, 0L);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            appends.close();
            memberships.close();
            catalog.close();
            clients.close();
        }
    }
}
