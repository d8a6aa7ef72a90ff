package dev.leat.kafka.client;

import dev.leat.core.LeatException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.BootstrapResolutionException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionCoordinatorFencedException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** What errors of Kafka's clients are to users of Leat. */
public final class KafkaFailures {

    private static final Duration RETRY_AFTER = Duration.ofMillis(100);

    private KafkaFailures() {}

    /**
     * The error as users see it.
     *
     * @param doing what failed, as in {@code creating stream 'orders'}
     */
    public static LeatException of(Throwable error, String doing) {
        Throwable cause = cause(error);
        if (cause instanceof LeatException known) {
            return known;
        }
        if (cause instanceof ConfigException wrong) {
            return Misconfigurations.of(wrong, doing);
        }
        if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
            return Denials.of((KafkaException) cause, doing);
        }
        String what = doing + " failed: " + message(cause);
        LeatException failure = refused(cause, what);
        failure = failure == null ? notOwned(cause, what) : failure;
        return failure == null ? notNow(cause, what) : failure;
    }

    /**
     * The error as users see it, of what takes a right.
     *
     * @param doing what failed, as in {@code creating stream 'orders'}
     * @param right which one it takes, as in {@code CREATE on topic 'orders'}
     */
    public static LeatException of(Throwable error, String doing, String right) {
        Throwable cause = cause(error);
        return cause instanceof AuthorizationException
                ? new LeatException.Denied(doing + " is not allowed: it takes the right " + right, cause)
                : of(cause, doing);
    }

    /** The error itself, out of those that only tell that there was one. */
    public static Throwable cause(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null
                && (cause instanceof CompletionException
                        || cause instanceof ExecutionException
                        || cause.getClass() == KafkaException.class)) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** What was asked for is wrong, or is not there. */
    private static @Nullable LeatException refused(Throwable cause, String what) {
        if (cause instanceof UnknownTopicOrPartitionException
                || cause instanceof UnknownTopicIdException
                || cause instanceof GroupIdNotFoundException) {
            return new LeatException.NotFound(what + " (it may have been deleted)");
        }
        if (cause instanceof RecordTooLargeException || cause instanceof RecordBatchTooLargeException) {
            return new LeatException.Invalid(
                    "event", what + "; raise max.message.bytes of the topic, or publish a reference to large data");
        }
        if (cause instanceof InvalidTopicException) {
            return new LeatException.Invalid("stream", what + "; Kafka cannot hold a topic of this name");
        }
        if (cause instanceof InvalidPartitionsException) {
            return new LeatException.Invalid("partitions", what);
        }
        if (cause instanceof InvalidReplicationFactorException) {
            return new LeatException.Invalid("replication", what + "; give one that the brokers can hold");
        }
        if (cause instanceof InvalidConfigurationException || cause instanceof PolicyViolationException) {
            return new LeatException.Invalid("settings", what + "; the brokers refuse them");
        }
        if (cause instanceof UnsupportedVersionException) {
            return new LeatException.Invalid("uri", what + "; the brokers are too old for this: use newer ones");
        }
        return null;
    }

    /** Another one has taken over, or it cannot be said how it ended. */
    private static @Nullable LeatException notOwned(Throwable cause, String what) {
        if (cause instanceof ProducerFencedException
                || cause instanceof InvalidProducerEpochException
                || cause instanceof TransactionCoordinatorFencedException
                || cause instanceof FencedInstanceIdException
                || cause instanceof FencedMemberEpochException
                || cause instanceof IllegalGenerationException
                || cause instanceof UnknownMemberIdException
                || cause instanceof RebalanceInProgressException
                || cause instanceof CommitFailedException) {
            return new LeatException.Fenced(what + "; another process has taken over");
        }
        if (cause instanceof OutOfOrderSequenceException
                || cause instanceof UnknownProducerIdException
                || cause instanceof NotEnoughReplicasAfterAppendException) {
            return new LeatException.InDoubt(
                    what + "; whether it was stored is not known: look before you try again", cause);
        }
        return null;
    }

    private static LeatException notNow(Throwable cause, String what) {
        if (cause instanceof BufferExhaustedException || cause instanceof ThrottlingQuotaExceededException) {
            return new LeatException.Overloaded(what + "; slow down and try again", RETRY_AFTER, cause);
        }
        if (cause instanceof NotEnoughReplicasException) {
            return new LeatException.Unavailable(
                    what
                            + "; fewer replicas are in sync than min.insync.replicas wants: try again when more brokers are up",
                    cause);
        }
        if (cause instanceof BootstrapResolutionException) {
            return new LeatException.Unavailable(
                    what + "; no host of the location has an address: check their names", cause);
        }
        if (cause instanceof TimeoutException) {
            return new LeatException.Unavailable(
                    what
                            + "; the brokers do not answer in time: check that they run, and host, port and security.protocol",
                    cause);
        }
        if (cause instanceof IllegalStateException && message(cause).contains("closed")) {
            return new LeatException.Closed("the hub is closed");
        }
        return new LeatException.Unavailable(what, cause);
    }

    private static String message(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /** A future of Kafka's as one that fails with a {@link LeatException}. */
    public static <T> CompletableFuture<T> future(KafkaFuture<T> future, String doing) {
        CompletableFuture<T> result = new CompletableFuture<>();
        var unused = future.whenComplete((value, error) -> {
            if (error == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(of(error, doing));
            }
        });
        return result;
    }
}
