package dev.leat.kafka.guards;

import dev.leat.core.Append;
import dev.leat.core.Capability;
import dev.leat.core.Condition;
import dev.leat.core.LeatException;
import dev.leat.engine.Partitioner;
import dev.leat.kafka.topics.StreamTopic;

/**
 * Which conditions can be checked: those about the one partition that all events of their append go to, as its owner knows
 * that partition and no other. In a stream of several partitions the filter must leave one text to {@code partitionkey} or to
 * {@code subject}; {@link Placing} sees to it that all events of a subject are in its partition.
 */
final class ConditionRules {

    /** Of an append without conditions. */
    static final int ANY = -1;

    private static final String WAY_OUT = "; use one partition, or the log engine";

    private ConditionRules() {}

    /**
     * The partition of the stream that an append's conditions are about.
     *
     * @param topic of the append's first entry
     */
    static int partition(Append append, StreamTopic topic) {
        int partition = ANY;
        for (Condition condition : append.conditions()) {
            requireSameStream(append, condition);
            requireGuarded(condition, topic);
            int own = partition(condition, topic);
            if (partition != ANY && own != partition) {
                throw anywhere("its conditions are about partitions " + partition + " and " + own + " of stream '"
                        + topic.stream() + "', which may have different owners" + WAY_OUT);
            }
            partition = own;
        }
        return partition;
    }

    private static void requireSameStream(Append append, Condition condition) {
        for (Append.Entry entry : append.entries()) {
            if (!entry.stream().equals(condition.stream())) {
                throw anywhere("an append on the condition that " + condition + " goes to that stream alone, not to '"
                        + entry.stream() + "' as well: one owner checks it; use the log engine");
            }
        }
    }

    private static void requireGuarded(Condition condition, StreamTopic topic) {
        if (!topic.settings().guarded()) {
            throw new LeatException.Unsupported(
                    Capability.CONDITIONS_UNGUARDED,
                    "stream '" + condition.stream() + "' is not guarded, and so has no owner that could check that "
                            + condition + "; alter it to be guarded, or use the log engine");
        }
    }

    private static int partition(Condition condition, StreamTopic topic) {
        int partitions = topic.partitions();
        if (condition instanceof Condition.NoneSince none) {
            requireCursor(none, partitions);
        }
        if (partitions == 1) {
            return 0;
        }
        Pin pin = Pin.of(condition.filter());
        if (pin == null) {
            throw anywhere("that " + condition + " concerns all " + partitions
                    + " partitions, which may have different owners; demand one subject or partitionkey by =,"
                    + " use one partition, or the log engine");
        }
        return Partitioner.partition(pin.text(), partitions);
    }

    private static void requireCursor(Condition.NoneSince none, int partitions) {
        none.cursor().seen().forEach((number, offset) -> {
            if (number >= partitions) {
                throw new LeatException.Invalid(
                        "position",
                        number + ":" + offset + " names a partition that stream '" + none.stream()
                                + "' does not have: it has 0 to " + (partitions - 1));
            }
        });
    }

    static LeatException.Unsupported anywhere(String reason) {
        return new LeatException.Unsupported(Capability.CONDITIONS_ANYWHERE, reason);
    }
}
