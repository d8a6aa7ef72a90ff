package dev.leat.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.leat.core.Capability;
import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.kafka.TestBroker;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams as topics of a real broker, by two hubs that share them. */
class TopicsTest {

    private static final StreamSettings SETTINGS =
            StreamSettings.defaults().partitions(3).retain(Duration.ofDays(7)).retainBytes(1 << 30);
    private static final StreamSettings GUARDED =
            StreamSettings.defaults().guarded(true).dedupe(Duration.ofHours(1));

    private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
    private final Side here = new Side(prefix);
    private final Side there = new Side(prefix);

    /** One hub's. */
    private record Side(Clients clients, Catalog catalog, Topics topics) {

        Side(String prefix) {
            this(prefix, 0);
        }

        Side(String prefix, int replication) {
            this(new Clients(new KafkaLocation(TestBroker.bootstrap(), prefix, replication, Map.of())));
        }

        private Side(Clients clients) {
            this(clients, new Catalog(clients));
        }

        private Side(Clients clients, Catalog catalog) {
            this(clients, catalog, new Topics(clients, catalog));
        }

        void close() {
            catalog.close();
            clients.close();
        }
    }

    @AfterEach
    void close() throws Exception {
        var names = here.clients.admin().listTopics().names().get();
        here.clients
                .admin()
                .deleteTopics(
                        names.stream().filter(name -> name.startsWith(prefix)).toList())
                .all()
                .get();
        here.close();
        there.close();
    }

