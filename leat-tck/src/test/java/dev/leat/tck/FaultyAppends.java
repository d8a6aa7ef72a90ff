package dev.leat.tck;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What may go wrong when events are recorded. */
final class FaultyAppends {

    private FaultyAppends() {}

    interface Appending {
        CompletableFuture<Appended> append(Engine inner, Append append, Durability durability);
    }

    /** An engine that appends so. */
    static Fault fault(String name, Class<? extends EngineSuite> caughtBy, Appending appending) {
        return new Fault(name, caughtBy, engine -> new ForwardingEngine(engine) {
            @Override
            public CompletableFuture<Appended> append(Append append, Durability durability) {
                return appending.append(inner, append, durability);
            }
        });
    }

    static List<Fault> all() {
        AtomicInteger appends = new AtomicInteger();
        return List.of(
                fault(
                        "loses-an-event",
                        PublishingContract.class,
                        (inner, append, durability) -> appends.incrementAndGet() % 100 == 50
                                ? made(append)
                                : inner.append(append, durability)),
                fault(
                        "swaps-the-events-of-a-list",
                        PublishingContract.class,
                        (inner, append, durability) -> inner.append(reversed(append), durability)),
                fault(
                        "stores-twice",
                        PublishingContract.class,
                        (inner, append, durability) -> inner.append(append, durability)
                                .thenCompose(first -> inner.append(append, durability))),
                fault(
                        "tells-the-next-position",
                        PublishingContract.class,
                        (inner, append, durability) ->
                                inner.append(append, durability).thenApply(FaultyAppends::shifted)),
                fault("splits-atoms", AtomicAppendContract.class, FaultyAppends::oneByOne),
                fault("splits-atoms-between-readers", ConcurrencyContract.class, FaultyAppends::oneByOne),
                fault("creates-streams-itself", AutoCreateContract.class, (inner, append, durability) -> {
                    append.entries().stream()
                            .map(Append.Entry::stream)
                            .filter(stream -> inner.describe(stream).join().isEmpty())
                            .forEach(stream -> inner.create(stream, StreamSettings.defaults())
                                    .join());
                    return inner.append(append, durability);
                }),
                fault("says-not-found-too-late", EngineCallsContract.class, (inner, append, durability) -> {
                    CompletableFuture<Appended> answer = inner.append(append, durability);
                    return answer.isCompletedExceptionally() ? later(answer) : answer;
                }),
                fault("stores-later-than-it-says", DurabilityContract.class, FaultyAppends::storedLater),
                fault(
                        "forgets-fast-events",
                        DurabilityContract.class,
                        (inner, append, durability) ->
                                durability == Durability.FAST ? made(append) : inner.append(append, durability)),
                fault(
                        "refuses-large-events",
                        LimitsContract.class,
                        (inner, append, durability) -> append.entries().stream()
                                        .flatMap(entry -> entry.events().stream())
                                        .anyMatch(event -> event.getData() != null
                                                && event.getData().toBytes().length > 900_000)
                                ? CompletableFuture.failedFuture(new LeatException.Invalid("event", "is too large"))
                                : inner.append(append, durability)),
                fault("breaks-at-an-interrupt", InterruptsContract.class, (inner, append, durability) -> {
                    if (Thread.currentThread().isInterrupted()) {
                        inner.close();
                    }
                    return inner.append(append, durability);
                }));
    }

    /** An answer that is made up. */
    private static CompletableFuture<Appended> made(Append append) {
        return CompletableFuture.completedFuture(new Appended(append.entries().stream()
                .map(entry -> new Appended.Placed(
                        entry.stream(), Collections.nCopies(entry.events().size(), new Position(0, 0))))
                .toList()));
    }

    private static CompletableFuture<Appended> later(CompletableFuture<Appended> answer) {
        return answer.whenCompleteAsync(
                (value, error) -> {}, CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
    }

    private static Append reversed(Append append) {
        List<Append.Entry> entries = new ArrayList<>();
        for (Append.Entry entry : append.entries()) {
            List<CloudEvent> events = new ArrayList<>(entry.events());
            Collections.reverse(events);
            entries.add(new Append.Entry(entry.stream(), events));
        }
        return new Append(entries, append.durability());
    }

    private static Appended shifted(Appended appended) {
        return new Appended(appended.entries().stream()
                .map(placed -> new Appended.Placed(
                        placed.stream(),
                        placed.positions().stream()
                                .map(at -> new Position(at.partition(), at.offset() + 1))
                                .toList()))
                .toList());
    }

    private static CompletableFuture<Appended> oneByOne(Engine inner, Append append, Durability durability) {
        List<Appended.Placed> placed = new ArrayList<>();
        for (Append.Entry entry : append.entries()) {
            CompletableFuture<Appended> one = inner.append(new Append(List.of(entry), append.durability()), durability);
            if (one.isCompletedExceptionally()) {
                return one;
            }
            placed.addAll(one.join().entries());
            LockSupport.parkNanos(100_000);
        }
        return CompletableFuture.completedFuture(new Appended(placed));
    }

    /** Tells where the events will stand, from the number of those that are there, and stores them soon. */
    private static CompletableFuture<Appended> storedLater(Engine inner, Append append, Durability durability) {
        String stream = append.entries().get(0).stream();
        var known = inner.describe(stream).join();
        if (known.isEmpty()) {
            return inner.append(append, durability);
        }
        Position next = new Position(0, known.get(0).partitions().get(0).next());
        CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS)
                .execute(() -> inner.append(append, durability).join());
        return CompletableFuture.completedFuture(new Appended(List.of(new Appended.Placed(stream, List.of(next)))));
    }
}
