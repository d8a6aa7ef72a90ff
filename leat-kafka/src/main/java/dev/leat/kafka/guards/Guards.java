package dev.leat.kafka.guards;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Durability;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.engine.StreamPartition;
import dev.leat.kafka.appends.Room;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.Uninterrupted;
import dev.leat.kafka.groups.Cursors;
import dev.leat.kafka.groups.Memberships;
import dev.leat.kafka.topics.Catalog;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Records appends to guarded streams, as the owner of the partitions that they go to. Thread-safe.
 *
 * <p>The first append to a guarded stream makes this hub a member of the group whose members share its partitions. A hub that
 * has a partition records what is appended to it, with or without conditions; other hubs are told who has it. All guarded
 * appends of a hub pass one {@link GuardLane}.
 *
 * <p>An append may go to streams that are not guarded as well. Their events are not in order with what the same thread
 * appends to these alone.
 *
 * <p>What writes to a guarded topic without being its owner is not kept from it by Kafka, but by access control lists alone.
 */
public final class Guards implements AutoCloseable {

    /** How many partitions are taken over at a time. */
    private static final int TAKEOVERS = 4;

    private static final int ROOM_BYTES = 32 << 20;
    private static final Duration CLOSING = Duration.ofSeconds(3);

    /** For what is broken off, and for what is given up then. */
    private static final Duration BREAKING_OFF = Duration.ofSeconds(1);

    private final Clients clients;
    private final Catalog catalog;
    private final Memberships memberships;
    private final HubOptions options;
    private final Placing placing;
    private final Room room;
    private final GuardLane lane;
    private final ScheduledExecutorService takeovers;
    private final Map<String, StreamGuard> streams = new ConcurrentHashMap<>();
    private @Nullable Thread thread;
    private boolean closed;

    public Guards(Clients clients, Catalog catalog, Memberships memberships, Cursors cursors, HubOptions options) {
        this.clients = clients;
        this.catalog = catalog;
        this.memberships = memberships;
        this.options = options;
        this.placing = new Placing(catalog, cursors);
        this.room = new Room(ROOM_BYTES, options.publishWait());
        History history = new History(
                () -> clients.consumer("guard-history", Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest")));
        this.lane = new GuardLane(streams::get, history, new Ends(clients.admin()), cursors, catalog);
        this.takeovers =
                new ScheduledThreadPoolExecutor(TAKEOVERS, takeover -> daemon(takeover, "leat-guards-takeover"));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Whether an append is recorded here: it has conditions, or events for a guarded stream.
     *
     * @throws LeatException NotFound where a stream is unknown
     */
    public boolean takes(Append append) {
        boolean takes = !append.conditions().isEmpty();
        for (Append.Entry entry : append.entries()) {
            boolean guarded = catalog.required(entry.stream()).settings().guarded();
            takes |= guarded && !entry.events().isEmpty();
            if (!guarded && streams.containsKey(entry.stream())) {
                leave(entry.stream());
            }
        }
        return takes;
    }

    /** As {@link dev.leat.engine.Engine#append}; Fenced, with the owner, where another process has the partition. */
    public CompletableFuture<Appended> append(Append append, Durability durability) {
        try {
            GuardedAppend placed = placing.place(append, durability);
            for (StreamPartition partition : placed.guarded().keySet()) {
                if (!streams.containsKey(partition.stream())) {
                    join(partition.stream());
                }
            }
            room.take(placed.bytes());
            var unused = placed.done.whenComplete((done, error) -> room.release(placed.bytes()));
            add(placed);
            return placed.done;
        } catch (LeatException.NotFound e) {
            append.entries().stream()
                    .map(Append.Entry::stream)
                    .filter(this::isGone)
                    .forEach(this::leave);
            return CompletableFuture.failedFuture(e);
        } catch (LeatException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void add(GuardedAppend placed) {
        try {
            lane.add(placed);
        } catch (LeatException.Closed e) {
            placed.done.completeExceptionally(e);
        }
    }

    private synchronized void join(String stream) {
        if (closed) {
            throw new LeatException.Closed("the hub is closed");
        }
        if (!streams.containsKey(stream)) {
            Owners owners = new Owners(clients, stream, lane::wake);
            Takeover takeover = new Takeover(clients, catalog, options.clock(), owners);
            StreamGuard guard = new StreamGuard(
                    stream,
                    owners,
                    partition -> new PartitionGuard(partition, takeover, takeovers, lane::wake),
                    lane::retire);
            guard.join(memberships);
            streams.put(stream, guard);
            started();
        }
    }

    private synchronized void started() {
        if (thread == null) {
            thread = daemon(lane, "leat-guards");
            thread.start();
        }
    }

    /** Leaves the group of a stream that is gone, or guarded no more. */
    private synchronized void leave(String stream) {
        StreamGuard guard = streams.remove(stream);
        if (guard != null) {
            guard.leave();
        }
    }

    private boolean isGone(String stream) {
        try {
            catalog.required(stream);
            return false;
        } catch (LeatException e) {
            return e instanceof LeatException.NotFound;
        }
    }

    /** Records what can be within some seconds, and gives up what it owns: others get it when the memberships are closed. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
        }
        lane.close();
        if (running != null) {
            Uninterrupted.run(() -> end(running));
        }
        CompletableFuture<?>[] given =
                streams.values().stream().map(StreamGuard::giveUp).toArray(CompletableFuture[]::new);
        var unused = CompletableFuture.allOf(given)
                .completeOnTimeout(null, BREAKING_OFF.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        takeovers.shutdownNow();
    }

    private void end(Thread running) {
        try {
            running.join(CLOSING.toMillis());
            if (running.isAlive()) {
                lane.abandon();
                running.interrupt();
                running.join(BREAKING_OFF.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
