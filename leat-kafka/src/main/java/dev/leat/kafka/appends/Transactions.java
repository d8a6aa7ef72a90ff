package dev.leat.kafka.appends;

import dev.leat.core.LeatException;
import dev.leat.kafka.client.Uninterrupted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records appends, many in one transaction, until each is stored or refused. A transaction that fails is aborted and tried
 * again without those that are why, which are found by halving where the error does not tell. Used by the lane's thread alone,
 * but for {@link #close}.
 */
final class Transactions {

    private static final Logger LOGGER = LoggerFactory.getLogger(Transactions.class);
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Supplier<Producer<byte[], byte[]>> make;
    private final GoneStreams gone;
    private final Visibility visibility;
    private final Duration patience;
    private volatile @Nullable Producer<byte[], byte[]> producer;
    private volatile boolean closed;

    /** @param patience how long it is tried to record an append */
    Transactions(Supplier<Producer<byte[], byte[]>> make, GoneStreams gone, Visibility visibility, Duration patience) {
        this.make = make;
        this.gone = gone;
        this.visibility = visibility;
        this.patience = patience;
    }

    /** Completes or fails all of them. */
    void record(List<Atom> atoms) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                commit(new Transaction(producer(atoms), atoms, gone, deadline));
                return;
            } catch (LeatException.InDoubt inDoubt) {
                renew();
                atoms.forEach(atom -> atom.fail(inDoubt));
                return;
            } catch (TransactionFailure e) {
                abort(e);
                if (closed) {
                    atoms.forEach(atom -> atom.fail(SendFailures.closed()));
                    return;
                }
                if (!e.culprits().isEmpty()) {
                    without(atoms, e);
                    return;
                }
                if (!SendFailures.isPassing(e.why()) || System.nanoTime() - deadline > 0) {
                    split(atoms, e);
                    return;
                }
                LockSupport.parkNanos(AGAIN_NANOS);
            }
        }
    }

    private void commit(Transaction transaction) throws TransactionFailure {
        transaction.write();
        transaction.commit();
        visibility.await(transaction.ends());
        transaction.complete();
    }

    /** Records the others; then those of the culprits that may be tried again. */
    private void without(List<Atom> atoms, TransactionFailure failure) {
        List<Atom> again = new ArrayList<>();
        for (Atom culprit : failure.culprits()) {
            if (SendFailures.isFenced(failure.why()) && culprit.commits.renew()) {
                again.add(culprit);
            } else {
                culprit.fail(SendFailures.aborted(failure.why(), culprit.streams()));
            }
        }
        List<Atom> others = atoms.stream()
                .filter(atom -> !failure.culprits().contains(atom))
                .toList();
        if (!others.isEmpty()) {
            record(others);
        }
        if (!again.isEmpty()) {
            LockSupport.parkNanos(AGAIN_NANOS);
            record(again);
        }
    }

    /** One of them is why the transaction failed. */
    private void split(List<Atom> atoms, TransactionFailure failure) {
        if (atoms.size() == 1 || SendFailures.isPassing(failure.why())) {
            atoms.forEach(atom -> atom.fail(SendFailures.aborted(failure.why(), atom.streams())));
        } else {
            int half = atoms.size() / 2;
            record(atoms.subList(0, half));
            record(atoms.subList(half, atoms.size()));
        }
    }

    private Producer<byte[], byte[]> producer(List<Atom> atoms) throws TransactionFailure {
        Producer<byte[], byte[]> known = producer;
        if (known != null) {
            return known;
        }
        Producer<byte[], byte[]> made = null;
        try {
            made = make.get();
            producer = made;
            made.initTransactions();
            return made;
        } catch (KafkaException | IllegalStateException e) {
            renew();
            Throwable cause = SendFailures.cause(e);
            // what keeps a producer from beginning is nobody's fault: all wait, or all fail
            throw new TransactionFailure(cause, SendFailures.isPassing(cause) ? Set.of() : Set.copyOf(atoms));
        }
    }

    private void abort(TransactionFailure why) {
        LOGGER.debug("a transaction is aborted: {}", why.getMessage());
        Producer<byte[], byte[]> known = producer;
        if (known == null) {
            return;
        }
        if (why.why() instanceof LeatException.NotFound) {
            renew(); // what it still tries to send to a topic that is gone would hold up the abort
            return;
        }
        try {
            known.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            LOGGER.debug("it is aborted by another producer: {}", e.getMessage());
            renew();
        }
    }

    /** Gives up the producer: the one that follows it ends the transaction that it may have left. */
    private void renew() {
        Producer<byte[], byte[]> old = producer;
        producer = null;
        if (old != null) {
            old.close(Duration.ZERO);
        }
    }

    /** What is being tried is not tried again, and fails; called when there is no more time. */
    void close() {
        closed = true;
        Producer<byte[], byte[]> last = producer;
        if (last != null) {
            Uninterrupted.run(() -> last.close(Duration.ZERO));
        }
    }
}
