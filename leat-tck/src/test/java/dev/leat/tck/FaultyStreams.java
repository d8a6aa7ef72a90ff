package dev.leat.tck;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capabilities;
import dev.leat.core.Capability;
import dev.leat.core.Durability;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What may go wrong with streams, and with the engine as a whole. */
final class FaultyStreams {

    private FaultyStreams() {}

    static List<Fault> all() {
        return List.of(
                new Fault("keeps-deleted-streams", StreamsContract.class, engine -> new ForwardingEngine(engine) {
                    @Override
                    public CompletableFuture<Void> delete(String stream) {
                        return CompletableFuture.completedFuture(null);
                    }
                }),
                new Fault("forgets-settings", StreamsContract.class, engine -> new ForwardingEngine(engine) {
                    @Override
                    public CompletableFuture<StreamInfo> alter(String stream, StreamSettings settings) {
                        return inner.describe(stream).thenApply(streams -> streams.get(0));
                    }
                }),
                new Fault("makes-one-partition", KeysContract.class, engine -> new ForwardingEngine(engine) {
                    @Override
                    public CompletableFuture<StreamInfo> create(
                            String stream, StreamSettings settings, Durability durability) {
                        return inner.create(stream, settings.partitions(1), durability);
                    }
                }),
                new Fault("describes-in-another-order", StreamsContract.class, engine -> new ForwardingEngine(engine) {
                    @Override
                    public CompletableFuture<List<StreamInfo>> describe(String pattern) {
                        return inner.describe(pattern)
                                .thenApply(streams -> streams.stream()
                                        .sorted(Comparator.comparing(StreamInfo::name)
                                                .reversed())
                                        .toList());
                    }
                }),
                new Fault("goes-back-in-time", ConcurrencyContract.class, ForgettingNow::new),
                new Fault("knows-no-patterns", EngineCallsContract.class, engine -> new ForwardingEngine(engine) {
                    @Override
                    public CompletableFuture<List<StreamInfo>> describe(String pattern) {
                        return inner.describe(pattern.contains("*") ? "*" : pattern);
                    }
                }),
                new Fault("stays-open", ClosingContract.class, engine -> new ForwardingEngine(engine) {
                    @Override
                    public void close() {
                        // it goes on
                    }
                }),
                new Fault("leaves-publishers-waiting", ClosingContract.class, LeavingPublishersWaiting::new),
                new Fault("hides-what-it-can-do", CapabilitiesContract.class, engine -> new ForwardingEngine(engine) {
                    @Override
                    public Capabilities capabilities() {
                        return new Capabilities(
                                Map.of(Capability.PERSISTENT, "memory", Capability.GLOBAL_ORDER, "what order?"));
                    }
                }),
                new Fault("claims-to-last", PersistenceContract.class, engine -> new ForwardingEngine(engine) {
                    @Override
                    public Capabilities capabilities() {
                        return new Capabilities(Map.of());
                    }
                }));
    }

    /** Answers nothing that was asked while it closed. */
    private static final class LeavingPublishersWaiting extends ForwardingEngine {
        private volatile boolean closed;

        LeavingPublishersWaiting(Engine inner) {
            super(inner);
        }

        @Override
        public CompletableFuture<Appended> append(Append append, Durability durability) {
            return closed ? new CompletableFuture<>() : super.append(append, durability);
        }

        @Override
        public void close() {
            closed = true;
            super.close();
        }
    }

    /** Describes every other time how it was at first. */
    private static final class ForgettingNow extends ForwardingEngine {
        private final Map<String, List<StreamInfo>> first = new ConcurrentHashMap<>();
        private final AtomicInteger described = new AtomicInteger();

        ForgettingNow(Engine inner) {
            super(inner);
        }

        @Override
        public CompletableFuture<List<StreamInfo>> describe(String pattern) {
            return inner.describe(pattern).thenApply(now -> {
                if (now.isEmpty()) {
                    return now;
                }
                List<StreamInfo> then = first.computeIfAbsent(pattern, any -> now);
                return described.getAndIncrement() % 2 == 0 ? now : then;
            });
        }
    }
}
