package dev.leat.kafka.appends;

import dev.leat.core.Append;
import dev.leat.core.LeatException;
import dev.leat.kafka.groups.Cursors;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The cursors that an append commits, as this hub's members of the groups were when it was called. Made by the publisher, then
 * used by the lane's thread alone.
 */
public final class GroupCommits {

    static final GroupCommits NONE = new GroupCommits(Map::of);

    /** A rebalance that takes longer than so many tries is left to whoever appends. */
    private static final int MOST_TRIES = 30;

    private final Supplier<Map<ConsumerGroupMetadata, Map<TopicPartition, OffsetAndMetadata>>> now;
    private Map<ConsumerGroupMetadata, Map<TopicPartition, OffsetAndMetadata>> offsets;
    private int tries;

    private GroupCommits(Supplier<Map<ConsumerGroupMetadata, Map<TopicPartition, OffsetAndMetadata>>> now) {
        this.now = now;
        this.offsets = now.get();
    }

    /**
     * Of an append.
     *
     * @throws LeatException.Fenced if others have a partition of which a cursor is to be committed
     */
    public static GroupCommits of(List<Append.Commit> commits, Cursors cursors) {
        return commits.isEmpty() ? NONE : new GroupCommits(() -> cursors.offsets(commits));
    }

    /** For each group, by the member that commits. */
    public Map<ConsumerGroupMetadata, Map<TopicPartition, OffsetAndMetadata>> offsets() {
        return offsets;
    }

    /**
     * Looks at the groups again: a rebalance may have left the members what they had.
     *
     * @return false if it did not: others may have handled meanwhile what is to be committed
     */
    public boolean renew() {
        boolean stranger = offsets.keySet().stream().anyMatch(group -> group.generationId() < 0);
        if (stranger || ++tries > MOST_TRIES) {
            return false; // who is no member will not be one
        }
        try {
            Set<String> before = members();
            offsets = now.get();
            return members().equals(before);
        } catch (LeatException e) {
            return false;
        }
    }

    private Set<String> members() {
        return offsets.keySet().stream()
                .map(group -> group.groupId() + " " + group.memberId())
                .collect(Collectors.toSet());
    }
}
