package dev.leat.core.internal;

import dev.leat.core.Event;
import dev.leat.core.LeatException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The events of some partitions, of those that are there the one recorded first. Belongs to one thread. */
final class EventIterator implements Iterator<Event> {

    /** How long one question to the engine waits at the tail; then it is asked again. */
    private static final Duration WAIT = Duration.ofMinutes(1);

    private final List<PartitionReader> readers;
    private final boolean follows;
    private long left;
    private @Nullable PartitionReader chosen;

    EventIterator(List<PartitionReader> readers, long limit, boolean follows) {
        this.readers = readers;
        this.left = limit;
        this.follows = follows;
    }

    @Override
    public boolean hasNext() {
        try {
            while (left > 0 && chosen == null) {
                choose();
                if (chosen == null && (!follows || isDone() || !awaited())) {
                    return false;
                }
            }
        } catch (LeatException.Closed e) {
            if (follows) {
                return false;
            }
            throw e;
        }
        return left > 0;
    }

    @Override
    public Event next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        PartitionReader reader = chosen;
        Event event = reader == null ? null : reader.peek(false);
        if (reader == null || event == null) {
            throw new NoSuchElementException();
        }
        reader.take();
        chosen = null;
        left--;
        return event;
    }

    private void choose() {
        Event first = null;
        for (PartitionReader reader : readers) {
            Event event = reader.peek(!follows);
            if (event != null && (first == null || event.recordedTime().isBefore(first.recordedTime()))) {
                first = event;
                chosen = reader;
            }
        }
    }

    private boolean isDone() {
        return readers.stream().allMatch(PartitionReader::isDone);
    }

    /** Waits for any partition; false if the thread is interrupted. */
    private boolean awaited() {
        if (Thread.currentThread().isInterrupted()) {
            return false;
        }
        CompletableFuture<?>[] arriving = readers.stream()
                .filter(reader -> !reader.isDone())
                .map(reader -> reader.arriving(WAIT))
                .toArray(CompletableFuture<?>[]::new);
        try {
            (arriving.length == 1 ? arriving[0] : CompletableFuture.anyOf(arriving)).get();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            return true; // who looks at it is told
        }
    }
}
