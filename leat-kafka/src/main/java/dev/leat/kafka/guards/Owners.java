package dev.leat.kafka.guards;

import dev.leat.core.LeatException;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaFailures;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Who has the partitions of a guarded stream, as the coordinator of its group says. Asks as often as it is asked. Thread-safe. */
final class Owners {

    private static final long ASKED_AGAIN_NANOS = Duration.ofMillis(200).toNanos();

    private final Clients clients;
    private final String stream;
    private final Runnable news;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile @Nullable Answer answer;

    /** A member of the group. */
    private record Owner(String clientId, String host) {
        @Override
        public String toString() {
            return clientId + " at " + host;
        }
    }

    /** @param owners by partition; of none while the group shares them out */
    private record Answer(long askedNanos, Map<Integer, Owner> owners) {}

    /** @param news runs when there is an answer */
    Owners(Clients clients, String stream, Runnable news) {
        this.clients = clients;
        this.stream = stream;
        this.news = news;
    }

    /** That another process has a partition, had it at least at some time since; null if that is not known, as yet. */
    LeatException.@Nullable Fenced other(int partition, long sinceNanos) {
        Owner owner = owner(partition, sinceNanos);
        return owner == null || isOwn(owner)
                ? null
                : new LeatException.Fenced("partition " + partition + " of stream '" + stream + "' belongs to " + owner
                        + ": append there, or close it first; a killed one is replaced when its session is over");
    }

    /**
     * Passes if this hub has a partition now; asks, and waits for the answer.
     *
     * @throws LeatException.Fenced if it has not, or the group shares out its partitions at this moment
     */
    void requireOwn(int partition) {
        Owner owner = Waiting.result(described().thenApply(this::owners)).get(partition);
        if (owner == null || !isOwn(owner)) {
            throw new LeatException.Fenced("partition " + partition + " of stream '" + stream + "' belongs to "
                    + (owner == null ? "nobody as yet" : owner));
        }
    }

    private boolean isOwn(Owner owner) {
        return owner.clientId.startsWith(clients.id() + "-");
    }

    private @Nullable Owner owner(int partition, long sinceNanos) {
        Answer known = answer;
        Owner owner = known == null || known.askedNanos - sinceNanos < 0 ? null : known.owners.get(partition);
        boolean settled = owner != null && !isOwn(owner);
        if (!settled && (known == null || System.nanoTime() - known.askedNanos > ASKED_AGAIN_NANOS)) {
            ask();
        }
        return owner;
    }

    private void ask() {
        if (!asking.compareAndSet(false, true)) {
            return;
        }
        long now = System.nanoTime();
        var unused = described().handle((group, error) -> {
            answer = new Answer(now, group == null ? Map.of() : owners(group));
            asking.set(false);
            news.run();
            return answer;
        });
    }

    private CompletableFuture<@Nullable ConsumerGroupDescription> described() {
        String group = clients.names().guards(stream);
        return KafkaFailures.future(
                        clients.admin().describeConsumerGroups(List.of(group)).all(),
                        "asking who owns the partitions of stream '" + stream + "'")
                .thenApply(groups -> groups.get(group));
    }

    private Map<Integer, Owner> owners(@Nullable ConsumerGroupDescription group) {
        Map<Integer, Owner> owners = new HashMap<>();
        if (group != null && group.groupState() == GroupState.STABLE) {
            String topic = clients.names().topic(stream);
            for (MemberDescription member : group.members()) {
                for (TopicPartition partition : member.assignment().topicPartitions()) {
                    if (partition.topic().equals(topic)) {
                        owners.put(partition.partition(), new Owner(member.clientId(), host(member)));
                    }
                }
            }
        }
        return owners;
    }

    /** Brokers write addresses with a slash before them. */
    private static String host(MemberDescription member) {
        return member.host().startsWith("/") ? member.host().substring(1) : member.host();
    }
}
