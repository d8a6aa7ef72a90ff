package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Cursor;
import dev.leat.engine.Assignment;
import dev.leat.engine.StreamPartition;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What one member of a group has, beside what others have: never the same. Thread-safe. */
final class Holding implements Assignment {

    /** What all members of one group have, and what went wrong. */
    static final class Shares {
        private final Map<StreamPartition, Holding> holders = new ConcurrentHashMap<>();
        private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

        void assertNothingWrong() {
            assertThat(wrong).isEmpty();
        }

        int held() {
            return holders.size();
        }
    }

    private final String name;
    private final Shares shares;
    private final Set<StreamPartition> asked = ConcurrentHashMap.newKeySet();
    private volatile CompletableFuture<@Nullable Void> done = CompletableFuture.completedFuture(null);

    Holding(String name, Shares shares) {
        this.name = name;
        this.shares = shares;
    }

    @Override
    public void assigned(Set<StreamPartition> more) {
        for (StreamPartition partition : more) {
            Holding before = shares.holders.put(partition, this);
            if (before != null) {
                shares.wrong.add(partition + " is assigned to " + name + " while " + before.name + " has it");
            }
        }
    }

    @Override
    public CompletableFuture<@Nullable Void> revoked(Set<StreamPartition> fewer) {
        asked.addAll(fewer);
        return done.thenRun(() -> fewer.forEach(this::release));
    }

    @Override
    public void lost(Set<StreamPartition> gone) {
        gone.forEach(partition -> shares.holders.remove(partition, this));
    }

    private void release(StreamPartition partition) {
        if (!shares.holders.remove(partition, this)) {
            shares.wrong.add(partition + " is revoked of " + name + ", which does not have it");
        }
    }

    /** Gives nothing up from now on until this completes. */
    void keepUntil(CompletableFuture<@Nullable Void> end) {
        done = end;
    }

    /** Has nothing any more, as one that leaves or dies. */
    void abandon() {
        shares.holders.values().removeIf(holder -> holder == this);
    }

    /** What it was ever asked to give up. */
    Set<StreamPartition> asked() {
        return Set.copyOf(asked);
    }

    int size() {
        return (int) shares.holders.values().stream()
                .filter(holder -> holder == this)
                .count();
    }

    boolean has(String stream, int partition) {
        return shares.holders.get(new StreamPartition(stream, partition)) == this;
    }

    /** One of the partitions that it has of a stream. */
    int any(String stream) {
        return shares.holders.entrySet().stream()
                .filter(entry ->
                        entry.getValue() == this && entry.getKey().stream().equals(stream))
                .map(entry -> entry.getKey().partition())
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " has nothing of " + stream));
    }

    /** A cursor of one partition. */
    static Cursor cursor(int partition, long offset) {
        return Cursor.parse(partition + ":" + offset);
    }
}
