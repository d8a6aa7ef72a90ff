package dev.leat.tck;

import dev.leat.core.Append;
import dev.leat.core.HubOptions;
import dev.leat.core.memory.MemoryEngineProvider;
import dev.leat.engine.Assignment;
import dev.leat.engine.Engine;
import dev.leat.engine.Membership;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One memory that several hubs share, as several processes share a broker: the honest reference for groups. {@code
 * cluster:NAME/PROCESS} opens it.
 *
 * <p>Thread-safe: its monitor guards all groups, and the memory while it is changed. Whoever is told of something, or waits
 * for it, is told on its one thread, without the monitor.
 */
final class MemoryCluster implements AutoCloseable {

    private static final Map<String, MemoryCluster> RUNNING = new ConcurrentHashMap<>();
    private static final AtomicInteger STARTED = new AtomicInteger();

    final String name = "c" + STARTED.incrementAndGet();
    final Engine memory;
    final ExecutorService thread;
    private final Map<String, ClusterGroup> groups = new TreeMap<>();
    private final Map<String, List<ClusterEngine>> processes = new ConcurrentHashMap<>();

    MemoryCluster(HubOptions options) {
        memory = new MemoryEngineProvider().open("", options);
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
        RUNNING.put(name, this);
    }

    static MemoryCluster named(String name) {
        MemoryCluster running = RUNNING.get(name);
        if (running == null) {
            throw new IllegalArgumentException("no cluster " + name + " is running: " + RUNNING.keySet());
        }
        return running;
    }

    /** One more engine of a process. */
    ClusterEngine open(String process, boolean readOnly) {
        ClusterEngine opened = new ClusterEngine(this, readOnly);
        processes
                .computeIfAbsent(process, engines -> new CopyOnWriteArrayList<>())
                .add(opened);
        return opened;
    }

    /** Ends a process: what it has open reaches nothing any more, and is told of nothing. */
    void kill(String process) {
        processes.getOrDefault(process, List.of()).forEach(ClusterEngine::kill);
    }

    /** What it has is given to others, and it is told so: as if it had not been heard of for too long. */
    void lose(String process) {
        for (ClusterEngine silent : processes.getOrDefault(process, List.of())) {
            synchronized (this) {
                groups.values().forEach(group -> group.lose(silent));
            }
        }
    }

    synchronized Membership join(
            ClusterEngine process, String subscription, Set<String> streams, Assignment assignment) {
        return groups.computeIfAbsent(subscription, group -> new ClusterGroup(this, group))
                .join(process, streams, assignment);
    }

    /** What a process may append of this: its cursors are those of its own partitions. */
    synchronized Append allowed(ClusterEngine process, Append append) {
        Append allowed = new Append(append.entries(), append.conditions(), List.of(), append.durability());
        for (Append.Commit commit : append.commits()) {
            ClusterGroup group = groups.get(commit.subscription());
            Append.Commit own = group == null ? commit : group.allowed(process, commit);
            allowed = allowed.commit(own.subscription(), own.stream(), own.cursor());
        }
        return allowed;
    }

    /** Streams have come or gone. */
    synchronized void streamsChanged() {
        groups.values().forEach(ClusterGroup::rebalance);
    }

    synchronized void left(ClusterEngine process) {
        groups.values().forEach(group -> group.leave(process));
    }

    @Override
    public void close() {
        RUNNING.remove(name);
        memory.close();
        thread.shutdown();
    }
}
