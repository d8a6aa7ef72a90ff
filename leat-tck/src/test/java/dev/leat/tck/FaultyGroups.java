package dev.leat.tck;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.Position;
import dev.leat.engine.Assignment;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import dev.leat.engine.Membership;
import dev.leat.engine.StreamPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What may go wrong with groups. Each engine is one process of a {@link MemoryCluster}. */
final class FaultyGroups {

    private FaultyGroups() {}

    private interface Joining {
        Membership join(Engine inner, String subscription, Set<String> streams, Assignment assignment);
    }

    private static Fault joining(String name, Class<? extends EngineSuite> caughtBy, Joining joining) {
        return new Fault(name, caughtBy, engine -> new ForwardingEngine(engine) {
            @Override
            public Membership join(String subscription, Set<String> streams, Assignment assignment) {
                return joining.join(inner, subscription, streams, assignment);
            }
        });
    }

    static List<Fault> all() {
        return List.of(
                joining("gives-each-process-everything", GroupsContract.class, FaultyGroups::everything),
                joining("shares-a-partition-with-two", MembershipContract.class, FaultyGroups::everything),
                joining("never-revokes", MembershipContract.class, FaultyGroups::neverRevoking),
                joining("moves-what-is-being-handled", GroupsContract.class, FaultyGroups::notWaiting),
                joining("gives-away-before-it-is-given-up", MembershipContract.class, FaultyGroups::notWaiting),
                joining(
                        "lets-anybody-commit",
                        MembershipContract.class,
                        (inner, subscription, streams, assignment) ->
                                inner.join(subscription + "-members", streams, assignment)),
                new Fault("loses-cursors-where-partitions-move", MembershipContract.class, Forgetful::new),
                new Fault("keeps-definitions-from-other-processes", GroupChangesContract.class, Secretive::new));
    }

    /** Each process has a group of its own. */
    private static Membership everything(
            Engine inner, String subscription, Set<String> streams, Assignment assignment) {
        return inner.join(subscription + "-" + System.identityHashCode(inner), streams, assignment);
    }

    /** What a member hears, to be changed in places. */
    private abstract static class Hearing implements Assignment {
        final Assignment member;

        Hearing(Assignment member) {
            this.member = member;
        }

        @Override
        public void assigned(Set<StreamPartition> more) {
            member.assigned(more);
        }

        @Override
        public CompletableFuture<Void> revoked(Set<StreamPartition> fewer) {
            return member.revoked(fewer);
        }

        @Override
        public void lost(Set<StreamPartition> gone) {
            member.lost(gone);
        }
    }

    /** It takes partitions away without a word. */
    private static Membership neverRevoking(
            Engine inner, String subscription, Set<String> streams, Assignment assignment) {
        return inner.join(subscription, streams, new Hearing(assignment) {
            @Override
            public CompletableFuture<Void> revoked(Set<StreamPartition> fewer) {
                return CompletableFuture.completedFuture(null);
            }
        });
    }

    /** It asks for partitions, and does not wait for them. */
    private static Membership notWaiting(
            Engine inner, String subscription, Set<String> streams, Assignment assignment) {
        return inner.join(subscription, streams, new Hearing(assignment) {
            @Override
            public CompletableFuture<Void> revoked(Set<StreamPartition> fewer) {
                var unused = member.revoked(fewer);
                return CompletableFuture.completedFuture(null);
            }
        });
    }

    /** Nothing is committed of what came to it from others. */
    private static final class Forgetful extends ForwardingEngine {
        private final Set<StreamPartition> moved = ConcurrentHashMap.newKeySet();

        Forgetful(Engine inner) {
            super(inner);
        }

        @Override
        public Membership join(String subscription, Set<String> streams, Assignment assignment) {
            AtomicInteger times = new AtomicInteger();
            return inner.join(subscription, streams, new Hearing(assignment) {
                @Override
                public void assigned(Set<StreamPartition> more) {
                    if (times.getAndIncrement() > 0) {
                        moved.addAll(more);
                    }
                    member.assigned(more);
                }
            });
        }

        @Override
        public CompletableFuture<Map<String, Cursor>> committed(String subscription) {
            return inner.committed(subscription).thenApply(cursors -> {
                Map<String, Cursor> left = new HashMap<>();
                cursors.forEach((stream, cursor) -> {
                    TreeMap<Integer, Long> seen = new TreeMap<>(cursor.seen());
                    seen.keySet().removeIf(partition -> moved.contains(new StreamPartition(stream, partition)));
                    left.put(stream, new Cursor(seen));
                });
                return left;
            });
        }
    }

    /** Of Leat's own streams each process reads what it has written itself. */
    private static final class Secretive extends ForwardingEngine {
        private final Set<Position> own = ConcurrentHashMap.newKeySet();

        Secretive(Engine inner) {
            super(inner);
        }

        private static boolean isLeatsOwn(String stream) {
            return stream.startsWith("_leat.");
        }

        @Override
        public CompletableFuture<Appended> append(Append append, Durability durability) {
            return inner.append(append, durability).thenApply(appended -> {
                appended.entries().stream()
                        .filter(placed -> isLeatsOwn(placed.stream()))
                        .forEach(placed -> own.addAll(placed.positions()));
                return appended;
            });
        }

        @Override
        public CompletableFuture<Batch> read(Fetch fetch) {
            CompletableFuture<Batch> read = inner.read(fetch);
            return isLeatsOwn(fetch.stream())
                    ? read.thenApply(batch -> new HidingBatch(batch, event -> !own.contains(event.position())))
                    : read;
        }
    }
}
