package dev.leat.core;

import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events for one or more streams that are recorded all or not at all. Immutable.
 *
 * @param entries in the order in which their events are recorded
 * @param durability null: as the hub was opened
 */
public record Append(List<Entry> entries, @Nullable Durability durability) {

    /** Events for one stream. */
    public record Entry(String stream, List<? extends CloudEvent> events) {
        public Entry {
            events = List.copyOf(events);
        }
    }

    public Append {
        entries = List.copyOf(entries);
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
        List<Entry> more = new ArrayList<>(entries);
        more.add(new Entry(stream, events));
        return new Append(more, durability);
    }

    /** This append at another level than the hub's own. */
    public Append durability(Durability level) {
        return new Append(entries, level);
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
