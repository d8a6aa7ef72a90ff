package dev.leat.kafka.guards;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import dev.leat.engine.StreamPartition;
import dev.leat.kafka.appends.SendFailures;
import dev.leat.kafka.groups.Cursors;
import dev.leat.kafka.topics.Catalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One try to record some appends in one transaction, by the producer of the first partition that they go to. Confined to the
 * lane, used once.
 *
 * <p>That producer's transactional id fences former owners of its own partition only. So a transaction that adds to other
 * guarded partitions commits an offset for each in the group of its owners, as the group's member: which brokers refuse to a
 * member that has lost its partitions, and for which {@link Takeover} waits.
 */
final class Recording {

    /** How long to wait for readers to see what is recorded. */
    private static final Duration SEEN = Duration.ofSeconds(5);

    private final Map<StreamPartition, Owned> owned;
    private final Ends ends;
    private final Cursors cursors;
    private final Catalog catalog;
    private final Map<TopicPartition, Draft> drafts = new LinkedHashMap<>();
    private final Checking checking = new Checking(this::draft);
    private final Map<GuardedAppend, Supplier<Appended>> decided = new LinkedHashMap<>();
    private final List<Map<ConsumerGroupMetadata, Map<TopicPartition, OffsetAndMetadata>>> offsets = new ArrayList<>();

    /** A partition that this hub has, with who guards it. */
    record Owned(StreamGuard guard, PartitionGuard.Opened opened) {}

    /** @param owned the guarded partitions of the appends to come, the one first whose producer is used */
    Recording(Map<StreamPartition, Owned> owned, History history, Ends ends, Cursors cursors, Catalog catalog) {
        this.owned = owned;
        this.ends = ends;
        this.cursors = cursors;
        this.catalog = catalog;
        owned.forEach((partition, has) -> {
            TopicPartition stored = new TopicPartition(has.opened().topic().topic(), partition.partition());
            StreamSettings settings = has.opened().topic().settings();
            boolean complete = settings.retain() == null && settings.retainBytes() == 0 && settings.compact() == null;
            drafts.put(stored, new Draft(stored, has.opened().state(), history, ends, complete));
        });
    }

    private Draft draft(TopicPartition partition) {
        Draft draft = drafts.get(partition);
        if (draft == null) {
            throw new IllegalStateException(partition + " is not among the partitions that appends go to: " + owned);
        }
        return draft;
    }

    /** Looks whether something else has recorded events, which it must not. */
    void refresh() throws Transaction.Undone {
        try {
            drafts.values().forEach(Draft::refresh);
        } catch (LeatException e) {
            throw new Transaction.Undone(e, false);
        }
    }

    /** Decides what of an append is to be recorded. */
    void decide(GuardedAppend append) {
        Supplier<Appended> answer;
        try {
            Supplier<LeatException> refusal = checking.refusal(append);
            if (refusal == null) {
                answer = checking.take(append);
                offsets.add(append.commits.offsets());
            } else {
                answer = () -> {
                    throw refusal.get();
                };
            }
        } catch (LeatException e) {
            answer = () -> {
                throw e;
            };
        }
        decided.put(append, answer);
    }

    /** Records what has been decided. */
    void record() throws Transaction.Undone, Transaction.Unknown {
        boolean commits = offsets.stream().anyMatch(each -> !each.isEmpty());
        if (!commits && checking.taken().isEmpty()) {
            return;
        }
        fence();
        new Transaction(owned.values().iterator().next().opened().producer(), this::gone)
                .run(checking.taken(), offsets);
        try {
            see();
        } catch (LeatException e) {
            breakUp(); // it is recorded, and read anew
        }
    }

    /** The error of a stream that was deleted meanwhile; null if all are there. */
    private @Nullable LeatException gone() {
        Set<String> streams = new HashSet<>();
        decided.keySet().forEach(append -> append.parts.forEach(part -> streams.add(part.topic().stream())));
        for (String stream : streams) {
            catalog.doubt(stream);
            try {
                catalog.required(stream);
            } catch (LeatException.NotFound e) {
                return SendFailures.gone(stream);
            } catch (LeatException e) {
                return null; // nobody can tell
            }
        }
        return null;
    }

    /** Has the transaction fail if another guarded partition that it adds to has another owner. */
    private void fence() throws Transaction.Undone {
        Map<String, Cursor> others = new HashMap<>();
        boolean first = true;
        for (StreamPartition partition : owned.keySet()) {
            TopicPartition stored =
                    new TopicPartition(owned.get(partition).opened().topic().topic(), partition.partition());
            if (!first && !draft(stored).isEmpty()) {
                others.merge(
                        partition.stream(),
                        Cursor.at(new Position(partition.partition(), 0)),
                        (some, more) -> some.and(new Position(partition.partition(), 0)));
            }
            first = false;
        }
        for (Map.Entry<String, Cursor> other : others.entrySet()) {
            offsets.add(fence(other.getKey(), other.getValue()));
        }
    }

    private Map<ConsumerGroupMetadata, Map<TopicPartition, OffsetAndMetadata>> fence(String stream, Cursor partitions)
            throws Transaction.Undone {
        var fence = cursors.offsets(List.of(new Append.Commit(StreamGuard.subscription(stream), stream, partitions)));
        int covered = fence.values().stream().mapToInt(Map::size).sum();
        if (covered < partitions.seen().size()) {
            throw new Transaction.Undone(
                    new LeatException.Fenced("not all of partitions "
                            + partitions.seen().keySet() + " of stream '" + stream + "' belong to this hub any more"),
                    false);
        }
        return fence;
    }

    /**
     * Waits until readers see what has been recorded: brokers tell of a commit before they have marked it in all partitions.
     */
    private void see() {
        Map<TopicPartition, Long> last = new HashMap<>();
        checking.taken().forEach(event -> last.put(event.partition(), event.offset()));
        long until = System.nanoTime() + SEEN.toNanos();
        Map<TopicPartition, Long> seen = ends.visible(last.keySet());
        while (last.entrySet().stream().anyMatch(each -> seen.getOrDefault(each.getKey(), 0L) <= each.getValue())
                && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            seen.putAll(ends.visible(last.keySet()));
        }
        for (Draft draft : drafts.values()) {
            if (!draft.isEmpty()) {
                draft.recorded(seen.getOrDefault(draft.partition, 0L));
            }
        }
    }

    /** None of the partitions is known well enough any more. */
    void breakUp() {
        owned.forEach((partition, has) -> has.guard().reopen(partition.partition(), has.opened()));
    }

    /** Tells the appends what became of them. */
    void answer() {
        decided.forEach((append, answer) -> {
            Appended appended;
            try {
                appended = answer.get();
            } catch (LeatException e) {
                append.done.completeExceptionally(e);
                return;
            }
            List<Append.Commit> gone = append.append.commits().stream()
                    .filter(commit -> commit.cursor() == null)
                    .toList();
            if (gone.isEmpty()) {
                append.done.complete(appended);
            } else {
                var unused = cursors.commit(gone).whenComplete((nothing, error) -> {
                    if (error == null) {
                        append.done.complete(appended);
                    } else {
                        append.done.completeExceptionally(new LeatException.InDoubt(
                                "the events are recorded, but whether the cursors are taken away is not known: "
                                        + error.getMessage(),
                                error));
                    }
                });
            }
        });
    }
}
