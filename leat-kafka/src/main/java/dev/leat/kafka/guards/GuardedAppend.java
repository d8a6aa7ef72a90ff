package dev.leat.kafka.guards;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.engine.StreamPartition;
import dev.leat.kafka.appends.GroupCommits;
import dev.leat.kafka.topics.StreamTopic;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** An append with the partitions that its events go to, on its way. Its events belong to the lane once it has it. */
final class GuardedAppend {

    /**
     * One entry of it.
     *
     * @param events one for each of the entry's, in their order
     */
    record Part(StreamTopic topic, List<GuardedEvent> events) {

        boolean guarded() {
            return topic.settings().guarded();
        }
    }

    final Append append;
    final GroupCommits commits;
    final List<Part> parts;
    final CompletableFuture<Appended> done = new CompletableFuture<>();

    /** When it came, by {@link System#nanoTime}. */
    final long since = System.nanoTime();

    private final Map<StreamPartition, StreamTopic> guarded = new LinkedHashMap<>();
    private final int bytes;
    private boolean alone;

    GuardedAppend(Append append, GroupCommits commits, List<Part> parts) {
        this.append = append;
        this.commits = commits;
        this.parts = parts;
        int sum = 0;
        for (Part part : parts) {
            for (GuardedEvent event : part.events) {
                sum += event.bytes();
                if (part.guarded()) {
                    guarded.put(
                            new StreamPartition(
                                    part.topic.stream(), event.partition().partition()),
                            part.topic);
                }
            }
        }
        bytes = sum;
    }

    /** The partitions that must have an owner here; at least one. */
    Map<StreamPartition, StreamTopic> guarded() {
        return guarded;
    }

    int bytes() {
        return bytes;
    }

    /** It shares no transaction any more. */
    void tryAlone() {
        alone = true;
    }

    boolean isTriedAlone() {
        return alone;
    }

    /** The streams that it is for, as errors name them. */
    String streams() {
        return String.join(
                "', '",
                new LinkedHashSet<>(
                        parts.stream().map(part -> part.topic.stream()).toList()));
    }
}
