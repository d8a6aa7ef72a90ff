package dev.leat.tck;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.core.pending.Failures;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import dev.leat.engine.Partitioner;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What may go wrong with what is to be kept, and what not. */
final class FaultyKeeping {

    private FaultyKeeping() {}

    /** An engine that takes other settings than it was given. */
    private static Fault settings(
            String name, Class<? extends EngineSuite> caughtBy, UnaryOperator<StreamSettings> change) {
        return new Fault(name, caughtBy, engine -> new ForwardingEngine(engine) {
            @Override
            public CompletableFuture<StreamInfo> create(String stream, StreamSettings settings, Durability durability) {
                return inner.create(stream, change.apply(settings), durability);
            }

            @Override
            public CompletableFuture<StreamInfo> alter(String stream, StreamSettings settings) {
                return inner.alter(stream, change.apply(settings));
            }
        });
    }

    /** An engine that answers fetches in its own way, once it has been compacted or before. */
    private static Fault compacted(
            String name,
            boolean compacts,
            BiFunction<Fetch, CompletableFuture<Batch>, CompletableFuture<Batch>> change) {
        return new Fault(name, CompactionContract.class, engine -> new ForwardingEngine(engine) {
            private volatile boolean compacted;

            @Override
            public CompletableFuture<Long> compact() {
                compacted = true;
                return compacts ? inner.compact() : CompletableFuture.completedFuture(0L);
            }

            @Override
            public CompletableFuture<Batch> read(Fetch fetch) {
                return compacted ? change.apply(fetch, inner.read(fetch)) : inner.read(fetch);
            }
        });
    }

    static List<Fault> all() {
        return List.of(
                settings("serves-expired-events", RetentionContract.class, given -> given.retain(null)),
                settings("keeps-all-bytes", RetentionContract.class, given -> given.retainBytes(0)),
                settings("expires-early", RetentionContract.class, given -> given.retain(half(given.retain()))),
                new Fault("expires-when-it-is-compacted", RetentionContract.class, ExpiringLate::new),
                new Fault("forgets-first", RetentionContract.class, engine -> new ForwardingEngine(engine) {
                    @Override
                    public CompletableFuture<List<StreamInfo>> describe(String pattern) {
                        return inner.describe(pattern).thenApply(FaultyKeeping::withoutFirst);
                    }
                }),
                reading(
                        "jumps-over-what-has-expired",
                        RetentionContract.class,
                        (inner, fetch, expired) ->
                                inner.read(from(fetch, expired.firstKept().offset()))),
                reading(
                        "tells-the-end-for-what-is-left",
                        OvertakingContract.class,
                        (inner, fetch, expired) -> CompletableFuture.failedFuture(
                                new LeatException.Expired("it has expired", end(inner, fetch)))),
                compacted("compacts-nothing", false, (fetch, batch) -> batch),
                compacted(
                        "drops-the-last-of-a-key",
                        true,
                        (fetch, batch) -> batch.thenApply(
                                now -> new HidingBatch(now, event -> Objects.equals(event.getSubject(), "k-1")))),
                compacted("refuses-empty-offsets", true, FaultyKeeping::refusingGaps),
                settings(
                        "forgets-at-once-that-a-key-is-gone",
                        CompactionContract.class,
                        given -> given.compact() == null ? given : given.compact(Duration.ZERO)),
                settings(
                        "remembers-for-ever-that-a-key-is-gone",
                        CompactionContract.class,
                        given -> given.compact() == null ? given : given.compact(StreamSettings.FOREVER)),
                new Fault("takes-events-without-a-key", CompactionContract.class, TakingAll::new));
    }

    private static @Nullable Duration half(@Nullable Duration time) {
        return time == null ? null : time.dividedBy(2);
    }

    private static List<StreamInfo> withoutFirst(List<StreamInfo> streams) {
        return streams.stream()
                .map(info -> new StreamInfo(
                        info.name(),
                        info.settings(),
                        info.partitions().stream()
                                .map(span -> new StreamInfo.Span(0, span.next()))
                                .toList(),
                        info.liveBytes(),
                        info.heldBytes()))
                .toList();
    }

    private interface Reaction {
        CompletableFuture<Batch> to(Engine inner, Fetch fetch, LeatException.Expired expired);
    }

    /** An engine that does something else where it should say that what is asked for has expired. */
    private static Fault reading(String name, Class<? extends EngineSuite> caughtBy, Reaction reaction) {
        return new Fault(name, caughtBy, engine -> new ForwardingEngine(engine) {
            @Override
            public CompletableFuture<Batch> read(Fetch fetch) {
                return inner.read(fetch)
                        .exceptionallyCompose(error -> Failures.of(error) instanceof LeatException.Expired gone
                                ? reaction.to(inner, fetch, gone)
                                : CompletableFuture.failedFuture(error));
            }
        });
    }

    private static Position end(Engine engine, Fetch fetch) {
        StreamInfo info = engine.describe(fetch.stream()).join().get(0);
        return new Position(
                fetch.partition(), info.partitions().get(fetch.partition()).next());
    }

    private static Fetch from(Fetch fetch, long offset) {
        return new Fetch(fetch.stream(), fetch.partition(), offset, fetch.maxBytes(), fetch.maxWait(), fetch.hint());
    }

    private static CompletableFuture<Batch> refusingGaps(Fetch fetch, CompletableFuture<Batch> read) {
        return read.thenApply(batch -> {
            boolean[] first = {fetch.partition() >= 0};
            return new HidingBatch(batch, event -> {
                if (first[0] && event.position().offset() > fetch.from()) {
                    throw new LeatException.Expired("there is a gap", event.position());
                }
                first[0] = false;
                return false;
            });
        });
    }

    /** What has expired can be read until somebody compacts. */
    private static final class ExpiringLate extends ForwardingEngine {

        private @Nullable StreamSettings late;
        private String stream = "";

        ExpiringLate(Engine inner) {
            super(inner);
        }

        @Override
        public CompletableFuture<StreamInfo> create(String name, StreamSettings settings, Durability durability) {
            late = settings;
            stream = name;
            return inner.create(name, settings.retain(null), durability);
        }

        @Override
        public CompletableFuture<Long> compact() {
            if (late != null) {
                inner.alter(stream, late).join();
            }
            return inner.compact();
        }
    }

    /** An event without a key is left out, and nobody hears of it. */
    private static final class TakingAll extends ForwardingEngine {

        TakingAll(Engine inner) {
            super(inner);
        }

        @Override
        public CompletableFuture<Appended> append(Append append, Durability durability) {
            CompletableFuture<Appended> answer = inner.append(append, durability);
            boolean keyless = append.entries().stream()
                    .flatMap(entry -> entry.events().stream())
                    .anyMatch(event -> Partitioner.key(event) == null);
            if (!keyless || !answer.isCompletedExceptionally()) {
                return answer;
            }
            return CompletableFuture.completedFuture(new Appended(append.entries().stream()
                    .map(entry -> new Appended.Placed(
                            entry.stream(),
                            entry.events().stream()
                                    .map(event -> new Position(0, 0))
                                    .toList()))
                    .toList()));
        }
    }
}
