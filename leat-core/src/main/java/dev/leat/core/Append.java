package dev.leat.core;

import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events for one or more streams that are recorded all or not at all. Immutable.
 *
 * @param entries in the order in which their events are recorded
 * @param commits cursors of subscriptions that move with them
 * @param durability null: as the hub was opened
 */
public record Append(
        List<Entry> entries, List<Commit> commits, @Nullable Durability durability) {

    /** Events for one stream. */
    public record Entry(String stream, List<? extends CloudEvent> events) {
        public Entry {
            events = List.copyOf(events);
        }
    }

    /**
     * The cursor of a subscription in one stream.
     *
     * @param cursor replaces the one before; null: there is none any more
     */
    public record Commit(
            String subscription, String stream, @Nullable Cursor cursor) {}

    public Append {
        entries = List.copyOf(entries);
        commits = List.copyOf(commits);
    }

    /** An append without cursors. */
    public Append(List<Entry> entries, @Nullable Durability durability) {
        this(entries, List.of(), durability);
    }

    public static Append to(String stream, CloudEvent... events) {
        return to(stream, List.of(events));
    }

    public static Append to(String stream, List<? extends CloudEvent> events) {
        return new Append(List.of(new Entry(stream, events)), List.of(), null);
    }

    public Append and(String stream, CloudEvent... events) {
        return and(stream, List.of(events));
    }

    public Append and(String stream, List<? extends CloudEvent> events) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(new Entry(stream, events));
        return new Append(more, commits, durability);
    }

    /** This append and another one as one; the level of this one, or else of the other. */
    public Append and(Append other) {
        List<Entry> allEntries = new ArrayList<>(entries);
        allEntries.addAll(other.entries);
        List<Commit> allCommits = new ArrayList<>(commits);
        allCommits.addAll(other.commits);
        return new Append(allEntries, allCommits, durability == null ? other.durability : durability);
    }

    /** And the cursor of a subscription in a stream; null: there is none any more. */
    public Append commit(String subscription, String stream, @Nullable Cursor cursor) {
        List<Commit> more = new ArrayList<>(commits);
        more.add(new Commit(subscription, stream, cursor));
        return new Append(entries, more, durability);
    }

    /** This append at another level than the hub's own. */
    public Append durability(Durability level) {
        return new Append(entries, commits, level);
    }

    /** The number of events in all entries. */
    public int size() {
        int size = 0;
        for (Entry entry : entries) {
            size += entry.events().size();
        }
        return size;
    }
}
