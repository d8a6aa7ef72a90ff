package dev.leat.core.memory;

import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether conditions hold of what is kept. */
final class MemoryConditions {

    private MemoryConditions() {}

    /**
     * Passes if a condition holds.
     *
     * @param stream the one that it is about; null: there is none
     */
    static void check(Condition condition, @Nullable MemoryStream stream) {
        if (condition instanceof Condition.NoneSince none) {
            if (stream != null) {
                checkNone(none, stream);
                return;
            }
            if (none.cursor().equals(Cursor.NOTHING)) {
                return;
            }
        }
        if (stream == null) {
            throw new LeatException.NotFound(
                    "there is no stream '" + condition.stream() + "'; it was to hold that " + condition);
        }
        checkExists(condition, stream);
    }

    private static void checkNone(Condition.NoneSince none, MemoryStream stream) {
        List<MemoryPartition> partitions = stream.partitions();
        none.cursor().seen().forEach((number, offset) -> {
            if (number >= partitions.size()) {
                throw new LeatException.Invalid(
                        "position",
                        number + ":" + offset + " names a partition that stream '" + stream.name
                                + "' does not have: it has 0 to " + (partitions.size() - 1));
            }
            MemoryPartition partition = partitions.get(number);
            if (offset >= partition.next()) {
                throw new LeatException.Conflict(
                        none + ": not so, " + number + ":" + offset + " is not in the stream, whose next event becomes "
                                + number + ":" + partition.next(),
                        none,
                        last(number, partition));
            }
        });
        for (int number = 0; number < partitions.size(); number++) {
            partitions
                    .get(number)
                    .events(none.cursor().next(number))
                    .filter(none.filter()::test)
                    .findFirst()
                    .ifPresent(event -> {
                        throw new LeatException.Conflict(
                                none + ": not so, " + event.position() + " does (type " + event.getType() + ", source "
                                        + event.getSource() + ", id " + event.getId() + ")",
                                none,
                                event.position());
                    });
        }
    }

    private static void checkExists(Condition condition, MemoryStream stream) {
        boolean exists = stream.partitions().stream()
                .flatMap(partition -> partition.events().stream())
                .anyMatch(condition.filter()::test);
        if (!exists) {
            int number = stream.partitions().size() - 1;
            Position last = last(number, stream.partition(number));
            throw new LeatException.Conflict(condition + ": not so, none does up to " + last, condition, last);
        }
    }

    private static Position last(int number, MemoryPartition partition) {
        return new Position(number, Math.max(0, partition.next() - 1));
    }
}
