package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.filter.Filter;
import dev.leat.engine.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether conditions hold, by reading the events that they are about: all that have been written, also those that
 * nobody may read yet. Thread-safe.
 *
 * <p>What it finds is true up to the end of the log as it was then. Whether something came behind that may matter is for
 * {@link ConditionGuard} to tell, which asks to look {@linkplain #again again}.
 */
final class Conditions {

    private final LogState state;
    private final PartitionBatches batches;
    private final SubjectIndex subjects;

    Conditions(LogState state, PartitionBatches batches, SubjectIndex subjects) {
        this.state = state;
        this.batches = batches;
        this.subjects = subjects;
    }

    /**
     * Looks at all conditions of an append.
     *
     * @throws LeatException.Conflict if one does not hold: the first one, in order
     */
    List<ConditionCheck> check(Append append) {
        List<ConditionCheck> checks = new ArrayList<>(append.conditions().size());
        append.conditions().forEach(condition -> checks.add(check(condition)));
        return checks;
    }

    /** Looks at what has been written since the conditions were looked at. */
    List<ConditionCheck> again(List<ConditionCheck> checks) {
        return checks.stream().map(this::again).toList();
    }

    private ConditionCheck check(Condition condition) {
        long upTo = state.nextSequence; // read before the ends of the partitions, which are moved before it
        StreamState stream = state.stream(condition.stream());
        if (stream == null) {
            if (condition instanceof Condition.NoneSince none && none.cursor().equals(Cursor.NOTHING)) {
                return new ConditionCheck(condition, null, new long[0], upTo);
            }
            throw new LeatException.NotFound(
                    "there is no stream '" + condition.stream() + "', which a condition is about");
        }
        long[] next = stream.written();
        if (condition instanceof Condition.NoneSince none) {
            requireSeen(none, next);
            long[] from = new long[next.length];
            for (int partition = 0; partition < from.length; partition++) {
                from[partition] = none.cursor().next(partition);
            }
            requireNone(none, stream, from, next);
        } else {
            requireOne(condition, stream, next);
        }
        return new ConditionCheck(condition, stream, next, upTo);
    }

    private ConditionCheck again(ConditionCheck check) {
        StreamState stream = check.stream;
        if (stream == null || stream.deleted) {
            return check(check.condition);
        }
        long upTo = state.nextSequence;
        long[] next = stream.written();
        if (check.condition instanceof Condition.NoneSince none) {
            requireNone(none, stream, check.next, next);
        }
        return new ConditionCheck(check.condition, stream, next, upTo);
    }

    /** A cursor tells nothing about a stream that does not go so far. */
    private static void requireSeen(Condition.NoneSince none, long[] next) {
        for (Map.Entry<Integer, Long> seen : none.cursor().seen().entrySet()) {
            int partition = seen.getKey();
            if (partition < 0 || partition >= next.length) {
                throw new LeatException.Invalid(
                        "position",
                        "partition " + partition + " of " + none.cursor() + " is not one of stream '" + none.stream()
                                + "', which has 0 to " + (next.length - 1));
            }
            if (seen.getValue() >= next[partition]) {
                Position last = last(partition, next[partition]);
                throw new LeatException.Conflict(
                        "refused, as " + none + " cannot be told: the stream goes up to " + last + " only", none, last);
            }
        }
    }

    private void requireNone(Condition.NoneSince none, StreamState stream, long[] from, long[] to) {
        for (Partition partition : stream.partitions) {
            Event event = find(partition, none.filter(), from[partition.number], to[partition.number]);
            if (event != null) {
                throw new LeatException.Conflict(
                        "refused, as not true any more that " + none + ": at " + event.position() + " there is "
                                + event.getType() + " of " + event.getSource() + ", id " + event.getId(),
                        none,
                        event.position());
            }
        }
    }

    private void requireOne(Condition condition, StreamState stream, long[] to) {
        Position last = last(0, to[0]);
        for (Partition partition : stream.partitions) {
            if (find(partition, condition.filter(), 0, to[partition.number]) != null) {
                return;
            }
            if (to[partition.number] > 0) {
                last = last(partition.number, to[partition.number]);
            }
        }
        throw new LeatException.Conflict("refused, as not true that " + condition + ", up to " + last, condition, last);
    }

    private static Position last(int partition, long next) {
        return new Position(partition, Math.max(0, next - 1));
    }

    /** The first event from here up to there that passes a filter. */
    private @Nullable Event find(Partition partition, Filter filter, long from, long to) {
        long at = Math.max(from, partition.first());
        String subject = at < to ? ConditionCheck.subject(filter) : null;
        if (subject != null && subjects.lastOffset(partition, subjects.key(partition, subject), at) < at) {
            return null;
        }
        while (at < to) {
            Batch batch = batches.written(partition, at, to, filter);
            while (batch.next()) {
                if (filter.test(batch::attribute)) {
                    return batch.event();
                }
            }
            at = batch.nextOffset();
        }
        return null;
    }
}
