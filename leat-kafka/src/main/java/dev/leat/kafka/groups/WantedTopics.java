package dev.leat.kafka.groups;

import dev.leat.kafka.client.Clients;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The topics that a member subscribes to: those of its streams, but for the ones that are gone. A consumer asks for a topic
 * that is gone without end. Thread-safe; guarded by itself.
 */
final class WantedTopics {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final Clients clients;
    private final Runnable changed;
    private Set<String> wanted = Set.of();
    private @Nullable Set<String> there;
    private long nextLook;

    /** @param changed called when {@link #now} may be another */
    WantedTopics(Clients clients, Set<String> streams, Runnable changed) {
        this.clients = clients;
        this.changed = changed;
        streams(streams);
    }

    /** These are wanted now, and taken to be there. */
    synchronized void streams(Set<String> streams) {
        wanted = streams.stream().map(clients.names()::topic).collect(Collectors.toUnmodifiableSet());
        there = null;
        nextLook = System.nanoTime() + LOOK_EVERY.toNanos();
    }

    /** Those to be subscribed to now. Looks from time to time whether they are there. */
    synchronized Set<String> now() {
        if (nextLook - System.nanoTime() <= 0) {
            nextLook = System.nanoTime() + LOOK_EVERY.toNanos();
            look(wanted);
        }
        Set<String> now = new HashSet<>(wanted);
        if (there != null) {
            now.retainAll(there);
        }
        return now;
    }

    private void look(Set<String> asked) {
        var unused = clients.admin().listTopics().names().whenComplete((names, error) -> {
            if (error == null && saw(asked, names)) {
                changed.run();
            }
        });
    }

    private synchronized boolean saw(Set<String> asked, Set<String> names) {
        if (asked != wanted) {
            return false;
        }
        Set<String> seen = new HashSet<>(asked);
        seen.retainAll(names);
        boolean differs = !seen.equals(there == null ? asked : there);
        there = seen;
        return differs;
    }
}
