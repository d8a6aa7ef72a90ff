package dev.leat.kafka.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.engine.StreamPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cursors are the committed offsets of groups, for members and for those that are none. */
class CursorsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String prefix = "c-" + UUID.randomUUID() + "-";
    private final List<OneProcess> processes = new ArrayList<>();
    private final Listening.Owners owners = new Listening.Owners();
    private final Listening a = new Listening("a", owners);
    private final Listening b = new Listening("b", owners);
    private OneProcess one;

    @BeforeEach
    void createStreams() throws Exception {
        one = process();
        one.create("orders", 3);
        one.create("bills", 1);
    }

    @AfterEach
    void leave() {
        processes.forEach(OneProcess::close);
    }

    private OneProcess process() {
        OneProcess process = new OneProcess(prefix, Map.of());
        processes.add(process);
        return process;
    }

    private static Append.Commit commit(String stream, @Nullable String cursor) {
        return new Append.Commit("work", stream, cursor == null ? null : Cursor.parse(cursor));
    }

    private static void commit(OneProcess process, String stream, @Nullable String cursor) {
        assertThat(process.cursors.commit(List.of(commit(stream, cursor)))).succeedsWithin(PATIENCE);
    }

    private static Map<String, Cursor> committed(OneProcess process) throws Exception {
        return process.cursors.committed("work").get(30, TimeUnit.SECONDS);
    }

    private static void assertFenced(CompletableFuture<?> future, String text) {
        assertThat(future)
                .failsWithin(PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(LeatException.Fenced.class)
                .withMessageContaining(text);
    }

    private void join(OneProcess process, Listening listening, int partitions) {
        var unused = process.join(listening, "orders");
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(listening.has).hasSize(partitions));
    }

    @Test
    void withoutMembersAnyProcessCommits() throws Exception {
        assertThat(committed(one)).isEmpty();
        commit(one, "orders", "0:4,1:17,2:3");
        commit(one, "bills", "0:2");
        commit(process(), "orders", "1:2");
        assertThat(committed(one)).isEqualTo(Map.of("orders", Cursor.parse("1:2"), "bills", Cursor.parse("0:2")));
        commit(one, "orders", "");
        assertThat(committed(one)).isEqualTo(Map.of("orders", Cursor.NOTHING, "bills", Cursor.parse("0:2")));
    }

    @Test
    void commitsThatAreNotWaitedForAreMadeInTheirOrder() throws Exception {
        List<CompletableFuture<?>> done = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            done.add(one.cursors.commit(List.of(commit("orders", "0:" + i))));
        }
        for (CompletableFuture<?> each : done) {
            assertThat(each).succeedsWithin(PATIENCE);
        }
        assertThat(committed(one)).isEqualTo(Map.of("orders", Cursor.parse("0:49")));
    }

    @Test
    void nullForgetsACursorAndTheLastOneTheGroup() throws Exception {
        commit(one, "orders", "0:4");
        commit(one, "bills", "0:2");
        commit(one, "orders", null);
        assertThat(committed(one)).isEqualTo(Map.of("bills", Cursor.parse("0:2")));
        commit(one, "bills", null);
        commit(one, "bills", null);
        assertThat(committed(one)).isEmpty();
        assertThat(one.clients.admin().listGroups().all().get(10, TimeUnit.SECONDS))
                .noneMatch(group -> group.groupId().startsWith(prefix));
    }

    @Test
    void aStreamThatIsMadeAnewInheritsNoCursor() throws Exception {
        commit(one, "orders", "0:4");
        one.topics.delete("orders").get(30, TimeUnit.SECONDS);
        commit(one, "orders", "0:5");
        one.create("orders", 3);
        assertThat(committed(one)).isEmpty();
    }

    @Test
    void offsetsOfOtherToolsCountAndThoseOfAnotherTopicDoNot() throws Exception {
        TopicPartition first = new TopicPartition(one.clients.names().topic("orders"), 0);
        TopicPartition second = new TopicPartition(one.clients.names().topic("orders"), 1);
        one.clients
                .admin()
                .alterConsumerGroupOffsets(
                        one.clients.names().group("work"),
                        Map.of(
                                first,
                                new OffsetAndMetadata(8, "by hand"),
                                second,
                                new OffsetAndMetadata(9, "topic-id:" + org.apache.kafka.common.Uuid.randomUuid())))
                .all()
                .get(10, TimeUnit.SECONDS);
        assertThat(committed(one)).isEqualTo(Map.of("orders", Cursor.parse("0:7")));
    }

    @Test
    void whileAGroupHasMembersOthersAreToldWhoTheyAre() throws Exception {
        commit(one, "orders", "0:4");
        join(one, a, 3);
        OneProcess other = process();
        assertFenced(other.cursors.commit(List.of(commit("orders", "0:9"))), one.clients.id() + "-group");
        assertFenced(other.cursors.commit(List.of(commit("orders", null))), one.clients.id() + "-group");
        assertThat(committed(other)).isEqualTo(Map.of("orders", Cursor.parse("0:4")));
    }

    @Test
    void aMemberCommitsWhatItHasAndLeavesAloneWhatItHasNotNamed() throws Exception {
        commit(one, "orders", "0:4,1:5,2:6");
        join(one, a, 3);
        commit(one, "orders", "1:7");
        assertThat(committed(one)).isEqualTo(Map.of("orders", Cursor.parse("0:4,1:7,2:6")));
        commit(one, "orders", "0:8");
        assertThat(committed(one)).isEqualTo(Map.of("orders", Cursor.parse("0:8,1:7,2:6")));
        assertFenced(one.cursors.commit(List.of(commit("bills", "0:1"))), "'bills'");
    }

    @Test
    void aTransactionCommitsAsTheMember() throws Exception {
        join(one, a, 3);
        transact(one, List.of(commit("orders", "0:4,2:6")));
        assertThat(committed(one)).isEqualTo(Map.of("orders", Cursor.parse("0:4,2:6")));

        OneProcess other = process();
        var stale = one.cursors.offsets(List.of(commit("orders", "0:5,1:5,2:7")));
        join(other, b, 1);
        await().atMost(PATIENCE).until(() -> a.has.size() == 2);
        assertThatThrownBy(() -> transact(one, stale)).isInstanceOf(CommitFailedException.class);
        StreamPartition given = b.has.iterator().next();
        assertThatThrownBy(() -> one.cursors.offsets(List.of(commit("orders", given.partition() + ":5"))))
                .isInstanceOf(LeatException.Fenced.class)
                .hasMessageContaining("partition " + given.partition() + " of stream 'orders'");
        assertThat(committed(one)).isEqualTo(Map.of("orders", Cursor.parse("0:4,2:6")));
        transact(other, List.of(commit("orders", given.partition() + ":9")));
        assertThat(committed(one).get("orders").seen()).containsEntry(given.partition(), 9L);
    }

    @Test
    void whatATransactionCommittedIsSeenOnceItIsAnswered() throws Exception {
        for (int i = 1; i <= 10; i++) {
            transact(one, List.of(commit("bills", "0:" + i)));
            assertThat(committed(one)).isEqualTo(Map.of("bills", Cursor.parse("0:" + i)));
        }
        transact(one, List.of(commit("orders", "0:1")));
        commit(one, "orders", null);
        commit(one, "bills", null);
        assertThat(committed(process())).isEmpty();
    }

    @Test
    void aTransactionOfAStrangerCommitsOnlyWhileThereAreNoMembers() throws Exception {
        OneProcess stranger = process();
        transact(stranger, List.of(commit("orders", "0:4"), commit("bills", "0:1"), commit("gone", "0:1")));
        Map<String, Cursor> before = Map.of("orders", Cursor.parse("0:4"), "bills", Cursor.parse("0:1"));
        assertThat(committed(one)).isEqualTo(before);
        join(one, a, 3);
        assertThatThrownBy(() -> transact(stranger, List.of(commit("orders", "0:5"))))
                .isInstanceOf(CommitFailedException.class);
        assertThat(committed(one)).isEqualTo(before);
    }

    private static void transact(OneProcess process, List<Append.Commit> commits) {
        transact(process, process.cursors.offsets(commits));
    }

    private static void transact(
            OneProcess process,
            Map<org.apache.kafka.clients.consumer.ConsumerGroupMetadata, Map<TopicPartition, OffsetAndMetadata>>
                    offsets) {
        String id = process.clients.id() + UUID.randomUUID();
        try (Producer<byte[], byte[]> producer =
                process.clients.producer("test", Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id))) {
            producer.initTransactions();
            producer.beginTransaction();
            try {
                offsets.forEach((group, places) -> producer.sendOffsetsToTransaction(places, group));
                producer.commitTransaction();
            } catch (CommitFailedException e) {
                producer.abortTransaction();
                throw e;
            }
        }
    }
}
