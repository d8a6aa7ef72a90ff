package dev.leat.tck;

import dev.leat.core.Append;
import dev.leat.core.Cursor;
import dev.leat.core.LeatException;
import dev.leat.core.StreamInfo;
import dev.leat.engine.Assignment;
import dev.leat.engine.Membership;
import dev.leat.engine.StreamPartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The members of one subscription in all processes, and who of them has which partition. Guarded by the cluster.
 *
 * <p>A partition is taken from a member only to even out, and given to another one when the member has said that it is done
 * with it. Until then it is the member's, and so are its commits.
 */
final class ClusterGroup {

    /** A member that has not given up a partition by then loses it. */
    private static final long GIVES_UP_WITHIN_SECONDS = 30;

    private static final Comparator<StreamPartition> BY_NAME =
            Comparator.comparing(StreamPartition::stream).thenComparing(StreamPartition::partition);

    private final MemoryCluster cluster;
    private final String name;
    private final List<Member> members = new ArrayList<>();
    private final Map<StreamPartition, Member> owners = new TreeMap<>(BY_NAME);

    /** Partitions that their owners were asked to give up, each with the request. */
    private final Map<StreamPartition, CompletableFuture<Void>> revoking = new HashMap<>();

    ClusterGroup(MemoryCluster cluster, String name) {
        this.cluster = cluster;
        this.name = name;
    }

    /** One process as a member. Whoever tells its assignment something holds {@link #telling}. */
    private final class Member implements Membership {

        private final ClusterEngine process;
        private final Assignment assignment;
        private final Object telling = new Object();
        private Set<String> streams;
        private volatile boolean left;

        Member(ClusterEngine process, Set<String> streams, Assignment assignment) {
            this.process = process;
            this.streams = Set.copyOf(streams);
            this.assignment = assignment;
        }

        void tell(Runnable what) {
            if (!cluster.thread.isShutdown()) {
                cluster.thread.execute(() -> {
                    synchronized (telling) {
                        if (!left) {
                            what.run();
                        }
                    }
                });
            }
        }

        boolean wants(StreamPartition partition) {
            return streams.contains(partition.stream());
        }

        @Override
        public void streams(Set<String> now) {
            synchronized (cluster) {
                streams = Set.copyOf(now);
                rebalance();
            }
        }

        @Override
        public void close() {
            synchronized (telling) {
                left = true; // and nothing is being told any more
            }
            synchronized (cluster) {
                leave(this);
            }
        }
    }

    Membership join(ClusterEngine process, Set<String> streams, Assignment assignment) {
        if (!of(process).isEmpty()) {
            throw new IllegalStateException("this process is a member of '" + name + "' already");
        }
        Member member = new Member(process, streams, assignment);
        members.add(member);
        rebalance();
        return member;
    }

    /** A process is no more: others get what it had. */
    void leave(ClusterEngine process) {
        of(process).forEach(member -> {
            member.left = true;
            leave(member);
        });
    }

    /** A process lives, and others get what it had. */
    void lose(ClusterEngine process) {
        of(process).forEach(member -> {
            Set<StreamPartition> gone = owned(member);
            member.tell(() -> member.assignment.lost(gone));
            leave(member);
            members.add(member);
            rebalance();
        });
    }

    private List<Member> of(ClusterEngine process) {
        return members.stream().filter(member -> member.process == process).toList();
    }

    private void leave(Member member) {
        members.remove(member);
        revoking.keySet().removeIf(partition -> owners.get(partition) == member);
        owners.values().removeIf(owner -> owner == member);
        rebalance();
    }

    private Set<StreamPartition> owned(Member member) {
        Set<StreamPartition> owned = new TreeSet<>(BY_NAME);
        owners.forEach((partition, owner) -> {
            if (owner == member) {
                owned.add(partition);
            }
        });
        return owned;
    }

    // ---- commits

    /** A commit as this process may make it: of partitions that it has, the others as they stand. */
    Append.Commit allowed(ClusterEngine process, Append.Commit commit) {
        if (members.isEmpty()) {
            return commit;
        }
        if (of(process).isEmpty()) {
            throw new LeatException.Fenced("subscription '" + name + "' is open in another process");
        }
        Cursor committed = cluster.memory.committed(name).join().getOrDefault(commit.stream(), Cursor.NOTHING);
        TreeMap<Integer, Long> merged = new TreeMap<>(committed.seen());
        Cursor now = commit.cursor() == null ? Cursor.NOTHING : commit.cursor();
        now.seen().forEach((partition, offset) -> {
            Member owner = owners.get(new StreamPartition(commit.stream(), partition));
            if (owner == null || owner.process != process) {
                throw new LeatException.Fenced("partition " + partition + " of stream '" + commit.stream()
                        + "' is not assigned to this member of subscription '" + name + "'");
            }
            merged.put(partition, offset);
        });
        return new Append.Commit(name, commit.stream(), new Cursor(merged));
    }

