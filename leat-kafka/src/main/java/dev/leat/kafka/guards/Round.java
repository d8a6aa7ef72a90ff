package dev.leat.kafka.guards;

import dev.leat.core.LeatException;
import dev.leat.engine.StreamPartition;
import dev.leat.kafka.guards.Recording.Owned;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What of the appends that wait is recorded next, and what is refused. Not thread-safe; used once. */
final class Round {

    /** The most of one transaction. */
    private static final int MOST_APPENDS = 1_000;

    private static final long MOST_BYTES = 4 << 20;

    final List<GuardedAppend> batch = new ArrayList<>();

    /** The guarded partitions of the batch, in the order of its appends. */
    final Map<StreamPartition, Owned> owned = new LinkedHashMap<>();

    final Map<GuardedAppend, LeatException> refused = new LinkedHashMap<>();

    private final Function<String, @Nullable StreamGuard> guards;

    /** Partitions in which an append waits that must not be overtaken. */
    private final Set<StreamPartition> blocked = new HashSet<>();

    private long bytes;

    Round(Function<String, @Nullable StreamGuard> guards) {
        this.guards = guards;
    }

    /** Whether the transaction can hold an append as well, of those that it is looked at. */
    boolean hasRoom(GuardedAppend append) {
        return batch.isEmpty()
                || (batch.size() < MOST_APPENDS
                        && bytes + append.bytes() <= MOST_BYTES
                        && !append.isTriedAlone()
                        && !batch.get(0).isTriedAlone());
    }

    /** Whether an append need not wait any longer: it is in the batch, or refused. */
    boolean takes(GuardedAppend append) {
        Map<StreamPartition, Owned> needed = new LinkedHashMap<>();
        for (StreamPartition partition : append.guarded().keySet()) {
            StreamGuard guard = guards.apply(partition.stream());
            if (guard == null) {
                refused.put(
                        append,
                        new LeatException.NotFound("there is no stream '" + partition.stream() + "'; create it first"));
                return true;
            }
            PartitionGuard.Opened opened =
                    guard.opened(partition.partition(), append.guarded().get(partition));
            if (opened != null) {
                needed.put(partition, new Owned(guard, opened));
                continue;
            }
            LeatException refusal = guard.refusal(partition.partition(), append.since);
            if (refusal != null) {
                refused.put(append, refusal);
                return true;
            }
        }
        if (needed.size() < append.guarded().size() || needed.keySet().stream().anyMatch(blocked::contains)) {
            blocked.addAll(append.guarded().keySet());
            return false;
        }
        batch.add(append);
        bytes += append.bytes();
        needed.forEach(owned::putIfAbsent);
        return true;
    }
}
