package dev.leat.kafka.appends;

import dev.leat.core.LeatException;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.jspecify.annotations.Nullable;

/** One try to record appends in one transaction. Used by the lane's thread; the producer's thread tells offsets. */
final class Transaction {

    /** So long without all answers, and it is looked whether the streams are still there. */
    private static final long LOOK_MILLIS = 1_000;

    private final Producer<byte[], byte[]> producer;
    private final List<Atom> atoms;
    private final GoneStreams gone;
    private final long deadline;
    private final long[][] offsets;
    private final AtomicInteger unanswered;

    /** All records are stored, or fails with the first error that one met. */
    private final CompletableFuture<@Nullable Void> stored = new CompletableFuture<>();

    /** @param deadline of the nano clock, when it is given up */
    Transaction(Producer<byte[], byte[]> producer, List<Atom> atoms, GoneStreams gone, long deadline) {
        this.producer = producer;
        this.atoms = atoms;
        this.gone = gone;
        this.deadline = deadline;
        this.offsets = new long[atoms.size()][];
        this.unanswered = new AtomicInteger(
                atoms.stream().mapToInt(atom -> atom.records.size()).sum());
    }

    /** Writes everything but the commit, until the brokers have it. */
    void write() throws TransactionFailure {
        try {
            producer.beginTransaction();
            for (int i = 0; i < atoms.size(); i++) {
                offsets[i] = new long[atoms.get(i).records.size()];
                send(atoms.get(i).records, offsets[i]);
            }
            awaitStored();
            sendOffsets();
        } catch (KafkaException | IllegalStateException e) {
            throw new TransactionFailure(SendFailures.cause(e), Set.of());
        }
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records, long[] at) {
        for (int i = 0; i < records.size(); i++) {
            int index = i;
            try {
                var unused = producer.send(records.get(i), (metadata, error) -> {
                    if (error != null) {
                        stored.completeExceptionally(error);
                        return;
                    }
                    at[index] = metadata.offset();
                    if (unanswered.decrementAndGet() == 0) {
                        stored.complete(null);
                    }
                });
            } catch (KafkaException | IllegalStateException e) { // an earlier record has failed
                stored.completeExceptionally(SendFailures.cause(e));
            }
            if (stored.isCompletedExceptionally()) {
                return;
            }
        }
    }

    private void awaitStored() throws TransactionFailure {
        while (true) {
            try {
                stored.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (ExecutionException e) {
                throw new TransactionFailure(e.getCause() == null ? e : e.getCause(), Set.of());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            } catch (java.util.concurrent.TimeoutException e) {
                refuseGone();
                if (System.nanoTime() - deadline > 0) {
                    throw new TimeoutException("the brokers did not answer in time", e);
                }
            }
        }
    }

    private void refuseGone() throws TransactionFailure {
        Set<StreamOrder> streams = new HashSet<>();
        atoms.forEach(atom -> streams.addAll(atom.orders));
        Set<StreamOrder> lost = gone.among(streams);
        if (!lost.isEmpty()) {
            Set<Atom> culprits = new HashSet<>(atoms);
            culprits.removeIf(atom -> Collections.disjoint(atom.orders, lost));
            throw new TransactionFailure(SendFailures.gone(lost.iterator().next().stream), culprits);
        }
    }

    private void sendOffsets() throws TransactionFailure {
        Map<ConsumerGroupMetadata, Map<TopicPartition, OffsetAndMetadata>> all = new LinkedHashMap<>();
        atoms.forEach(atom -> atom.commits
                .offsets()
                .forEach((who, commits) ->
                        all.computeIfAbsent(who, member -> new HashMap<>()).putAll(commits)));
        for (Map.Entry<ConsumerGroupMetadata, Map<TopicPartition, OffsetAndMetadata>> each : all.entrySet()) {
            try {
                producer.sendOffsetsToTransaction(each.getValue(), each.getKey());
            } catch (KafkaException e) {
                Throwable cause = SendFailures.cause(e);
                if (!SendFailures.isFenced(cause)) {
                    throw e;
                }
                Set<Atom> fenced = new HashSet<>(atoms);
                fenced.removeIf(atom -> !atom.commits.offsets().containsKey(each.getKey()));
                throw new TransactionFailure(cause, fenced);
            }
        }
    }

    /**
     * Commits what was written; tries again while the brokers do not answer.
     *
     * @throws LeatException.InDoubt if they have not by the deadline
     */
    void commit() throws TransactionFailure {
        while (true) {
            try {
                producer.commitTransaction();
                return;
            } catch (TimeoutException | InterruptException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw inDoubt(e);
                }
            } catch (KafkaException | IllegalStateException e) {
                Throwable cause = SendFailures.cause(e);
                if (cause instanceof TransactionAbortableException) {
                    throw new TransactionFailure(cause, Set.of());
                }
                throw inDoubt(cause);
            }
        }
    }

    private LeatException.InDoubt inDoubt(Throwable cause) {
        return SendFailures.inDoubt(cause, atoms.get(0).streams());
    }

    /** The last offset in each partition that it has written to. */
    Map<TopicPartition, Long> ends() {
        Map<TopicPartition, Long> ends = new HashMap<>();
        ProducerRecord<byte[], byte[]> last = null;
        long end = 0;
        for (int i = 0; i < offsets.length; i++) {
            List<ProducerRecord<byte[], byte[]>> records = atoms.get(i).records;
            for (int j = 0; j < offsets[i].length; j++) {
                ProducerRecord<byte[], byte[]> record = records.get(j);
                if (last != null && !isSamePartition(record, last)) {
                    ends.merge(partition(last), end, Math::max);
                }
                last = record;
                end = offsets[i][j];
            }
        }
        if (last != null) {
            ends.merge(partition(last), end, Math::max);
        }
        return ends;
    }

    private static boolean isSamePartition(ProducerRecord<byte[], byte[]> one, ProducerRecord<byte[], byte[]> other) {
        return one.partition().equals(other.partition()) && one.topic().equals(other.topic());
    }

    private static TopicPartition partition(ProducerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    /** Tells those who appended. */
    void complete() {
        for (int i = 0; i < offsets.length; i++) {
            atoms.get(i).recorded(offsets[i]);
        }
    }
}