    // ---- who has what

    /** Gives away what nobody has, and asks for what somebody has too much of. */
    void rebalance() {
        Set<StreamPartition> all = partitions();
        loseAllBut(all);
        Map<StreamPartition, Member> target = target(all);
        Map<Member, Set<StreamPartition>> more = new HashMap<>();
        Map<Member, Set<StreamPartition>> fewer = new HashMap<>();
        target.forEach((partition, member) -> {
            Member owner = owners.putIfAbsent(partition, member);
            if (owner == null) {
                more.computeIfAbsent(member, key -> new TreeSet<>(BY_NAME)).add(partition);
            }
        });
        owners.forEach((partition, owner) -> {
            if (target.get(partition) != owner && !revoking.containsKey(partition)) {
                fewer.computeIfAbsent(owner, key -> new TreeSet<>(BY_NAME)).add(partition);
            }
        });
        more.forEach((member, partitions) -> member.tell(() -> member.assignment.assigned(partitions)));
        fewer.forEach(this::revoke);
    }

    private Set<StreamPartition> partitions() {
        Set<StreamPartition> all = new TreeSet<>(BY_NAME);
        for (StreamInfo info : members.isEmpty()
                ? List.<StreamInfo>of()
                : cluster.memory.describe("*").join()) {
            for (int partition = 0; partition < info.partitions().size(); partition++) {
                all.add(new StreamPartition(info.name(), partition));
            }
        }
        return all;
    }

    /** Partitions of streams that are no more are nobody's. */
    private void loseAllBut(Set<StreamPartition> all) {
        for (Member member : members) {
            Set<StreamPartition> gone = owned(member);
            gone.removeAll(all);
            if (!gone.isEmpty()) {
                owners.keySet().removeAll(gone);
                revoking.keySet().removeAll(gone);
                member.tell(() -> member.assignment.lost(gone));
            }
        }
    }

    /** Everybody keeps what it has, what nobody has goes to who has least, and then from who has most. */
    private Map<StreamPartition, Member> target(Set<StreamPartition> all) {
        Map<StreamPartition, Member> target = new TreeMap<>(BY_NAME);
        for (StreamPartition partition : all) {
            Member owner = owners.get(partition);
            if (owner != null && owner.wants(partition) && !revoking.containsKey(partition)) {
                target.put(partition, owner);
            }
        }
        for (StreamPartition partition : all) {
            if (!target.containsKey(partition)) {
                members.stream()
                        .filter(member -> member.wants(partition))
                        .min(Comparator.comparingLong(member -> count(target, member)))
                        .ifPresent(least -> target.put(partition, least));
            }
        }
        while (evens(target)) {
            // one more
        }
        return target;
    }

    private boolean evens(Map<StreamPartition, Member> target) {
        for (Map.Entry<StreamPartition, Member> each : target.entrySet()) {
            for (Member other : members) {
                if (other.wants(each.getKey()) && count(target, other) + 2 <= count(target, each.getValue())) {
                    each.setValue(other);
                    return true;
                }
            }
        }
        return false;
    }

    private static long count(Map<StreamPartition, Member> target, Member member) {
        return target.values().stream().filter(owner -> owner == member).count();
    }

    private void revoke(Member member, Set<StreamPartition> partitions) {
        CompletableFuture<Void> request = new CompletableFuture<>();
        partitions.forEach(partition -> revoking.put(partition, request));
        var unused = request.orTimeout(GIVES_UP_WITHIN_SECONDS, TimeUnit.SECONDS)
                .whenComplete((done, late) -> revoked(member, request, late != null));
        member.tell(() -> ask(member, partitions, request));
    }

    private static void ask(Member member, Set<StreamPartition> partitions, CompletableFuture<Void> request) {
        var unused = member.assignment.revoked(partitions).whenComplete((done, error) -> {
            if (error == null) {
                request.complete(null);
            } else {
                request.completeExceptionally(error);
            }
        });
    }

    private void revoked(Member member, CompletableFuture<Void> request, boolean lost) {
        synchronized (cluster) {
            // none of those that it lost meanwhile, which may be its own again
            Set<StreamPartition> gone = new TreeSet<>(BY_NAME);
            revoking.forEach((partition, asked) -> {
                if (asked == request) {
                    gone.add(partition);
                }
            });
            revoking.keySet().removeAll(gone);
            owners.keySet().removeAll(gone);
            if (lost && !gone.isEmpty()) {
                member.tell(() -> member.assignment.lost(gone));
            }
            rebalance();
        }
    }
}