    private static <T> T done(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    private static void assertFails(CompletableFuture<?> future, Class<? extends LeatException> type, String text) {
        assertThatThrownBy(() -> done(future))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(type)
                .hasMessageContaining(text);
    }

    private List<String> names(Side side) throws Exception {
        return done(side.catalog.list("*")).stream().map(StreamTopic::stream).toList();
    }

    @Test
    void aStreamIsATopicWithItsSettings() throws Exception {
        StreamTopic created = done(here.topics.create("orders", SETTINGS));
        assertThat(created.topic()).isEqualTo(prefix + "orders");
        assertThat(created.settings()).isEqualTo(SETTINGS);
        assertThat(created.replication()).isEqualTo(1);
        assertThat(created.recordsTime()).isTrue();
        assertThat(done(there.catalog.find("orders"))).isEqualTo(created);
        assertThat(there.catalog.required("orders")).isEqualTo(created);
        assertThat(done(here.topics.create("orders", SETTINGS))).isEqualTo(created);
        assertFails(there.topics.create("orders", SETTINGS.retainBytes(0)), LeatException.Invalid.class, "'orders'");
        assertThat(names(there)).containsExactly("orders");
    }

    @Test
    void settingsOfAllKindsAreReadAsTheyWereGiven() throws Exception {
        List<StreamSettings> all = List.of(
                StreamSettings.defaults(),
                StreamSettings.defaults().compacted(),
                StreamSettings.defaults().compact(Duration.ZERO).retain(Duration.ofMillis(1)),
                StreamSettings.defaults().compact(Duration.ofSeconds(5)).retainBytes(1),
                StreamSettings.defaults().retain(Duration.ofNanos(5_000_001)),
                StreamSettings.defaults().compact(Duration.ofNanos(1)),
                GUARDED,
                GUARDED.dedupe(StreamSettings.FOREVER).compacted(),
                StreamSettings.defaults().guarded(true));
        for (int i = 0; i < all.size(); i++) {
            done(here.topics.create("s" + i, all.get(i)));
        }
        for (int i = 0; i < all.size(); i++) {
            assertThat(done(there.catalog.find("s" + i)).settings()).isEqualTo(all.get(i));
        }
        assertThat(done(there.catalog.list("s*")))
                .extracting(StreamTopic::settings)
                .containsExactlyElementsOf(all);
        for (int i = 0; i < all.size(); i++) {
            StreamSettings next = all.get((i + 1) % all.size());
            assertThat(done(here.topics.alter("s" + i, next)).settings()).isEqualTo(next);
            assertThat(done(there.catalog.ask("s" + i)).settings()).isEqualTo(next);
        }
    }

    @Test
    void whatKafkaCannotHonourIsRefusedBeforeAnythingIsMade() throws Exception {
        StreamSettings unguarded = StreamSettings.defaults().dedupe(Duration.ofHours(1));
        assertThatThrownBy(() -> done(here.topics.create("orders", unguarded)))
                .cause()
                .isInstanceOfSatisfying(
                        LeatException.Unsupported.class,
                        refused -> assertThat(refused.capability()).isEqualTo(Capability.CONDITIONS_UNGUARDED))
                .hasMessageContaining("guarded");
        StreamSettings endless = StreamSettings.defaults().retain(StreamSettings.FOREVER);
        assertFails(here.topics.create("orders", endless), LeatException.Invalid.class, "retain");
        String longest = "x".repeat(200);
        Side deep = new Side(prefix + "y".repeat(50));
        assertFails(deep.topics.create(longest, StreamSettings.defaults()), LeatException.Invalid.class, "249");
        deep.close();
        Side replicated = new Side(prefix, 2);
        assertFails(
                replicated.topics.create("orders", StreamSettings.defaults()),
                LeatException.Invalid.class,
                "replication");
        replicated.close();
        assertThat(names(here)).isEmpty();
        done(here.topics.create(longest, StreamSettings.defaults()));
        assertThat(names(here)).containsExactly(longest);
    }

    @Test
    void namesThatDifferOnlyInDotsAndUnderscoresAreRefusedAsKafkaDoes() throws Exception {
        done(here.topics.create("a.b", StreamSettings.defaults()));
        assertFails(here.topics.create("a_b", StreamSettings.defaults()), LeatException.Invalid.class, "a.b");
    }

    @Test
    void thePartitionsCannotBeAlteredAndWhatIsNotThereIsNotFound() throws Exception {
        done(here.topics.create("orders", SETTINGS));
        assertFails(here.topics.alter("orders", SETTINGS.partitions(4)), LeatException.Invalid.class, "partitions");
        assertFails(here.topics.alter("order", SETTINGS), LeatException.NotFound.class, "'order'");
        assertFails(here.topics.delete("order"), LeatException.NotFound.class, "'order'");
        assertFails(here.catalog.find("order"), LeatException.NotFound.class, "there is no stream 'order'; create it");
        assertThatThrownBy(() -> here.catalog.required("order")).isInstanceOf(LeatException.NotFound.class);
        assertThat(here.catalog.known("order")).isNull();
        assertThat(done(here.catalog.list("order"))).isEmpty();
    }

    @Test
    void aStreamCreatedAgainHasNothingOfTheFormerOne() throws Exception {
        StreamTopic former = done(here.topics.create("orders", GUARDED));
        TopicPartition partition = new TopicPartition(former.topic(), 0);
        try (var producer = here.clients.producer("test", Map.of())) {
            producer.send(new ProducerRecord<>(former.topic(), new byte[1])).get();
        }
        try (var consumer = here.clients.consumer("test", Map.of(ConsumerConfig.GROUP_ID_CONFIG, prefix + "billing"))) {
            consumer.assign(List.of(partition));
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(1)));
        }
        done(here.topics.delete("orders"));
        assertThat(names(here)).isEmpty();
        assertThat(done(there.catalog.list("orders"))).isEmpty();
        assertThat(here.catalog.settings().known().records().keySet()).noneMatch(key -> key.startsWith("orders"));
        StreamTopic again = done(there.topics.create("orders", StreamSettings.defaults()));
        assertThat(again.id()).isNotEqualTo(former.id());
        assertThat(done(here.catalog.find("orders"))).isEqualTo(again);
        assertThat(here.clients
                        .admin()
                        .listConsumerGroupOffsets(prefix + "billing")
                        .partitionsToOffsetAndMetadata()
                        .get())
                .doesNotContainKey(partition);
    }

    @Test
    void hubsThatCreateAStreamAtOnceAgree() throws Exception {
        for (int round = 0; round < 3; round++) {
            String stream = "equal-" + round;
            var one = here.topics.create(stream, GUARDED);
            var other = there.topics.create(stream, GUARDED);
            assertThat(done(one)).isEqualTo(done(other));
        }
        for (int round = 0; round < 3; round++) {
            String stream = "unequal-" + round;
            List<CompletableFuture<StreamTopic>> created = List.of(
                    here.topics.create(stream, GUARDED), there.topics.create(stream, StreamSettings.defaults()));
            List<StreamSettings> won = new ArrayList<>();
            for (CompletableFuture<StreamTopic> each : created) {
                try {
                    won.add(done(each).settings());
                } catch (ExecutionException e) {
                    assertThat(e).cause().isInstanceOf(LeatException.Invalid.class);
                }
            }
            assertThat(won).hasSize(1);
            assertThat(done(here.catalog.ask(stream)).settings()).isEqualTo(won.get(0));
            assertThat(done(there.catalog.ask(stream)).settings()).isEqualTo(won.get(0));
        }
    }

    @Test
    void whatIsAnnouncedHoldsWhileItsTopicIsBeingMade() throws Exception {
        done(here.catalog.settings().write(SettingsRecord.announced("orders"), GUARDED));
        make("orders", 1, Map.of());
        assertThat(done(there.catalog.find("orders")).settings().guarded()).isTrue();
        done(here.catalog.settings().write(SettingsRecord.announced("audit"), GUARDED));
        done(there.topics.create("audit", StreamSettings.defaults()));
        assertThat(done(here.catalog.find("audit")).settings()).isEqualTo(StreamSettings.defaults());
        assertThat(here.catalog.settings().known().records()).doesNotContainKey(SettingsRecord.announced("audit"));
    }

    @Test
    void topicsOfOthersAreStreamsWithTheSettingsThatTheyHave() throws Exception {
        make("plain", 2, Map.of("retention.ms", "60000", "retention.bytes", "0"));
        make("kept", 1, Map.of("cleanup.policy", "compact", "retention.ms", "60000", "delete.retention.ms", "5"));
        StreamTopic plain = done(here.catalog.find("plain"));
        assertThat(plain.settings())
                .isEqualTo(StreamSettings.defaults()
                        .partitions(2)
                        .retain(Duration.ofMinutes(1))
                        .retainBytes(1));
        assertThat(plain.recordsTime()).isFalse();
        assertThat(done(here.catalog.find("kept")).settings())
                .isEqualTo(StreamSettings.defaults().compact(Duration.ofMillis(5)));
        assertThat(names(here)).containsExactly("kept", "plain");
        StreamSettings guarded = plain.settings().guarded(true);
        assertThat(done(here.topics.alter("plain", guarded)).settings()).isEqualTo(guarded);
        Side all = new Side("");
        assertThat(names(all)).contains(prefix + "kept", prefix + "plain").noneMatch(name -> name.startsWith("__"));
        all.close();
    }

    private void make(String stream, int partitions, Map<String, String> configuration) throws Exception {
        NewTopic topic = new NewTopic(prefix + stream, partitions, (short) 1).configs(configuration);
        here.clients.admin().createTopics(List.of(topic)).all().get();
    }

    @Test
    void changesBehindTheHubsBackAreNoticed() throws Exception {
        StreamTopic orders = done(here.topics.create("orders", GUARDED.retain(Duration.ofNanos(2_000_001))));
        assertThat(here.catalog.known("orders")).isEqualTo(orders);
        here.clients
                .admin()
                .createPartitions(Map.of(orders.topic(), NewPartitions.increaseTo(2)))
                .all()
                .get();
        here.catalog.forget("orders");
        assertThat(here.catalog.known("orders")).isNull();
        assertThat(here.catalog.required("orders").settings())
                .isEqualTo(orders.settings().partitions(2));
        here.clients
                .admin()
                .incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, orders.topic()),
                        List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "5000"), AlterConfigOp.OpType.SET))))
                .all()
                .get();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> here.catalog
                        .required("orders")
                        .settings()
                        .equals(GUARDED.partitions(2).retain(Duration.ofSeconds(5))));
        here.clients.admin().deleteTopics(List.of(orders.topic())).all().get();
        make("orders", 1, Map.of());
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !here.catalog.required("orders").settings().guarded());
    }

    @Test
    void manyStreamsAreDescribedAtOnceAndManyThreadsAskOnce() throws Exception {
        List<CompletableFuture<StreamTopic>> created = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            created.add(here.topics.create("s-" + i, StreamSettings.defaults()));
        }
        for (CompletableFuture<StreamTopic> each : created) {
            done(each);
        }
        assertThat(names(there)).hasSize(20);
        assertThat(done(there.catalog.list("s-1*"))).hasSize(11);
        List<CompletableFuture<StreamTopic>> asked = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            asked.add(there.catalog.find("none"));
        }
        for (CompletableFuture<StreamTopic> each : asked) {
            assertFails(each, LeatException.NotFound.class, "'none'");
        }
    }

    @Test
    void aClosedHubSaysSo() throws Exception {
        Side closed = new Side(prefix);
        done(closed.topics.create("orders", StreamSettings.defaults()));
        closed.close();
        assertFails(closed.topics.create("new", StreamSettings.defaults()), LeatException.Closed.class, "closed");
        assertFails(closed.catalog.list("*"), LeatException.Closed.class, "closed");
    }
}
