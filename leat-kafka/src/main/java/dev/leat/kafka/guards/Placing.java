package dev.leat.kafka.guards;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.engine.Partitioner;
import dev.leat.kafka.appends.Admission;
import dev.leat.kafka.appends.GroupCommits;
import dev.leat.kafka.groups.Cursors;
import dev.leat.kafka.records.EventRecords;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.StreamTopic;
import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says to which partitions the events of an append go. Thread-safe.
 *
 * <p>In guarded streams of several partitions an event that has a subject has no other {@code partitionkey}: so all events of
 * a subject are in one partition, and a condition on it can be checked there. An event without a key goes to the partition of
 * the append's conditions; in a stream with {@code dedupe}, to that of its source and id, where it is recognised; else in
 * turn.
 */
final class Placing {

    private final Catalog catalog;
    private final Cursors cursors;
    private final AtomicInteger roundRobin = new AtomicInteger();

    Placing(Catalog catalog, Cursors cursors) {
        this.catalog = catalog;
        this.cursors = cursors;
    }

    /** @throws LeatException if the append cannot be recorded, whoever owns its partitions */
    GuardedAppend place(Append append, Durability durability) {
        List<StreamTopic> topics = new ArrayList<>();
        for (Append.Entry entry : append.entries()) {
            StreamTopic topic = catalog.required(entry.stream());
            Admission.check(topic, durability);
            topics.add(topic);
        }
        if (append.size() == 0) {
            throw ConditionRules.anywhere("an append without events goes to no partition, whose owner could check that "
                    + append.conditions() + "; append an event, or use the log engine");
        }
        int partition = ConditionRules.partition(append, topics.get(0));
        List<GuardedAppend.Part> parts = new ArrayList<>();
        for (int i = 0; i < topics.size(); i++) {
            List<GuardedEvent> events = new ArrayList<>();
            for (CloudEvent event : append.entries().get(i).events()) {
                events.add(place(event, topics.get(i), partition));
            }
            parts.add(new GuardedAppend.Part(topics.get(i), events));
        }
        return new GuardedAppend(append, GroupCommits.of(append.commits(), cursors), parts);
    }

    private GuardedEvent place(CloudEvent event, StreamTopic topic, int wanted) {
        Admission.check(topic, event);
        int partition = topic.partitions() == 1 ? 0 : partition(event, topic, wanted);
        if (wanted != ConditionRules.ANY && partition != wanted) {
            throw ConditionRules.anywhere("the event with id " + event.getId() + " goes to partition " + partition
                    + " of stream '" + topic.stream() + "', and the conditions are about partition " + wanted
                    + "; append it on its own, use one partition, or the log engine");
        }
        GuardedEvent placed = GuardedEvent.of(EventRecords.record(topic.topic(), partition, event));
        if (topic.settings().dedupe() != null) {
            placed.identity();
        }
        return placed;
    }

    private int partition(CloudEvent event, StreamTopic topic, int wanted) {
        Object key = event.getExtension(Pin.PARTITION_KEY);
        String subject = event.getSubject();
        if (key == null && subject == null) {
            return wanted != ConditionRules.ANY ? wanted : keyless(event, topic);
        }
        if (topic.settings().guarded() && key != null && !(key instanceof String)) {
            throw new LeatException.Invalid(
                    Pin.PARTITION_KEY,
                    "of the event with id " + event.getId() + " is no text, so that conditions would not find it in"
                            + " guarded stream '" + topic.stream() + "'; give it as text, or use one partition");
        }
        if (topic.settings().guarded() && key != null && subject != null && !key.equals(subject)) {
            throw new LeatException.Invalid(
                    Pin.PARTITION_KEY,
                    "'" + key + "' of the event with id " + event.getId() + " is not its subject '" + subject
                            + "': in guarded stream '" + topic.stream() + "' of " + topic.partitions()
                            + " partitions, events of a subject share one, so that conditions on it can be checked;"
                            + " leave one of the two out, or use one partition");
        }
        return Partitioner.partition(event, topic.partitions(), roundRobin);
    }

    private int keyless(CloudEvent event, StreamTopic topic) {
        return topic.settings().guarded() && topic.settings().dedupe() != null
                ? Partitioner.partition(event.getSource() + " " + event.getId(), topic.partitions())
                : Partitioner.partition(event, topic.partitions(), roundRobin);
    }
}
