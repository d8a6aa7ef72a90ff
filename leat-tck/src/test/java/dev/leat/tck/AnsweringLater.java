package dev.leat.tck;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;

/** An honest engine far away: every answer comes later, on another thread. */
final class AnsweringLater extends ForwardingEngine {

    private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, Runnable::run);

    private final Phaser underWay = new Phaser(1);

    AnsweringLater(Engine inner) {
        super(inner);
    }

    private <T> CompletableFuture<T> later(CompletableFuture<T> answer) {
        underWay.register();
        CompletableFuture<T> late = answer.whenCompleteAsync((value, error) -> {}, LATER);
        // under way until those have heard of it who asked, who come first
        var unused = late.whenComplete((value, error) -> underWay.arriveAndDeregister());
        return late;
    }

    @Override
    public CompletableFuture<StreamInfo> create(String stream, StreamSettings settings, Durability durability) {
        return later(super.create(stream, settings, durability));
    }

    @Override
    public CompletableFuture<StreamInfo> alter(String stream, StreamSettings settings) {
        return later(super.alter(stream, settings));
    }

    @Override
    public CompletableFuture<Void> delete(String stream) {
        return later(super.delete(stream));
    }

    @Override
    public CompletableFuture<List<StreamInfo>> describe(String pattern) {
        return later(super.describe(pattern));
    }

    @Override
    public CompletableFuture<Appended> append(Append append, Durability durability) {
        CompletableFuture<Appended> answer = super.append(append, durability);
        return answer.isCompletedExceptionally() ? answer : later(answer);
    }

    @Override
    public CompletableFuture<Batch> read(Fetch fetch) {
        return later(super.read(fetch));
    }

    @Override
    public CompletableFuture<Long> firstAtOrAfter(String stream, int partition, Instant recorded) {
        return later(super.firstAtOrAfter(stream, partition, recorded));
    }

    @Override
    public CompletableFuture<Map<String, Cursor>> committed(String subscription) {
        return later(super.committed(subscription));
    }

    @Override
    public void close() {
        super.close();
        underWay.awaitAdvance(underWay.arrive());
    }
}
