package dev.leat.kafka.groups;

import dev.leat.engine.Assignment;
import dev.leat.engine.StreamPartition;
import dev.leat.kafka.client.Names;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an assignment what the group gives its member, and takes. Runs in the thread that polls, within its polls.
 *
 * <p>Kafka gives a partition to its next owner only after {@link #onPartitionsRevoked} has returned: so this waits there until
 * the assignment is done with it, and makes the commits that this takes.
 */
final class Rebalancing implements ConsumerRebalanceListener {

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.leat.kafka.Group");

    private final String subscription;
    private final Names names;
    private final Consumer<?, ?> consumer;
    private final Assignment assignment;
    private final Share share;
    private final CommitQueue queue;
    private final MemberCommits commits;
    private final Duration mostGivingUp;

    Rebalancing(
            String subscription,
            Names names,
            Consumer<?, ?> consumer,
            Assignment assignment,
            Share share,
            CommitQueue queue,
            MemberCommits commits,
            Duration mostGivingUp) {
        this.subscription = subscription;
        this.names = names;
        this.consumer = consumer;
        this.assignment = assignment;
        this.share = share;
        this.queue = queue;
        this.commits = commits;
        this.mostGivingUp = mostGivingUp;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // nothing is read here: with places and paused, the consumer asks nobody where to begin, and fetches nothing
        consumer.pause(partitions);
        partitions.forEach(partition -> consumer.seek(partition, 0));
        share.now(consumer.groupMetadata());
        Set<StreamPartition> more = streamPartitions(partitions);
        share.add(more);
        if (!more.isEmpty()) {
            tell(() -> assignment.assigned(more));
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        share.now(consumer.groupMetadata());
        Set<StreamPartition> fewer = had(partitions);
        if (fewer.isEmpty()) {
            return;
        }
        boolean givenUp = givenUp(fewer);
        share.remove(fewer);
        if (!givenUp) {
            tell(() -> assignment.lost(fewer));
        }
    }

    private boolean givenUp(Set<StreamPartition> fewer) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        tell(() -> {
            var unused = assignment.revoked(fewer).whenComplete((nothing, error) -> {
                if (error == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(error);
                }
            });
        });
        commits.runUntil(done, mostGivingUp, consumer);
        if (!done.isDone() && !queue.isClosed()) {
            LOGGER.warn(
                    "subscription '{}' was to give up {} and is not done with it after {}: others go on with it now",
                    subscription,
                    fewer,
                    mostGivingUp);
        }
        return done.isDone() && !done.isCompletedExceptionally();
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        lost(had(partitions));
    }

    /** Others have all, or may. */
    void lostAll() {
        lost(share.all());
    }

    private void lost(Set<StreamPartition> gone) {
        share.remove(gone);
        if (!gone.isEmpty()) {
            LOGGER.warn("subscription '{}' has lost {}: its group has taken this member for dead", subscription, gone);
            tell(() -> assignment.lost(gone));
        }
    }

    /** Unless the member has left: then nobody listens. */
    private void tell(Runnable news) {
        if (queue.isClosed()) {
            return;
        }
        try {
            news.run();
        } catch (RuntimeException e) {
            LOGGER.error("subscription '{}' could not be told what it has", subscription, e);
        }
    }

    private Set<StreamPartition> had(Collection<TopicPartition> partitions) {
        Set<StreamPartition> had = streamPartitions(partitions);
        had.retainAll(share.all());
        return had;
    }

    private Set<StreamPartition> streamPartitions(Collection<TopicPartition> partitions) {
        Set<StreamPartition> all = new HashSet<>();
        for (TopicPartition partition : partitions) {
            String stream = names.stream(partition.topic());
            if (stream != null) {
                all.add(new StreamPartition(stream, partition.partition()));
            }
        }
        return all;
    }
}
