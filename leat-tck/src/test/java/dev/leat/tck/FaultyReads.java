package dev.leat.tck;

import dev.leat.core.Event;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** What may go wrong when events are read. */
final class FaultyReads {

    private FaultyReads() {}

    private static Fault fault(
            String name,
            Class<? extends EngineSuite> caughtBy,
            BiFunction<Engine, Fetch, CompletableFuture<Batch>> reading) {
        return new Fault(name, caughtBy, engine -> new ForwardingEngine(engine) {
            @Override
            public CompletableFuture<Batch> read(Fetch fetch) {
                return reading.apply(inner, fetch);
            }
        });
    }

    private static Fault changing(String name, Class<? extends EngineSuite> caughtBy, UnaryOperator<Batch> change) {
        return fault(name, caughtBy, (inner, fetch) -> inner.read(fetch).thenApply(change));
    }

    static List<Fault> all() {
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger repeated = new AtomicInteger();
        return List.of(
                fault(
                        "ignores-how-long-to-wait",
                        FetchContract.class,
                        (inner, fetch) -> inner.read(new Fetch(
                                fetch.stream(), fetch.partition(), fetch.from(), fetch.maxBytes(), Duration.ZERO))),
                changing("skips-an-event-now-and-then", ReadingContract.class, batch -> {
                    if (reads.incrementAndGet() % 5 == 0) {
                        batch.next();
                    }
                    return batch;
                }),
                fault(
                        "repeats-an-event",
                        FollowingContract.class,
                        (inner, fetch) -> inner.read(
                                fetch.from() == 3 && repeated.getAndIncrement() == 0
                                        ? new Fetch(
                                                fetch.stream(), fetch.partition(), 2, fetch.maxBytes(), fetch.maxWait())
                                        : fetch)),
                changing("stays-where-it-is", FetchContract.class, batch -> new ChangedBatch(batch) {
                    @Override
                    public long nextOffset() {
                        return offset();
                    }
                }),
                changing("takes-the-time-of-reading", RecordedTimeContract.class, batch -> new ChangedBatch(batch) {
                    @Override
                    public Event event() {
                        return RecordedNow.of(super.event());
                    }
                }),
                fault(
                        "reads-all-streams-from-the-second-event",
                        GlobalOrderContract.class,
                        (inner, fetch) -> inner.read(
                                fetch.stream().equals(Engine.ALL_STREAMS) && fetch.from() == 0
                                        ? new Fetch(
                                                fetch.stream(), fetch.partition(), 1, fetch.maxBytes(), fetch.maxWait())
                                        : fetch)),
                new Fault("finds-no-time", RecordedTimeContract.class, engine -> new ForwardingEngine(engine) {
                    @Override
                    public CompletableFuture<Long> firstAtOrAfter(String stream, int partition, Instant recorded) {
                        return CompletableFuture.completedFuture(0L);
                    }
                }));
    }
}
