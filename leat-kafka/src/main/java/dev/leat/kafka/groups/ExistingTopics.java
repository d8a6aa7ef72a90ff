package dev.leat.kafka.groups;

import dev.leat.core.LeatException;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.StreamTopic;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Those of some streams that there are: a stream that was deleted has no cursors, and is no error. Thread-safe. */
final class ExistingTopics {

    private final Catalog catalog;

    ExistingTopics(Catalog catalog) {
        this.catalog = catalog;
    }

    CompletableFuture<List<StreamTopic>> of(Collection<String> streams) {
        List<CompletableFuture<@Nullable StreamTopic>> asked =
                streams.stream().map(this::orNull).toList();
        return Futures.all(asked)
                .thenApply(done -> asked.stream()
                        .map(CompletableFuture::join)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private CompletableFuture<@Nullable StreamTopic> orNull(String stream) {
        return catalog.find(stream)
                .exceptionallyCompose(error -> isNotFound(error)
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(error));
    }

    private static boolean isNotFound(Throwable error) {
        return error instanceof LeatException.NotFound || error.getCause() instanceof LeatException.NotFound;
    }
}
