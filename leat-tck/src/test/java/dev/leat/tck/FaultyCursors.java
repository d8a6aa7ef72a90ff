package dev.leat.tck;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.Position;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** What may go wrong with the cursors of subscriptions, and with filters. */
final class FaultyCursors {

    private FaultyCursors() {}

    private static Fault appending(String name, Class<? extends EngineSuite> caughtBy, UnaryOperator<Append> change) {
        return new Fault(name, caughtBy, engine -> new ForwardingEngine(engine) {
            @Override
            public CompletableFuture<Appended> append(Append append, Durability durability) {
                return inner.append(change.apply(append), durability);
            }
        });
    }

    private static Fault changing(String name, UnaryOperator<Cursor> change) {
        return appending(
                name,
                CursorsContract.class,
                append -> new Append(
                        append.entries(),
                        append.conditions(),
                        append.commits().stream()
                                .map(commit -> new Append.Commit(
                                        commit.subscription(),
                                        commit.stream(),
                                        commit.cursor() == null ? null : change.apply(commit.cursor())))
                                .toList(),
                        append.durability()));
    }

    private static Fault reading(String name, UnaryOperator<Batch> change) {
        return new Fault(name, FilteringContract.class, engine -> new ForwardingEngine(engine) {
            @Override
            public CompletableFuture<Batch> read(Fetch fetch) {
                return inner.read(fetch).thenApply(change);
            }
        });
    }

    static List<Fault> all() {
        AtomicInteger commits = new AtomicInteger();
        return List.of(
                appending(
                        "loses-commits-now-and-then",
                        CursorsContract.class,
                        append -> commits.incrementAndGet() % 3 == 0
                                ? new Append(append.entries(), append.durability())
                                : append),
                appending(
                        "loses-cursors-that-come-with-events",
                        AppendingContract.class,
                        append -> append.entries().isEmpty() ? append : new Append(append.entries(), null)),
                changing("knows-one-partition", FaultyCursors::ofOnePartition),
                new Fault("never-forgets-a-cursor", CursorsContract.class, engine -> new Remembering(engine)),
                new Fault("commits-what-it-does-not-store", CursorsContract.class, FaultyCursors::committingFirst),
                new Fault("passes-over-what-is-wanted", FilteringContract.class, FaultyCursors::hintDropping),
                reading("shows-no-extensions-to-filters", batch -> new ChangedBatch(batch) {
                    @Override
                    public Object attribute(String name) {
                        return event().getExtensionNames().contains(name) ? null : super.attribute(name);
                    }
                }),
                reading("shows-numbers-as-texts", batch -> new ChangedBatch(batch) {
                    @Override
                    public Object attribute(String name) {
                        Object value = super.attribute(name);
                        return value instanceof Integer ? value.toString() : value;
                    }
                }));
    }

    private static Cursor ofOnePartition(Cursor cursor) {
        return cursor.seen().isEmpty()
                ? cursor
                : Cursor.at(new Position(
                        cursor.seen().firstKey(),
                        Objects.requireNonNull(cursor.seen().get(cursor.seen().firstKey()))));
    }

    /** Every cursor is the furthest that was ever committed. */
    private static final class Remembering extends ForwardingEngine {

        Remembering(Engine inner) {
            super(inner);
        }

        @Override
        public CompletableFuture<Appended> append(Append append, Durability durability) {
            return inner.append(
                    new Append(
                            append.entries(),
                            append.conditions(),
                            append.commits().stream()
                                    .filter(commit -> commit.cursor() != null)
                                    .toList(),
                            append.durability()),
                    durability);
        }
    }

    private static Engine committingFirst(Engine engine) {
        return new ForwardingEngine(engine) {
            @Override
            public CompletableFuture<Appended> append(Append append, Durability durability) {
                return inner.append(new Append(List.of(), List.of(), append.commits(), null), durability)
                        .thenCompose(done -> inner.append(new Append(append.entries(), null), durability));
            }
        };
    }

    /** With a hint it begins behind the first event that is wanted. */
    private static Engine hintDropping(Engine engine) {
        return new ForwardingEngine(engine) {
            @Override
            public CompletableFuture<Batch> read(Fetch fetch) {
                boolean dropping = !fetch.hint().conjuncts().isEmpty() && fetch.from() == 0 && fetch.partition() >= 0;
                return inner.read(
                        dropping
                                ? new Fetch(fetch.stream(), fetch.partition(), 20, fetch.maxBytes(), Duration.ZERO)
                                : fetch);
            }
        };
    }
}
