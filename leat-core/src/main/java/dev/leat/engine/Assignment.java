package dev.leat.engine;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Hears which partitions a member of a group has. Called by one thread of the engine at a time, which must not be made to
 * wait.
 */
public interface Assignment {

    /** It has these as well from now on, and nobody else does. Their committed cursors stand still until it commits some. */
    void assigned(Set<StreamPartition> more);

    /**
     * It is to give these up: it begins nothing more of them, and commits how far it is.
     *
     * @return completes when that is done, and others may have them. The engine need not wait for ever: then they are {@link
     *     #lost}
     */
    CompletableFuture<@Nullable Void> revoked(Set<StreamPartition> fewer);

    /** Others have these already, or may: what it does with them counts no more, and it cannot commit any of it. */
    void lost(Set<StreamPartition> gone);
}
