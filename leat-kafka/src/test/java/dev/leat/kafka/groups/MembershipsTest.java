package dev.leat.kafka.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.engine.Membership;
import dev.leat.engine.StreamPartition;
import dev.leat.kafka.broker.Brokers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several processes share out the partitions of a subscription's streams. */
class MembershipsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String prefix = "m-" + UUID.randomUUID() + "-";
    private final List<OneProcess> processes = new ArrayList<>();
    private final Listening.Owners owners = new Listening.Owners();
    private final Listening a = new Listening("a", owners);
    private final Listening b = new Listening("b", owners);
    private final Listening c = new Listening("c", owners);

    @BeforeEach
    void createStream() throws Exception {
        process(Map.of()).create("orders", 4);
    }

    @AfterEach
    void leave() {
        processes.forEach(OneProcess::close);
        assertThat(owners.wrong).isEmpty();
    }

    private OneProcess process(Map<String, String> properties) {
        OneProcess process = new OneProcess(prefix, properties);
        processes.add(process);
        return process;
    }

    private static ConditionFactory soon() {
        return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20));
    }

    private static Set<StreamPartition> partitions(String stream, int count) {
        Set<StreamPartition> all = new HashSet<>();
        IntStream.range(0, count).forEach(partition -> all.add(new StreamPartition(stream, partition)));
        return all;
    }

    private void awaitShared(int least, Listening... members) {
        soon().untilAsserted(() -> {
            Set<StreamPartition> all = new HashSet<>();
            for (Listening member : members) {
                assertThat(member.has).hasSizeGreaterThanOrEqualTo(least);
                all.addAll(member.has);
            }
            assertThat(all).isEqualTo(partitions("orders", 4));
        });
    }

    @Test
    void membersShareAndEachPartitionHasOneOwnerAtAnyTime() {
        Membership first = process(Map.of()).join(a, "orders");
        awaitShared(4, a);
        Membership second = process(Map.of()).join(b, "orders");
        awaitShared(2, a, b);
        Membership third = process(Map.of()).join(c, "orders");
        awaitShared(1, a, b, c);
        a.leaves();
        first.close();
        int heard = a.calls.get();
        awaitShared(2, b, c);
        b.leaves();
        second.close();
        awaitShared(4, c);
        third.close();
        assertThat(a.calls).hasValue(heard);
        assertThat(a.lost).isEmpty();
    }

    @Test
    void theBrokersOwnProtocolSharesToo() {
        Map<String, String> protocol = Map.of("group.protocol", "consumer");
        process(protocol).join(a, "orders");
        awaitShared(4, a);
        process(protocol).join(b, "orders");
        awaitShared(2, a, b);
    }

    @Test
    void whatIsCommittedWhileItIsGivenUpIsSeenByTheNextOwner() throws Exception {
        OneProcess one = process(Map.of());
        OneProcess other = process(Map.of());
        a.onRevoked = fewer -> {
            Cursor cursor = Cursor.NOTHING;
            for (StreamPartition partition : fewer) {
                cursor = cursor.and(new Position(partition.partition(), 10 + partition.partition()));
            }
            // asked for by another thread, as delivery does when its handlers are done
            Cursor done = cursor;
            return CompletableFuture.runAsync(() -> {})
                    .thenCompose(nothing -> one.cursors.commit(List.of(new Append.Commit("work", "orders", done))));
        };
        Map<StreamPartition, CompletableFuture<Map<String, Cursor>>> seen = new ConcurrentHashMap<>();
        b.onAssigned = more -> more.forEach(partition -> seen.put(partition, other.cursors.committed("work")));
        Membership first = one.join(a, "orders");
        awaitShared(4, a);
        Membership second = other.join(b, "orders");
        awaitShared(2, a, b);
        assertThat(seen).hasSize(2);
        for (StreamPartition partition : seen.keySet()) {
            Cursor cursor = seen.get(partition).get(10, TimeUnit.SECONDS).get("orders");
            assertThat(cursor.seen()).containsEntry(partition.partition(), 10L + partition.partition());
        }
        a.leaves();
        first.close();
        b.leaves();
        second.close();
    }

    @Test
    void whoIsNotDoneInTimeHasLostThem() {
        a.onRevoked = fewer -> new CompletableFuture<>();
        process(Map.of("max.poll.interval.ms", "3000")).join(a, "orders");
        awaitShared(4, a);
        process(Map.of()).join(b, "orders");
        awaitShared(2, a, b);
        assertThat(a.lost).isEqualTo(b.has);
    }

    @Test
    void aMemberThatTheGroupTookForDeadIsFencedAndJoinsAgain() throws Exception {
        OneProcess one = process(Map.of());
        CompletableFuture<CompletableFuture<@Nullable Void>> late = new CompletableFuture<>();
        a.onLost = gone -> late.complete(
                one.cursors.commit(List.of(new Append.Commit("work", "orders", Cursor.parse("0:1,1:1,2:1,3:1")))));
        one.join(a, "orders");
        awaitShared(4, a);
        one.clients
                .admin()
                .removeMembersFromConsumerGroup(
                        one.clients.names().group("work"), new RemoveMembersFromConsumerGroupOptions())
                .all()
                .get(10, TimeUnit.SECONDS);
        assertFenced(late.get(10, TimeUnit.SECONDS));
        awaitShared(4, a);
        assertThat(one.cursors.committed("work").get(10, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void streamsComeAndGo() throws Exception {
        OneProcess one = process(Map.of());
        one.create("bills", 2);
        Membership membership = one.join(a, "orders");
        awaitShared(4, a);
        membership.streams(Set.of("orders", "bills"));
        Set<StreamPartition> both = partitions("orders", 4);
        both.addAll(partitions("bills", 2));
        soon().untilAsserted(() -> assertThat(a.has).isEqualTo(both));
        membership.streams(Set.of("bills"));
        soon().untilAsserted(() -> assertThat(a.has).isEqualTo(partitions("bills", 2)));
        membership.streams(Set.of());
        soon().untilAsserted(() -> assertThat(a.has).isEmpty());
        membership.streams(Set.of("orders"));
        awaitShared(4, a);
    }

    @Test
    void whenAStreamIsDeletedTheOthersGoOn() throws Exception {
        OneProcess one = process(Map.of());
        one.create("bills", 2);
        one.join(a, "orders", "bills");
        soon().untilAsserted(() -> assertThat(a.has).hasSize(6));
        one.topics.delete("bills").get(30, TimeUnit.SECONDS);
        List<Append.Commit> commits = List.of(
                new Append.Commit("work", "orders", Cursor.parse("0:1")),
                new Append.Commit("work", "bills", Cursor.parse("0:1")));
        assertThat(one.cursors.commit(commits)).succeedsWithin(PATIENCE);
        soon().untilAsserted(() -> assertThat(a.has).isEqualTo(partitions("orders", 4)));
        assertThat(one.cursors.committed("work").get(10, TimeUnit.SECONDS))
                .isEqualTo(Map.of("orders", Cursor.parse("0:1")));
    }

    @Test
    void aMemberMayCloseWhileItIsToldWhatItHas() {
        CompletableFuture<Membership> membership = new CompletableFuture<>();
        a.onAssigned = more -> membership.join().close();
        Membership joined = process(Map.of()).join(a, "orders");
        membership.complete(joined);
        soon().untilAsserted(() -> assertThat(a.has).hasSize(4));
        a.leaves();
        joined.close();
        process(Map.of()).join(b, "orders");
        awaitShared(4, b);
        assertThat(a.calls).hasValue(1);
    }

    @Test
    void aStaticMembersPartitionsWaitForIt() {
        Membership first = process(Map.of("group.instance.id", "one")).join(a, "orders");
        process(Map.of("group.instance.id", "two")).join(b, "orders");
        awaitShared(2, a, b);
        Set<StreamPartition> had = Set.copyOf(a.has);
        int heard = b.calls.get();
        a.leaves();
        first.close();
        Listening again = new Listening("a again", owners);
        process(Map.of("group.instance.id", "one")).join(again, "orders");
        awaitShared(2, again, b);
        assertThat(again.has).isEqualTo(had);
        assertThat(b.calls).hasValue(heard);
    }

    @Test
    void ofTwoStaticMembersWithOneIdTheLastOneStays() {
        OneProcess one = process(Map.of("group.instance.id", "one"));
        one.join(a, "orders");
        awaitShared(4, a);
        Listening twin = new Listening("twin", new Listening.Owners());
        process(Map.of("group.instance.id", "one")).join(twin, "orders");
        awaitShared(4, twin);
        soon().untilAsserted(() -> assertThat(a.has).isEmpty());
        assertThat(a.lost).isEqualTo(partitions("orders", 4));
        assertFenced(one.cursors.commit(List.of(new Append.Commit("work", "orders", Cursor.parse("0:1")))));
        assertThat(twin.lost).isEmpty();
    }

    private static void assertFenced(CompletableFuture<?> future) {
        assertThat(future)
                .failsWithin(PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(LeatException.Fenced.class)
                .withMessageContaining("subscription 'work'");
    }

    @Test
    void aMemberOutlivesARestartOfTheBroker() throws Exception {
        try (Brokers brokers = Brokers.start(1);
                OneProcess alone = new OneProcess(brokers.bootstrap(), prefix, Map.of())) {
            alone.create("orders", 4);
            alone.join(a, "orders");
            awaitShared(4, a);
            brokers.broker(0).kill();
            CompletableFuture<?> meanwhile =
                    alone.cursors.commit(List.of(new Append.Commit("work", "orders", Cursor.parse("0:1"))));
            assertThat(meanwhile)
                    .failsWithin(PATIENCE)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(LeatException.Unavailable.class);
            brokers.broker(0).start();
            soon().untilAsserted(() -> assertThat(
                            alone.cursors.commit(List.of(new Append.Commit("work", "orders", Cursor.parse("0:2")))))
                    .succeedsWithin(PATIENCE));
            assertThat(alone.cursors.committed("work").get(30, TimeUnit.SECONDS))
                    .isEqualTo(Map.of("orders", Cursor.parse("0:2")));
        }
    }

    @Test
    void aMemberWhoseBrokersAreOutOfReachClosesInTime() {
        try (OneProcess alone = new OneProcess("127.0.0.1:1", prefix, Map.of())) {
            Membership membership = alone.join(a, "orders");
            long before = System.nanoTime();
            membership.close();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(6));
            assertThat(a.calls).hasValue(0);
        }
    }
}
