package dev.leat.kafka.guards;

import dev.leat.core.LeatException;
import dev.leat.engine.Assignment;
import dev.leat.engine.Membership;
import dev.leat.engine.StreamPartition;
import dev.leat.kafka.groups.Memberships;
import dev.leat.kafka.topics.StreamTopic;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This hub as a member of the group whose members own the partitions of a guarded stream. Thread-safe; the lane asks it, and
 * the group's thread tells it what it has.
 */
final class StreamGuard implements Assignment {

    /** How long an append waits for a partition that nobody has, or that its new owner still reads. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(StreamGuard.class);
    private static final Duration GIVING_UP = Duration.ofSeconds(5);

    private final String stream;
    private final Owners owners;
    private final Function<StreamPartition, PartitionGuard> maker;
    private final Function<PartitionGuard, CompletableFuture<@Nullable Void>> retiring;
    private final Map<Integer, PartitionGuard> guards = new ConcurrentHashMap<>();
    private volatile @Nullable Membership membership;

    /**
     * @param maker of what opens a partition
     * @param retiring retires it, between two transactions
     */
    StreamGuard(
            String stream,
            Owners owners,
            Function<StreamPartition, PartitionGuard> maker,
            Function<PartitionGuard, CompletableFuture<@Nullable Void>> retiring) {
        this.stream = stream;
        this.owners = owners;
        this.maker = maker;
        this.retiring = retiring;
    }

    /** As whose group its owners are one: {@link dev.leat.kafka.client.Names#guards} of the stream. */
    static String subscription(String stream) {
        return "_leat.guards." + stream;
    }

    /** Becomes a member. */
    void join(Memberships memberships) {
        membership = memberships.join(subscription(stream), Set.of(stream), this);
    }

    @Override
    public void assigned(Set<StreamPartition> more) {
        for (StreamPartition partition : more) {
            PartitionGuard guard = maker.apply(partition);
            PartitionGuard before = guards.put(partition.partition(), guard);
            if (before != null) {
                var unused = retiring.apply(before);
            }
            guard.open();
        }
    }

    @Override
    public CompletableFuture<@Nullable Void> revoked(Set<StreamPartition> fewer) {
        return CompletableFuture.allOf(fewer.stream()
                .map(partition -> guards.remove(partition.partition()))
                .filter(guard -> guard != null)
                .map(retiring)
                .toArray(CompletableFuture[]::new));
    }

    @Override
    public void lost(Set<StreamPartition> gone) {
        var unused = revoked(gone);
    }

    /** A partition that can be added to; null: it cannot, as yet. */
    PartitionGuard.@Nullable Opened opened(int partition, StreamTopic topic) {
        PartitionGuard guard = guards.get(partition);
        return guard == null ? null : guard.opened(topic);
    }

    /** What it had opened cannot be trusted any more. */
    void reopen(int partition, PartitionGuard.Opened broken) {
        PartitionGuard guard = guards.get(partition);
        if (guard != null) {
            guard.reopen(broken);
        }
    }

    /** Why an append need not wait for a partition any longer; null: it is to wait. */
    @Nullable
    LeatException refusal(int partition, long sinceNanos) {
        boolean late = System.nanoTime() - sinceNanos > PATIENCE.toNanos();
        PartitionGuard guard = guards.get(partition);
        if (guard == null) {
            LeatException other = owners.other(partition, sinceNanos);
            return other != null || !late ? other : nobody(partition);
        }
        LeatException failure = guard.failure();
        if (failure instanceof LeatException.Denied || failure instanceof LeatException.NotFound) {
            return failure;
        }
        if (!late) {
            return null;
        }
        return failure != null
                ? failure
                : new LeatException.Unavailable(
                        "partition " + partition + " of stream '" + stream
                                + "' is still being read by this hub, its new owner; try again later",
                        null);
    }

    private LeatException nobody(int partition) {
        return new LeatException.Fenced("partition " + partition + " of stream '" + stream
                + "' has had no owner for " + PATIENCE.toSeconds() + " s: a killed one is replaced when its session is"
                + " over; try again later");
    }

    /** Gives up what it has; completes when nothing more is done with it. */
    CompletableFuture<@Nullable Void> giveUp() {
        return revoked(Set.copyOf(guards.keySet().stream()
                .map(partition -> new StreamPartition(stream, partition))
                .toList()));
    }

    /** Gives up what it has, and leaves: others get it at once. */
    void leave() {
        try {
            giveUp().get(GIVING_UP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Stream '{}' is given up before its transactions have ended: {}", stream, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Membership member = membership;
        if (member != null) {
            member.close();
        }
    }
}
