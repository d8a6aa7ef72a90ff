package dev.leat.kafka.topics;

import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.Names;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the brokers what there is now: of all streams that are asked about in one request of each kind. Thread-safe. */
final class TopicLookup {

    private final Clients clients;
    private final Names names;
    private final SettingsTopic settingsTopic;

    TopicLookup(Clients clients, SettingsTopic settingsTopic) {
        this.clients = clients;
        this.names = clients.names();
        this.settingsTopic = settingsTopic;
    }

    /** The names of all streams that may be seen. */
    CompletableFuture<List<String>> names() {
        return clients.admin()
                .listTopics()
                .names()
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(topics -> topics.stream()
                        .map(names::stream)
                        .filter(stream -> stream != null && isStream(stream))
                        .toList())
                .exceptionallyCompose(error -> CompletableFuture.failedFuture(
                        TopicErrors.of(error, "listing streams", "DESCRIBE on the topics")));
    }

    private static boolean isStream(String name) {
        return !name.isEmpty() && name.length() <= 200 && !name.equals(SettingsTopic.STREAM);
    }

    /** Streams by name; those that there are not are in neither map. Errors are as users see them. */
    CompletableFuture<Answers<String, StreamTopic>> streams(Collection<String> streams) {
        Set<String> topics = new HashSet<>();
        streams.stream().filter(TopicLookup::isStream).map(names::topic).forEach(topics::add);
        topics.add(names.topic(SettingsTopic.STREAM));
        return Answers.of(clients.admin().describeTopics(topics).topicNameValues())
                .thenCompose(described -> {
                    var recorded = recorded(described);
                    return configurations(described.values().keySet())
                            .thenCombine(recorded, (configured, known) -> put(described, configured, known));
                });
    }

    /** Without what is recorded, a guarded stream would seem to be unguarded: whoever may not read it may do nothing. */
    private CompletableFuture<SettingsTopic.Known> recorded(Answers<String, TopicDescription> described) {
        String topic = names.topic(SettingsTopic.STREAM);
        TopicDescription there = described.values().remove(topic);
        Throwable error = described.errors().remove(topic);
        if (there == null && error != null && !TopicErrors.is(error, UnknownTopicOrPartitionException.class)) {
            return CompletableFuture.failedFuture(
                    TopicErrors.of(error, "looking up settings of streams", "READ on topic '" + topic + "'"));
        }
        return settingsTopic.read(there == null ? null : there.topicId());
    }

    private CompletableFuture<Answers<ConfigResource, Config>> configurations(Set<String> topics) {
        return topics.isEmpty()
                ? CompletableFuture.completedFuture(new Answers<>(Map.of(), Map.of()))
                : Answers.of(clients.admin()
                        .describeConfigs(
                                topics.stream().map(TopicLookup::resource).toList())
                        .values());
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private Answers<String, StreamTopic> put(
            Answers<String, TopicDescription> described,
            Answers<ConfigResource, Config> configured,
            SettingsTopic.Known recorded) {
        Answers<String, StreamTopic> answer = new Answers<>(new HashMap<>(), new HashMap<>());
        described.values().forEach((topic, description) -> {
            String stream = stream(topic);
            Config config = configured.values().get(resource(topic));
            Throwable error = configured.errors().get(resource(topic));
            if (config != null) {
                put(answer, stream, description, values(config), recorded);
            } else if (error != null) {
                failed(answer, stream, error, "DESCRIBE_CONFIGS on topic '" + topic + "'");
            }
        });
        described
                .errors()
                .forEach((topic, error) -> failed(answer, stream(topic), error, "DESCRIBE on topic '" + topic + "'"));
        return answer;
    }

    private String stream(String topic) {
        return topic.substring(names.prefix().length());
    }

    private static void put(
            Answers<String, StreamTopic> answer,
            String stream,
            TopicDescription topic,
            Map<String, String> configuration,
            SettingsTopic.Known recorded) {
        try {
            StreamSettings settings = TopicSettings.settings(
                    topic.partitions().size(), configuration, recorded.of(stream, topic.topicId()));
            int replication = topic.partitions().stream()
                    .mapToInt(partition -> partition.replicas().size())
                    .min()
                    .orElse(0);
            int minInsync = Integer.parseInt(configuration.getOrDefault(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1"));
            boolean recordsTime = "LogAppendTime".equals(configuration.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG));
            answer.values()
                    .put(
                            stream,
                            new StreamTopic(
                                    stream,
                                    topic.name(),
                                    topic.topicId(),
                                    settings,
                                    replication,
                                    minInsync,
                                    recordsTime));
        } catch (LeatException.Invalid e) {
            // As of a topic of more partitions than a stream may have.
            answer.errors().put(stream, e);
        }
    }

    private static Map<String, String> values(Config config) {
        Map<String, String> values = new HashMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.value() != null) {
                values.put(entry.name(), entry.value());
            }
        }
        return values;
    }

    private static void failed(Answers<String, StreamTopic> answer, String stream, Throwable error, String right) {
        if (!TopicErrors.is(error, UnknownTopicOrPartitionException.class)) {
            answer.errors().put(stream, TopicErrors.of(error, "looking up stream '" + stream + "'", right));
        }
    }
}
