package dev.leat.kafka.client;

import org.jspecify.annotations.Nullable;

/**
 * How a hub's things are called on its brokers: by its prefix and their own name.
 *
 * @param prefix may be empty
 */
public record Names(String prefix) {

    public String topic(String stream) {
        return prefix + stream;
    }

    /** The stream that is stored in a topic; null if the topic is not this hub's. */
    public @Nullable String stream(String topic) {
        return topic.startsWith(prefix) && topic.length() > prefix.length() && !topic.startsWith("__")
                ? topic.substring(prefix.length())
                : null;
    }

    /** The consumer group of a durable subscription. */
    public String group(String subscription) {
        return prefix + subscription;
    }

    /** The consumer group whose members own the partitions of a guarded stream. */
    public String guards(String stream) {
        return prefix + "_leat.guards." + stream;
    }

    /** The transactional id that fences the owners of a guarded partition. */
    public String guard(String stream, int partition) {
        return prefix + "_leat.guard." + stream + "." + partition;
    }
}
