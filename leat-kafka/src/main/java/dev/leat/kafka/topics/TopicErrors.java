package dev.leat.kafka.topics;

import dev.leat.core.LeatException;
import dev.leat.kafka.client.KafkaFailures;
import org.apache.kafka.common.errors.InvalidTopicException;

/** What it means to users that the brokers refuse something about a topic. */
final class TopicErrors {

    private TopicErrors() {}

    static boolean is(Throwable error, Class<? extends Throwable> type) {
        return type.isInstance(KafkaFailures.cause(error));
    }

    /**
     * The error as users see it.
     *
     * @param doing what failed, as in {@code creating stream 'orders'}
     * @param right which one it takes, as in {@code CREATE on topic 'orders'}
     */
    static LeatException of(Throwable error, String doing, String right) {
        Throwable cause = KafkaFailures.cause(error);
        if (cause instanceof InvalidTopicException) {
            return new LeatException.Invalid(
                    "stream",
                    doing + " failed: " + cause.getMessage()
                            + " Kafka takes names of up to 249 characters, with the hub's"
                            + " prefix, that differ in more than . and _; choose another");
        }
        return KafkaFailures.of(cause, doing, right);
    }
}
