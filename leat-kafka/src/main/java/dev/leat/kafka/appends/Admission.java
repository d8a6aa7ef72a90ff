package dev.leat.kafka.appends;

import dev.leat.core.Capability;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.engine.Partitioner;
import dev.leat.kafka.topics.StreamTopic;
import io.cloudevents.CloudEvent;

/** What a stream asks of that which is appended to it. */
public final class Admission {

    private static final int SAFE_REPLICAS = 3;
    private static final int SAFE_INSYNC = 2;

    private Admission() {}

    /**
     * Passes if a topic can keep what it acknowledges as safe as that.
     *
     * @throws LeatException.Unsupported if it cannot, with the way out
     */
    public static void check(StreamTopic topic, Durability durability) {
        if (durability == Durability.SAFE && (topic.replication() < SAFE_REPLICAS || topic.minInsync() < SAFE_INSYNC)) {
            throw new LeatException.Unsupported(
                    Capability.SAFE_APPENDS,
                    "topic '" + topic.topic() + "' has replication " + topic.replication()
                            + " and min.insync.replicas " + topic.minInsync() + ", and power loss is survived from "
                            + SAFE_REPLICAS + " and " + SAFE_INSYNC
                            + " on: use brokers that give it these, or ask for durability FAST by name (--fast)");
        }
    }

    /**
     * Passes if a stream can hold an event.
     *
     * @throws LeatException.Invalid if it cannot
     */
    public static void check(StreamTopic topic, CloudEvent event) {
        if (topic.settings().compact() != null && Partitioner.key(event) == null) {
            throw new LeatException.Invalid(
                    "subject",
                    "is missing in the event with id " + event.getId() + ", and so is partitionkey: stream '"
                            + topic.stream() + "' keeps the last event of each key, so each must have one");
        }
    }
}
