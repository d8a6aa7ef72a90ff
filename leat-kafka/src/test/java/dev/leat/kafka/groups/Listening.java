package dev.leat.kafka.groups;

import dev.leat.engine.Assignment;
import dev.leat.engine.StreamPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Notes what a member has, and whether another one had it at the same time. Thread-safe. */
final class Listening implements Assignment {

    /** Who has which partition, in all processes. */
    static final class Owners {

        private final Map<StreamPartition, Listening> owners = new HashMap<>();
        final List<String> wrong = new CopyOnWriteArrayList<>();

        private synchronized void take(Listening member, Set<StreamPartition> more) {
            for (StreamPartition partition : more) {
                Listening before = owners.put(partition, member);
                if (before != null) {
                    wrong.add(partition + " goes to " + member.name + " while " + before.name + " has it");
                }
            }
        }

        private synchronized void leave(Listening member, Set<StreamPartition> fewer) {
            for (StreamPartition partition : fewer) {
                if (!owners.remove(partition, member)) {
                    wrong.add(partition + " is taken from " + member.name + ", which does not have it");
                }
            }
        }
    }

    final String name;
    final Set<StreamPartition> has = ConcurrentHashMap.newKeySet();
    final AtomicInteger calls = new AtomicInteger();
    final Set<StreamPartition> lost = ConcurrentHashMap.newKeySet();
    private final Owners owners;
    volatile Consumer<Set<StreamPartition>> onAssigned = more -> {};
    volatile Consumer<Set<StreamPartition>> onLost = gone -> {};
    volatile Function<Set<StreamPartition>, CompletableFuture<@Nullable Void>> onRevoked =
            fewer -> CompletableFuture.completedFuture(null);

    Listening(String name, Owners owners) {
        this.name = name;
        this.owners = owners;
    }

    @Override
    public void assigned(Set<StreamPartition> more) {
        calls.incrementAndGet();
        owners.take(this, more);
        onAssigned.accept(more);
        has.addAll(more);
    }

    @Override
    public CompletableFuture<@Nullable Void> revoked(Set<StreamPartition> fewer) {
        calls.incrementAndGet();
        return onRevoked.apply(fewer).thenRun(() -> gone(fewer));
    }

    @Override
    public void lost(Set<StreamPartition> gone) {
        calls.incrementAndGet();
        lost.addAll(gone);
        gone(gone);
        onLost.accept(gone);
    }

    private void gone(Set<StreamPartition> gone) {
        has.removeAll(gone);
        owners.leave(this, gone);
    }

    /** It leaves: what it has is free, before the group learns of it. */
    void leaves() {
        gone(Set.copyOf(has));
    }
}
