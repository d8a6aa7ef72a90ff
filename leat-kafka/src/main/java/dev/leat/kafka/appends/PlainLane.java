package dev.leat.kafka.appends;

import dev.leat.kafka.client.Uninterrupted;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Sends single events by one idempotent producer, on the threads of those who publish. Thread-safe: the monitor guards which
 * producer there is, and nothing is sent under it.
 */
final class PlainLane {

    private final Supplier<Producer<byte[], byte[]>> make;

    /** Null: not made yet, being renewed, or closed. */
    private volatile @Nullable Producer<byte[], byte[]> producer;

    /** Sends no more, and is not closed yet, or just has been. */
    private volatile @Nullable Producer<byte[], byte[]> ending;

    private boolean renewing;
    private boolean closed;

    /** It cannot send any more: {@link #renew} makes another one. */
    private volatile boolean failed;

    PlainLane(Supplier<Producer<byte[], byte[]>> make) {
        this.make = make;
    }

    /**
     * Sends an event; the append completes as the brokers answer.
     *
     * @return false if this lane takes none now, and nothing was done
     */
    boolean send(SingleAppend append) {
        Producer<byte[], byte[]> sender = producer;
        if (sender == null) {
            sender = made();
        }
        if (sender == null || failed) {
            return false;
        }
        append.order.plainBegins();
        // an interrupt would break off the first look-up of a topic
        boolean interrupted = Thread.interrupted();
        try {
            var unused = sender.send(append.record, append);
            append.handedOver();
            return true;
        } catch (IllegalStateException e) { // closed meanwhile
            append.order.plainEnds();
            return false;
        } catch (InterruptException e) {
            append.order.plainEnds();
            return false;
        } catch (KafkaException e) {
            failed = true;
            append.order.plainEnds();
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized @Nullable Producer<byte[], byte[]> made() {
        if (producer == null && !renewing && !closed) {
            producer = make.get();
        }
        return producer;
    }

    /**
     * The fate of an event is not known: nothing more is sent by this producer. It would number anew what it has sent behind
     * that event and had no answer for, so that the brokers could not tell a repetition, and would store it twice. Called by the
     * producer's own thread.
     */
    void inDoubt() {
        failed = true;
        close(producer);
        close(ending);
    }

    private static void close(@Nullable Producer<byte[], byte[]> broken) {
        if (broken != null) {
            broken.close(Duration.ZERO);
        }
    }

    /** Whether its producer has met an error that it does not get over. */
    boolean hasFailed() {
        return failed;
    }

    /**
     * Gives up the producer, and with it what it has not delivered; the next append makes another. Until this returns all
     * appends take the other lane.
     *
     * @param settle waits for those under way that can still be delivered
     */
    void renew(Runnable settle) {
        Producer<byte[], byte[]> old;
        synchronized (this) {
            old = producer;
            if (old == null) {
                return;
            }
            ending = old;
            producer = null;
            renewing = true;
        }
        try {
            settle.run();
            old.close(Duration.ZERO);
        } finally {
            synchronized (this) {
                renewing = false;
                failed = false;
            }
        }
    }

    /** Takes no more; delivers what it has, or fails it when the time is over. */
    void close(Duration patience) {
        Producer<byte[], byte[]> last;
        synchronized (this) {
            closed = true;
            last = producer;
            ending = last;
            producer = null;
        }
        if (last != null) {
            Uninterrupted.run(() -> last.close(patience));
        }
    }
}
