package dev.leat.kafka.appends;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The appends to one stream that are under way, by the lane that they took: while there are some in one lane, the other does
 * not begin any, and so they are recorded in the order of calls. Thread-safe; counters are atomic, the monitor is for waiting
 * alone.
 */
final class StreamOrder {

    final String stream;

    /** Counts the events without a key. */
    final AtomicInteger roundRobin = new AtomicInteger();

    private final AtomicInteger plain = new AtomicInteger();
    private final AtomicInteger transactional = new AtomicInteger();

    /** When the brokers answered a plain append last, or when the first one began after a pause; of the nano clock. */
    private volatile long answered = System.nanoTime();

    private volatile boolean gone;

    StreamOrder(String stream) {
        this.stream = stream;
    }

    /** Whether a plain append may be sent at once: nothing that was called before it is in the other lane. */
    boolean isPlain() {
        return transactional.get() == 0;
    }

    void plainBegins() {
        if (plain.getAndIncrement() == 0) {
            answered = System.nanoTime();
        }
    }

    void plainEnds() {
        answered = System.nanoTime();
        if (plain.decrementAndGet() == 0 && transactional.get() > 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    boolean hasPlain() {
        return plain.get() > 0;
    }

    void transactionalBegins() {
        transactional.incrementAndGet();
    }

    void transactionalEnds() {
        transactional.decrementAndGet();
    }

    /** Waits until no plain append is under way. Others may begin only if no transactional one is. */
    synchronized void awaitPlain() throws InterruptedException {
        while (plain.get() > 0) {
            wait();
        }
    }

    /** Whether plain appends have waited this long without any answer to one of them. */
    boolean isStalled(long nanos) {
        return plain.get() > 0 && System.nanoTime() - answered > nanos;
    }

    /** Whether the stream was deleted while plain appends were under way: they are lost with it. */
    boolean isGone() {
        return gone;
    }

    void gone(boolean isGone) {
        gone = isGone;
    }
}
