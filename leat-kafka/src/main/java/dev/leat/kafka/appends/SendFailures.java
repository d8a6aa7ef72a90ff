package dev.leat.kafka.appends;

import dev.leat.core.LeatException;
import dev.leat.kafka.client.KafkaFailures;
import java.time.Duration;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What the errors of producers mean to those who append. */
public final class SendFailures {

    private SendFailures() {}

    /** Of an append that no broker has seen. */
    static LeatException notSent(Throwable error, String stream) {
        LeatException known = known(error, stream);
        return known != null
                ? known
                : new LeatException.Unavailable(
                        "appending to stream '" + stream + "' failed: " + error.getMessage()
                                + "; not stored: try again when the brokers can be reached",
                        error);
    }

    /** Of an append that was handed to the producer: without a broker's word it may have been stored. */
    static LeatException sent(Throwable error, String stream) {
        LeatException known = known(error, stream);
        return known != null ? known : inDoubt(error, stream);
    }

    /** Of an append that may have been stored. */
    public static LeatException.InDoubt inDoubt(Throwable error, String stream) {
        return new LeatException.InDoubt(
                "appending to stream '" + stream + "' failed: " + error.getMessage()
                        + "; whether it was stored is not known: look before you try again",
                error);
    }

    /** Of an append whose transaction was not committed. */
    public static LeatException aborted(Throwable error, String streams) {
        if (isFenced(error)) {
            return new LeatException.Fenced("the partitions whose cursors it commits belong to another member of the"
                    + " subscription now; not stored: what it was made from is handled there");
        }
        return notSent(error, streams);
    }

    /** Of an append to a stream that was deleted meanwhile. */
    public static LeatException gone(String stream) {
        return new LeatException.NotFound("stream '" + stream + "' was deleted");
    }

    static LeatException closed() {
        return new LeatException.Closed("the hub is closed");
    }

    /** Whether the group has moved on without who commits. */
    public static boolean isFenced(Throwable error) {
        return error instanceof CommitFailedException
                || error instanceof FencedInstanceIdException
                || error instanceof IllegalGenerationException
                || error instanceof UnknownMemberIdException
                || error instanceof RebalanceInProgressException;
    }

    /** Whether the same transaction may succeed if it is tried again. */
    public static boolean isPassing(Throwable error) {
        return error instanceof RetriableException
                || error instanceof ApplicationRecoverableException
                || error instanceof TransactionAbortableException
                || error instanceof TransactionAbortedException
                || error instanceof InvalidTxnStateException
                || error instanceof OutOfOrderSequenceException;
    }

    /** The error itself, of one that tells only that there was one before. */
    public static Throwable cause(RuntimeException error) {
        Throwable cause = error;
        while (cause.getClass() == KafkaException.class && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Where the error itself says that nothing was stored; null if it does not. */
    private static @Nullable LeatException known(Throwable error, String stream) {
        String doing = "appending to stream '" + stream + "'";
        if (error instanceof LeatException known) {
            return known;
        }
        if (error instanceof TopicAuthorizationException topics) {
            return KafkaFailures.of(error, doing, "WRITE on topics " + topics.unauthorizedTopics());
        }
        if (error instanceof AuthorizationException || error instanceof AuthenticationException) {
            return KafkaFailures.of(error, doing);
        }
        if (error instanceof UnknownTopicOrPartitionException) {
            return gone(stream);
        }
        if (error instanceof RecordTooLargeException || error instanceof RecordBatchTooLargeException) {
            return new LeatException.Invalid(
                    "event",
                    error.getMessage() + "; raise max.message.bytes of the topic of stream '" + stream
                            + "', or publish a reference to large data instead");
        }
        if (error instanceof InvalidRecordException || error instanceof PolicyViolationException) {
            return new LeatException.Invalid("event", "the broker refuses it: " + error.getMessage());
        }
        if (error instanceof BufferExhaustedException) {
            return new LeatException.Overloaded(
                    doing + " failed: " + error.getMessage() + "; not stored: slow down and try again",
                    Duration.ofMillis(100),
                    error);
        }
        if (error instanceof NotEnoughReplicasException) {
            return new LeatException.Unavailable(
                    doing + " failed: " + error.getMessage() + "; not stored: try again when more brokers are up",
                    error);
        }
        return null;
    }
}
