package dev.leat.core;

import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events for one or more streams that are recorded all or not at all. Immutable.
 *
 * @param entries in the order in which their events are recorded
 * @param conditions what must hold when they are recorded, all of it
 * @param commits cursors of subscriptions that move with them
 * @param durability null: as the hub was opened
 */
public record Append(
        List<Entry> entries,
        List<Condition> conditions,
        List<Commit> commits,
        @Nullable Durability durability) {

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
        conditions = List.copyOf(conditions);
        commits = List.copyOf(commits);
    }

    /** An append without conditions and cursors. */
    public Append(List<Entry> entries, @Nullable Durability durability) {
        this(entries, List.of(), List.of(), durability);
    }

    public static Append to(String stream, CloudEvent... events) {
        return to(stream, List.of(events));
    }

    public static Append to(String stream, List<? extends CloudEvent> events) {
        return new Append(List.of(new Entry(stream, events)), null);
    }

    public Append and(String stream, CloudEvent... events) {
        return and(stream, List.of(events));
    }

    public Append and(String stream, List<? extends CloudEvent> events) {
        return new Append(joined(entries, List.of(new Entry(stream, events))), conditions, commits, durability);
    }

    /** This append and another one as one; the level of this one, or else of the other. */
    public Append and(Append other) {
        return new Append(
                joined(entries, other.entries),
                joined(conditions, other.conditions),
                joined(commits, other.commits),
                durability == null ? other.durability : durability);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /**
     * This append, only if this holds too.
     *
     * <p>If all of its events are {@linkplain Appended.Placed#duplicates() duplicates}, it has been recorded before: it is
     * answered so, whether conditions still hold or not. With {@link StreamSettings#dedupe} a conditional append can
     * therefore be tried again until there is an answer.
     */
    public Append when(Condition... more) {
        return new Append(entries, joined(conditions, List.of(more)), commits, durability);
    }

    /** And the cursor of a subscription in a stream; null: there is none any more. */
    public Append commit(String subscription, String stream, @Nullable Cursor cursor) {
        return new Append(
                entries, conditions, joined(commits, List.of(new Commit(subscription, stream, cursor))), durability);
    }

    /** This append at another level than the hub's own. */
    public Append durability(Durability level) {
        return new Append(entries, conditions, commits, level);
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
