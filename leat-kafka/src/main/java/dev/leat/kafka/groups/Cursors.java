package dev.leat.kafka.groups;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.StreamTopic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The cursors of subscriptions, which are the committed offsets of their groups. Thread-safe.
 *
 * <p>Where this hub is a member of a subscription's group it commits as such: of the partitions that it has. Others may commit
 * only while the group has no members.
 */
public final class Cursors {

    private final Clients clients;
    private final Catalog catalog;
    private final Memberships memberships;
    private final StableOffsets offsets;
    private final GroupOffsets groups;

    /** Per subscription, the last commit of those that are not made as a member: they are made one after the other. */
    private final Map<String, CompletableFuture<@Nullable Void>> last = new ConcurrentHashMap<>();

    /** Per subscription, the streams whose cursors were part of transactions of this hub. */
    private final Map<String, Set<String>> inTransactions = new ConcurrentHashMap<>();

    public Cursors(Clients clients, Catalog catalog, Memberships memberships) {
        this.clients = clients;
        this.catalog = catalog;
        this.memberships = memberships;
        this.offsets = new StableOffsets(clients, catalog);
        this.groups = new GroupOffsets(clients, catalog, offsets);
    }

    /** As {@link dev.leat.engine.Engine#committed}. Waits for transactions under way that commit some of them. */
    public CompletableFuture<Map<String, Cursor>> committed(String subscription) {
        Set<String> streams = new HashSet<>(inTransactions.getOrDefault(subscription, Set.of()));
        Member member = memberships.member(subscription);
        if (member != null) {
            streams.addAll(member.streams());
        }
        return offsets.read(subscription, streams).thenApply(Cursors::cursors);
    }

    private static Map<String, Cursor> cursors(Map<StreamTopic, Map<Integer, OffsetAndMetadata>> committed) {
        Map<String, Cursor> cursors = new HashMap<>();
        committed.forEach((topic, offsets) -> {
            Cursor cursor = Offsets.cursor(topic, offsets);
            if (cursor != null) {
                cursors.put(topic.stream(), cursor);
            }
        });
        return cursors;
    }

    /**
     * Commits cursors without events: as a member where this hub is one, else as whoever administers the group. The last of
     * several for one subscription and stream counts. Fails with Fenced where others have the partitions; what can be committed
     * has been, then.
     *
     * <p>A partition that a cursor leaves out goes to the start if this hub is no member, and stays as it is if it is one: others
     * may have it. A cursor of null is taken away only while the group has no members, or none that subscribes to the stream.
     */
    public CompletableFuture<@Nullable Void> commit(List<Append.Commit> commits) {
        List<CompletableFuture<?>> done = new ArrayList<>();
        bySubscription(commits).forEach((subscription, lastOnes) -> {
            Member member = memberships.member(subscription);
            List<Append.Commit> others = new ArrayList<>(lastOnes);
            if (member != null) {
                List<Append.Commit> own = lastOnes.stream()
                        .filter(commit -> commit.cursor() != null)
                        .toList();
                others.removeAll(own);
                if (!own.isEmpty()) {
                    done.add(member.commit(own));
                }
            }
            if (!others.isEmpty()) {
                done.add(inTurn(subscription, () -> groups.write(subscription, others)));
            }
        });
        return Futures.all(done);
    }

    private CompletableFuture<@Nullable Void> inTurn(
            String subscription, Supplier<CompletableFuture<@Nullable Void>> commit) {
        CompletableFuture<@Nullable Void> mine = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> before = last.put(subscription, mine);
        CompletableFuture<@Nullable Void> done = (before == null
                        ? CompletableFuture.<Void>completedFuture(null)
                        : before)
                .thenCompose(nothing -> commit.get());
        var unused = done.whenComplete((nothing, error) -> {
            last.remove(subscription, mine);
            mine.complete(null);
        });
        return done;
    }

    /**
     * What a transaction is to commit for each subscription, with who it is that commits. Commits of null, which take cursors
     * away, are not among them: no transaction can. Waits for the brokers where a stream is not known.
     *
     * <p>A rebalance that leaves this hub what it has makes what this returned out of date all the same: the transaction fails
     * then, and may be tried again with what this returns anew.
     *
     * @throws LeatException.Fenced if this hub is a member of the group and a cursor names a partition that it does not have
     */
    public Map<ConsumerGroupMetadata, Map<TopicPartition, OffsetAndMetadata>> offsets(List<Append.Commit> commits) {
        Map<ConsumerGroupMetadata, Map<TopicPartition, OffsetAndMetadata>> all = new HashMap<>();
        bySubscription(commits).forEach((subscription, lastOnes) -> {
            Map<StreamTopic, Cursor> cursors = cursors(lastOnes);
            Member member = memberships.member(subscription);
            Share.Commits own = member == null ? asStranger(subscription, cursors) : member.transaction(cursors);
            if (!own.offsets().isEmpty()) {
                all.put(own.group(), own.offsets());
                Set<String> streams =
                        inTransactions.computeIfAbsent(subscription, any -> ConcurrentHashMap.newKeySet());
                cursors.keySet().forEach(topic -> streams.add(topic.stream()));
            }
        });
        return all;
    }

    private Map<StreamTopic, Cursor> cursors(Collection<Append.Commit> commits) {
        Map<StreamTopic, Cursor> cursors = new HashMap<>();
        for (Append.Commit commit : commits) {
            Cursor cursor = commit.cursor();
            try {
                if (cursor != null) {
                    cursors.put(catalog.required(commit.stream()), cursor);
                }
            } catch (LeatException.NotFound e) {
                // a deleted stream has no cursors
            }
        }
        return cursors;
    }

    private Share.Commits asStranger(String subscription, Map<StreamTopic, Cursor> cursors) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        cursors.forEach((topic, cursor) -> offsets.putAll(Offsets.of(topic, cursor)));
        return new Share.Commits(stranger(subscription), offsets);
    }

    /**
     * Who is no member. The brokers would take a transaction's commit from a stranger without a name at any time; they refuse
     * one with the name of no member while the group has members.
     */
    @SuppressWarnings("removal") // Kafka 5 makes it an interface, and this a class of our own
    private ConsumerGroupMetadata stranger(String subscription) {
        return new ConsumerGroupMetadata(clients.names().group(subscription), -1, clients.id(), Optional.empty());
    }

    private static Map<String, Collection<Append.Commit>> bySubscription(List<Append.Commit> commits) {
        Map<String, Map<String, Append.Commit>> lastOnes = new LinkedHashMap<>();
        for (Append.Commit commit : commits) {
            lastOnes.computeIfAbsent(commit.subscription(), any -> new LinkedHashMap<>())
                    .put(commit.stream(), commit);
        }
        Map<String, Collection<Append.Commit>> grouped = new LinkedHashMap<>();
        lastOnes.forEach((subscription, byStream) -> grouped.put(subscription, byStream.values()));
        return grouped;
    }
}
