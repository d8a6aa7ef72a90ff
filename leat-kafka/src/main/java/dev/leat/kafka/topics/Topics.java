package dev.leat.kafka.topics;

import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaFailures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicDeletionDisabledException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Creates, changes and deletes streams. Thread-safe. Futures complete when the brokers that were asked know of the change;
 * others of a cluster learn of it within moments.
 */
public final class Topics {

    private static final Duration MOST = Duration.ofSeconds(20);

    private final Clients clients;
    private final Catalog catalog;
    private final CommittedOffsets committed;

    public Topics(Clients clients, Catalog catalog) {
        this.clients = clients;
        this.catalog = catalog;
        this.committed = new CommittedOffsets(clients);
    }

    /**
     * Creates a stream; a no-op where it exists with equal settings, Invalid where with others. It can be written and read
     * when the future completes.
     */
    public CompletableFuture<StreamTopic> create(String stream, StreamSettings settings) {
        return checked(stream, settings)
                .thenCompose(checked -> new Creation(clients, catalog, stream, settings).create());
    }

    /** Changes settings; another number of partitions is Invalid, an unknown stream NotFound. */
    public CompletableFuture<StreamTopic> alter(String stream, StreamSettings settings) {
        return checked(stream, settings)
                .thenCompose(checked -> catalog.ask(stream))
                .thenCompose(there -> {
                    StreamTopic topic = Catalog.required(stream, there);
                    requirePartitions(topic, settings);
                    return configure(topic, settings)
                            .thenCompose(done -> record(topic, settings))
                            .thenCompose(done -> altered(topic, settings));
                });
    }

    private static CompletableFuture<@Nullable Void> checked(String stream, StreamSettings settings) {
        try {
            TopicSettings.check(stream, settings);
            return CompletableFuture.completedFuture(null);
        } catch (LeatException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static void requirePartitions(StreamTopic topic, StreamSettings settings) {
        if (topic.partitions() != settings.partitions()) {
            throw new LeatException.Invalid(
                    "partitions",
                    "stream '" + topic.stream() + "' has " + topic.partitions() + ", not " + settings.partitions()
                            + ": keys would move; create another stream and copy");
        }
    }

    private CompletableFuture<@Nullable Void> configure(StreamTopic topic, StreamSettings settings) {
        List<AlterConfigOp> changes = new ArrayList<>();
        TopicSettings.configuration(settings)
                .forEach((name, value) -> changes.add(new AlterConfigOp(new ConfigEntry(name, value), OpType.SET)));
        if (settings.compact() == null) {
            changes.add(new AlterConfigOp(new ConfigEntry(TopicConfig.DELETE_RETENTION_MS_CONFIG, ""), OpType.DELETE));
        }
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topic());
        return done(
                clients.admin()
                        .incrementalAlterConfigs(Map.of(resource, changes))
                        .all(),
                "altering",
                "ALTER_CONFIGS",
                topic);
    }

    private CompletableFuture<@Nullable Void> record(StreamTopic topic, StreamSettings settings) {
        return TopicSettings.mustBeRecorded(settings) || TopicSettings.mustBeRecorded(topic.settings())
                ? catalog.settings().write(SettingsRecord.key(topic.stream(), topic.id()), settings)
                : CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<StreamTopic> altered(StreamTopic topic, StreamSettings settings) {
        String stream = topic.stream();
        return Polling.until(
                        MOST,
                        () -> catalog.ask(stream),
                        now -> now == null || now.settings().equals(settings))
                .thenApply(now -> {
                    StreamTopic there = Catalog.required(stream, now);
                    if (!there.settings().equals(settings)) {
                        throw new LeatException.Unavailable(
                                "stream '" + stream + "' is altered, but after " + MOST.toSeconds()
                                        + "s has other settings: " + there.settings() + "; has another changed it too?",
                                null);
                    }
                    return there;
                });
    }

    /** Deletes a stream with its events, its settings, and the cursors that groups have committed of it. */
    public CompletableFuture<@Nullable Void> delete(String stream) {
        return catalog.ask(stream).thenCompose(there -> {
            StreamTopic topic = Catalog.required(stream, there);
            // By its id, lest one is deleted that another hub creates at this moment.
            var deleted = clients.admin().deleteTopics(TopicCollection.ofTopicIds(List.of(topic.id())));
            return done(deleted.all(), "deleting", "DELETE", topic)
                    .thenCompose(done -> gone(topic))
                    .thenCompose(done -> TopicSettings.mustBeRecorded(topic.settings())
                            ? catalog.settings().write(SettingsRecord.key(stream, topic.id()), null)
                            : CompletableFuture.completedFuture(null))
                    .thenCompose(done -> committed.gone(topic));
        });
    }

    private CompletableFuture<@Nullable Void> gone(StreamTopic topic) {
        String stream = topic.stream();
        return Polling.until(
                        MOST,
                        () -> catalog.ask(stream),
                        now -> now == null || !now.id().equals(topic.id()))
                .thenAccept(now -> {
                    if (now != null && now.id().equals(topic.id())) {
                        throw new LeatException.Unavailable(
                                "stream '" + stream + "' is deleted, but a broker shows it still after "
                                        + MOST.toSeconds() + "s; look at the brokers",
                                null);
                    }
                });
    }

    private static CompletableFuture<@Nullable Void> done(
            KafkaFuture<@Nullable Void> change, String doing, String right, StreamTopic topic) {
        return change.toCompletionStage().toCompletableFuture().exceptionallyCompose(error -> {
            Throwable cause = KafkaFailures.cause(error);
            if (cause instanceof UnknownTopicIdException || cause instanceof UnknownTopicOrPartitionException) {
                return CompletableFuture.failedFuture(Catalog.notFound(topic.stream()));
            }
            if (cause instanceof TopicDeletionDisabledException) {
                return CompletableFuture.failedFuture(new LeatException.Denied(
                        "stream '" + topic.stream() + "' cannot be deleted: the brokers delete no topics"
                                + " (delete.topic.enable=false)",
                        cause));
            }
            return CompletableFuture.failedFuture(TopicErrors.of(
                    cause, doing + " stream '" + topic.stream() + "'", right + " on topic '" + topic.topic() + "'"));
        });
    }
}
