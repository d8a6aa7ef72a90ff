package dev.leat.tck;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capabilities;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Assignment;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import dev.leat.engine.Membership;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Does what another engine does. */
class ForwardingEngine implements Engine {

    final Engine inner;

    ForwardingEngine(Engine inner) {
        this.inner = inner;
    }

    @Override
    public Capabilities capabilities() {
        return inner.capabilities();
    }

    @Override
    public CompletableFuture<StreamInfo> create(String stream, StreamSettings settings, Durability durability) {
        return inner.create(stream, settings, durability);
    }

    @Override
    public CompletableFuture<StreamInfo> alter(String stream, StreamSettings settings) {
        return inner.alter(stream, settings);
    }

    @Override
    public CompletableFuture<Void> delete(String stream) {
        return inner.delete(stream);
    }

    @Override
    public CompletableFuture<List<StreamInfo>> describe(String pattern) {
        return inner.describe(pattern);
    }

    @Override
    public CompletableFuture<Appended> append(Append append, Durability durability) {
        return inner.append(append, durability);
    }

    @Override
    public CompletableFuture<Batch> read(Fetch fetch) {
        return inner.read(fetch);
    }

    @Override
    public CompletableFuture<Long> firstAtOrAfter(String stream, int partition, Instant recorded) {
        return inner.firstAtOrAfter(stream, partition, recorded);
    }

    @Override
    public CompletableFuture<Map<String, Cursor>> committed(String subscription) {
        return inner.committed(subscription);
    }

    @Override
    public Membership join(String subscription, Set<String> streams, Assignment assignment) {
        return inner.join(subscription, streams, assignment);
    }

    @Override
    public CompletableFuture<Long> compact() {
        return inner.compact();
    }

    @Override
    public CompletableFuture<Long> backup(Path directory) {
        return inner.backup(directory);
    }

    @Override
    public void close() {
        inner.close();
    }
}
