package dev.leat.tck;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capabilities;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Agrees to everything and does nothing. */
final class DoingNothing implements Engine, Batch {

    private static <T> CompletableFuture<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Map.of());
    }

    @Override
    public CompletableFuture<StreamInfo> create(String stream, StreamSettings settings, Durability durability) {
        return done(new StreamInfo(
                stream, settings, Collections.nCopies(settings.partitions(), new StreamInfo.Span(0, 0)), 0, 0));
    }

    @Override
    public CompletableFuture<StreamInfo> alter(String stream, StreamSettings settings) {
        return create(stream, settings, Durability.SAFE);
    }

    @Override
    public CompletableFuture<Void> delete(String stream) {
        return done(null);
    }

    @Override
    public CompletableFuture<List<StreamInfo>> describe(String pattern) {
        return done(List.of());
    }

    @Override
    public CompletableFuture<Appended> append(Append append, Durability durability) {
        return done(new Appended(append.entries().stream()
                .map(entry -> new Appended.Placed(entry.stream(), List.of()))
                .toList()));
    }

    @Override
    public CompletableFuture<Batch> read(Fetch fetch) {
        return done(this);
    }

    @Override
    public CompletableFuture<Long> firstAtOrAfter(String stream, int partition, Instant recorded) {
        return done(0L);
    }

    @Override
    public CompletableFuture<Map<String, Cursor>> committed(String subscription) {
        return done(Map.of());
    }

    @Override
    public void close() {}

    @Override
    public boolean next() {
        return false;
    }

    @Override
    public long offset() {
        return 0;
    }

    @Override
    public Object attribute(String name) {
        throw new IllegalStateException("there is no event");
    }

    @Override
    public Event event() {
        throw new IllegalStateException("there is none");
    }

    @Override
    public long nextOffset() {
        return 0;
    }

    @Override
    public long endOffset() {
        return 0;
    }
}
