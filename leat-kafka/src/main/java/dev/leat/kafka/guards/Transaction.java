package dev.leat.kafka.guards;

import dev.leat.core.LeatException;
import dev.leat.kafka.appends.SendFailures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.jspecify.annotations.Nullable;

/** Records events and commits cursors, all or none. Confined to the lane. */
final class Transaction {

    /** How long a commit is asked for again whose answer is lost. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** So long without an answer, and it is looked whether the streams are still there. */
    private static final long LOOK_MILLIS = 1_000;

    private final Producer<byte[], byte[]> producer;
    private final Supplier<@Nullable LeatException> gone;

    /** Surely nothing has been recorded. */
    static final class Undone extends Exception {
        private static final long serialVersionUID = 1;

        /** Whether the producer is of no use any more. */
        final boolean producerLost;

        private final Throwable why;

        Undone(Throwable why, boolean producerLost) {
            super(why);
            this.why = why;
            this.producerLost = producerLost;
        }

        Throwable why() {
            return why;
        }
    }

    /** Whether it has been recorded is not known; the producer is of no use any more. */
    static final class Unknown extends Exception {
        private static final long serialVersionUID = 1;

        private final Throwable why;

        Unknown(Throwable why) {
            super(why);
            this.why = why;
        }

        Throwable why() {
            return why;
        }
    }

    /** @param gone the error of a stream that was deleted meanwhile, for which producers would try on */
    Transaction(Producer<byte[], byte[]> producer, Supplier<@Nullable LeatException> gone) {
        this.producer = producer;
        this.gone = gone;
    }

    /** Runs it; events know their offsets then. */
    void run(
            List<GuardedEvent> events, List<Map<ConsumerGroupMetadata, Map<TopicPartition, OffsetAndMetadata>>> offsets)
            throws Undone, Unknown {
        try {
            producer.beginTransaction();
            List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
            for (GuardedEvent event : events) {
                sent.add(producer.send(event.toSend()));
            }
            for (int i = 0; i < sent.size(); i++) {
                events.get(i).recorded(answer(sent.get(i)));
            }
            offsets.forEach(
                    each -> each.forEach((group, cursors) -> producer.sendOffsetsToTransaction(cursors, group)));
        } catch (KafkaException | IllegalStateException e) {
            throw undone(SendFailures.cause(e));
        } catch (ExecutionException e) {
            throw undone(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) { // nobody does that but who wants the lane to end
            Thread.currentThread().interrupt();
            throw new Undone(e, true);
        }
        commit();
    }

    private RecordMetadata answer(Future<RecordMetadata> sent) throws ExecutionException, InterruptedException, Undone {
        while (true) {
            try {
                return sent.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.TimeoutException e) { // the producer itself gives up some time
                LeatException lost = gone.get();
                if (lost != null) {
                    throw new Undone(lost, true); // what it still tries to send would hold up an abort
                }
            }
        }
    }

    private Undone undone(Throwable why) {
        try {
            producer.abortTransaction();
            return new Undone(why, false);
        } catch (KafkaException | IllegalStateException e) {
            return new Undone(why, true);
        }
    }

    /** Asks again where an answer is lost: to commit twice is to commit once. */
    private void commit() throws Undone, Unknown {
        long until = System.nanoTime() + ANSWER.toNanos();
        while (true) {
            try {
                producer.commitTransaction();
                return;
            } catch (TimeoutException e) {
                if (System.nanoTime() - until > 0) {
                    throw new Unknown(e);
                }
            } catch (KafkaException | IllegalStateException e) {
                Throwable cause = SendFailures.cause(e);
                if (cause instanceof TransactionAbortableException) {
                    throw undone(cause);
                }
                throw new Unknown(cause);
            }
        }
    }
}
