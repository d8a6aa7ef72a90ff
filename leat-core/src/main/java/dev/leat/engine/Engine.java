package dev.leat.engine;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capabilities;
import dev.leat.core.Capability;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stores streams. Thread-safe.
 *
 * <p>Futures fail with a {@link dev.leat.core.LeatException}. They may complete on the calling thread or on one of the
 * engine's: what is chained to them must not block.
 *
 * <p>An event is visible to readers once its append has reached its own durability, and in each partition only after all
 * events before it. Names and events have been checked by the caller.
 */
public interface Engine extends AutoCloseable {

    /** In {@link Fetch#stream()}: all streams, by global order. */
    String ALL_STREAMS = "";

    /** In {@link Fetch#partition()}: all partitions, by global order; offsets are then global sequence numbers. */
    int ALL_PARTITIONS = -1;

    Capabilities capabilities();

    /**
     * Creates a stream; a no-op where it exists with equal settings, Invalid where with others.
     *
     * @param durability the level at which the future completes; what is appended to the stream never lasts longer than it
     */
    CompletableFuture<StreamInfo> create(String stream, StreamSettings settings, Durability durability);

    /** Creates a stream, and has it on the disk when the future completes. */
    default CompletableFuture<StreamInfo> create(String stream, StreamSettings settings) {
        return create(stream, settings, Durability.SAFE);
    }

    /** Changes settings; another number of partitions is Invalid, an unknown stream NotFound. */
    CompletableFuture<StreamInfo> alter(String stream, StreamSettings settings);

    /** Deletes a stream with its events; a re-created stream is a new one. */
    CompletableFuture<@Nullable Void> delete(String stream);

    /**
     * Streams by name, sorted.
     *
     * @param pattern a name, in which {@code *} stands for any characters; matching nothing gives an empty list
     */
    CompletableFuture<List<StreamInfo>> describe(String pattern);

    /**
     * Records events and commits cursors, all or none, in the order of calls of one thread. Where a stream is unknown, or one
     * that a condition needs, the future has failed with NotFound when this returns: the caller may create it and append
     * again before it appends anything else. Fails with Conflict where a condition does not hold; such an append may be
     * recorded later than others that were called after it. Where all events are duplicates, conditions are not looked at. In
     * a compacted stream an event without a key is Invalid ({@code subject}), with all of its append.
     *
     * @param durability the level at which the future completes
     */
    CompletableFuture<Appended> append(Append append, Durability durability);

    /**
     * Reads what is visible, from an offset that is kept: below the first one it fails with Expired, or its batch does. In
     * global order what is not kept is passed over. At the tail, completes when something becomes visible or, empty, after {@link
     * Fetch#maxWait()}. May complete empty before, so that who still waits asks again.
     */
    CompletableFuture<Batch> read(Fetch fetch);

    /**
     * The offset of the first visible event of a partition recorded at this time or later, or the next offset if there
     * is none. With {@link #ALL_PARTITIONS}, the global sequence number.
     */
    CompletableFuture<Long> firstAtOrAfter(String stream, int partition, Instant recorded);

    /**
     * The cursors of a subscription, per stream, as {@linkplain Append#commits() committed} last; empty if there are none. A
     * deleted stream's are gone with it.
     */
    CompletableFuture<Map<String, Cursor>> committed(String subscription);

    /**
     * Becomes a member of a subscription's group, which shares out the partitions of its streams among its members in all
     * processes; needs {@link Capability#SHARED_GROUPS}. An engine that is a member commits that subscription's cursors as such:
     * of the partitions that a cursor names, others stay as they are; Fenced where it names one that others have.
     *
     * @param streams those whose partitions are shared out, which {@link Membership#streams} changes
     * @param assignment hears what it has; called by one thread of the engine at a time
     */
    default Membership join(String subscription, Set<String> streams, Assignment assignment) {
        capabilities().require(Capability.SHARED_GROUPS);
        throw new IllegalStateException(this + " declares " + Capability.SHARED_GROUPS + " and does not have it");
    }

    /** As {@link dev.leat.core.Hub#compact()}, in bytes. */
    default CompletableFuture<Long> compact() {
        return unsupported(Capability.PROMPT_RETENTION);
    }

    /** As {@link dev.leat.core.Hub#backup}, in bytes. */
    default CompletableFuture<Long> backup(Path directory) {
        return unsupported(Capability.BACKUP);
    }

    private <T> CompletableFuture<T> unsupported(Capability capability) {
        try {
            capabilities().require(capability);
            throw new IllegalStateException(this + " declares " + capability + " and does not have it");
        } catch (LeatException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Completes or fails every future, makes all durable, and gives back what it holds. May be called again. */
    @Override
    void close();
}
