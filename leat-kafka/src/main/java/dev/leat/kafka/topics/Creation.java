package dev.leat.kafka.topics;

import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.kafka.client.Clients;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * One stream that is being created, perhaps by several hubs at once. Immutable.
 *
 * <p>A topic and what is recorded of its settings cannot be written as one. So settings that must be recorded are announced
 * before the topic is made: whoever sees the topic then sees them too, and never takes a guarded stream for an unguarded
 * one. When the topic has its id they are recorded for it, and the announcement is taken back. A topic is made once: the hub
 * whose topic it is has won, the others compare.
 */
record Creation(Clients clients, Catalog catalog, String stream, StreamSettings settings) {

    private static final Duration MOST = Duration.ofSeconds(20);
    private static final Duration ANNOUNCED = Duration.ofSeconds(1);

    CompletableFuture<StreamTopic> create() {
        return catalog.ask(stream).thenCompose(there -> {
            return there == null ? make() : CompletableFuture.completedFuture(equal(there));
        });
    }

    private CompletableFuture<StreamTopic> make() {
        boolean recorded = TopicSettings.mustBeRecorded(settings);
        CompletableFuture<?> before = recorded
                ? catalog.settings().write(SettingsRecord.announced(stream), settings)
                : CompletableFuture.completedFuture(null);
        String topic = clients.names().topic(stream);
        return before.thenCompose(announced ->
                        catalog.newTopics().make(topic, settings.partitions(), TopicSettings.configuration(settings)))
                .thenCompose(id -> made(topic, id, recorded))
                .exceptionallyCompose(error -> TopicErrors.is(error, TopicExistsException.class)
                        ? madeByAnother(recorded)
                        : CompletableFuture.failedFuture(error));
    }

    private CompletableFuture<StreamTopic> made(String topic, Uuid id, boolean recorded) {
        return (recorded ? record(id) : CompletableFuture.completedFuture(null))
                .thenCompose(done -> led(topic, id))
                .thenCompose(done -> seen(id))
                .thenCompose(seen -> seen.settings().equals(settings)
                        ? CompletableFuture.completedFuture(seen)
                        // What another has announced, who is late, is not to be taken for this stream's.
                        : record(id).thenCompose(done -> seen(id)).thenApply(this::equal));
    }

    private CompletableFuture<?> record(Uuid id) {
        return catalog.settings()
                .write(SettingsRecord.key(stream, id), settings)
                .thenCompose(done -> catalog.settings().write(SettingsRecord.announced(stream), null));
    }

    /** Waits until all partitions can be written and read. */
    private CompletableFuture<Boolean> led(String topic, Uuid id) {
        return Polling.until(MOST, () -> isLed(topic, id), led -> led).thenApply(led -> {
            if (!led) {
                throw new LeatException.Unavailable(
                        "stream '" + stream + "' is created, but after " + MOST.toSeconds()
                                + "s not all of its partitions have a leader; look at the brokers",
                        null);
            }
            return true;
        });
    }

    private CompletableFuture<Boolean> isLed(String topic, Uuid id) {
        return Answers.of(clients.admin().describeTopics(List.of(topic)).topicNameValues())
                .thenApply(answers -> {
                    TopicDescription there = answers.values().get(topic);
                    Throwable error = answers.errors().get(topic);
                    if (error != null && !TopicErrors.is(error, UnknownTopicOrPartitionException.class)) {
                        throw TopicErrors.of(
                                error, "looking up stream '" + stream + "'", "DESCRIBE on topic '" + topic + "'");
                    }
                    return there != null
                            && there.topicId().equals(id)
                            && there.partitions().stream().allMatch(partition -> partition.leader() != null);
                });
    }

    private CompletableFuture<StreamTopic> seen(Uuid id) {
        return Polling.until(
                        MOST,
                        () -> catalog.ask(stream),
                        there -> there != null && there.id().equals(id))
                .thenApply(there -> Catalog.required(stream, there));
    }

    /** Another hub was first; if it has something to record, it does so at once. */
    private CompletableFuture<StreamTopic> madeByAnother(boolean announced) {
        CompletableFuture<@Nullable StreamTopic> there =
                Polling.until(MOST, () -> catalog.ask(stream), topic -> topic != null);
        if (announced) {
            there = Polling.until(ANNOUNCED, () -> catalog.ask(stream), this::isRecorded)
                    .thenCompose(topic -> catalog.settings().write(SettingsRecord.announced(stream), null))
                    .thenCompose(done -> catalog.ask(stream));
        }
        return there.thenApply(topic -> equal(Catalog.required(stream, topic)));
    }

    private boolean isRecorded(@Nullable StreamTopic topic) {
        return topic != null && catalog.settings().known().records(stream, topic.id());
    }

    private StreamTopic equal(StreamTopic there) {
        if (!there.settings().equals(settings)) {
            throw new LeatException.Invalid(
                    "settings", "stream '" + stream + "' exists with " + there.settings() + "; alter it instead");
        }
        return there;
    }
}
