package dev.leat.tck;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capabilities;
import dev.leat.core.Capability;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.core.pending.Failures;
import dev.leat.engine.Assignment;
import dev.leat.engine.Batch;
import dev.leat.engine.Fetch;
import dev.leat.engine.Membership;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A {@link MemoryCluster} as one process has it open. Thread-safe; guarded by the cluster. */
final class ClusterEngine extends ForwardingEngine {

    private final MemoryCluster cluster;
    private final boolean readOnly;
    private final Set<CompletableFuture<Batch>> waiting = ConcurrentHashMap.newKeySet();

    /** Why nothing is answered any more; null while it is open. */
    private LeatException ended;

    ClusterEngine(MemoryCluster cluster, boolean readOnly) {
        super(cluster.memory);
        this.cluster = cluster;
        this.readOnly = readOnly;
    }

    @Override
    public Capabilities capabilities() {
        Map<Capability, String> missing = new HashMap<>(inner.capabilities().missing());
        missing.keySet().removeAll(Set.of(Capability.SHARED_GROUPS, Capability.PERSISTENT));
        return new Capabilities(missing);
    }

    private <T> CompletableFuture<T> asked(Supplier<CompletableFuture<T>> question) {
        synchronized (cluster) {
            return ended == null ? question.get() : CompletableFuture.failedFuture(ended);
        }
    }

    private <T> CompletableFuture<T> changed(Supplier<CompletableFuture<T>> change) {
        return asked(() -> readOnly
                ? CompletableFuture.failedFuture(new LeatException.Denied("the hub is open for reading only", null))
                : change.get());
    }

    private <T> CompletableFuture<T> streamsChanged(Supplier<CompletableFuture<T>> change) {
        return changed(() -> {
            CompletableFuture<T> done = change.get();
            cluster.streamsChanged();
            return done;
        });
    }

    @Override
    public CompletableFuture<StreamInfo> create(String stream, StreamSettings settings, Durability durability) {
        return streamsChanged(() -> inner.create(stream, settings, durability));
    }

    @Override
    public CompletableFuture<StreamInfo> alter(String stream, StreamSettings settings) {
        return changed(() -> inner.alter(stream, settings));
    }

    @Override
    public CompletableFuture<Void> delete(String stream) {
        return streamsChanged(() -> inner.delete(stream));
    }

    @Override
    public CompletableFuture<List<StreamInfo>> describe(String pattern) {
        return asked(() -> inner.describe(pattern));
    }

    @Override
    public CompletableFuture<Appended> append(Append append, Durability durability) {
        return changed(() -> {
            try {
                return inner.append(cluster.allowed(this, append), durability);
            } catch (LeatException fenced) {
                return CompletableFuture.failedFuture(fenced);
            }
        });
    }

    @Override
    public CompletableFuture<Batch> read(Fetch fetch) {
        return asked(() -> {
            CompletableFuture<Batch> read = inner.read(fetch);
            return read.isDone() ? read : answeredLater(read);
        });
    }

    /** Answers on the cluster's thread: who completes it has the monitor. */
    private CompletableFuture<Batch> answeredLater(CompletableFuture<Batch> read) {
        CompletableFuture<Batch> answer = new CompletableFuture<>();
        waiting.add(answer);
        var unused = read.whenCompleteAsync(
                (batch, error) -> {
                    waiting.removeIf(each -> each == answer);
                    if (error == null) {
                        answer.complete(batch);
                    } else {
                        answer.completeExceptionally(Failures.of(error));
                    }
                },
                cluster.thread);
        return answer;
    }

    @Override
    public CompletableFuture<Long> firstAtOrAfter(String stream, int partition, Instant recorded) {
        return asked(() -> inner.firstAtOrAfter(stream, partition, recorded));
    }

    @Override
    public CompletableFuture<Map<String, Cursor>> committed(String subscription) {
        return asked(() -> inner.committed(subscription));
    }

    @Override
    public CompletableFuture<Long> compact() {
        return changed(inner::compact);
    }

    @Override
    public Membership join(String subscription, Set<String> streams, Assignment assignment) {
        synchronized (cluster) {
            if (ended != null) {
                throw ended;
            }
            return cluster.join(this, subscription, streams, assignment);
        }
    }

    @Override
    public void close() {
        end(new LeatException.Closed("the hub is closed"));
    }

    void kill() {
        end(new LeatException.Unavailable("this process was killed", null));
    }

    private void end(LeatException reason) {
        synchronized (cluster) {
            if (ended != null) {
                return;
            }
            ended = reason;
            cluster.left(this);
        }
        waiting.forEach(answer -> answer.completeExceptionally(reason));
    }
}
