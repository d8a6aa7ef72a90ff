package dev.leat.tck;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capabilities;
import dev.leat.core.Capability;
import dev.leat.core.Durability;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An honest engine that lacks every capability, and says so. */
final class Modest extends ForwardingEngine {

    Modest(Engine inner) {
        super(inner);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Arrays.stream(Capability.values())
                .collect(Collectors.toMap(Function.identity(), capability -> "this engine is modest")));
    }

    private <T> CompletableFuture<T> refused(Capability capability) {
        try {
            capabilities().require(capability);
            throw new AssertionError(capability);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<Appended> append(Append append, Durability durability) {
        if (durability == Durability.SAFE) {
            return refused(Capability.SAFE_APPENDS);
        }
        boolean several =
                append.entries().stream().map(Append.Entry::stream).distinct().count() > 1;
        return several ? refused(Capability.ATOMIC_ACROSS_STREAMS) : super.append(append, durability);
    }

    @Override
    public CompletableFuture<Batch> read(Fetch fetch) {
        return fetch.partition() == ALL_PARTITIONS ? refused(Capability.GLOBAL_ORDER) : super.read(fetch);
    }

    @Override
    public CompletableFuture<Long> firstAtOrAfter(String stream, int partition, Instant recorded) {
        // who asks for what is not there is told that first
        return super.firstAtOrAfter(stream, partition, recorded)
                .thenCompose(offset -> refused(Capability.RECORDED_TIME));
    }

    @Override
    public CompletableFuture<Long> compact() {
        return refused(Capability.PROMPT_RETENTION);
    }

    @Override
    public CompletableFuture<Long> backup(Path directory) {
        return refused(Capability.BACKUP);
    }
}
