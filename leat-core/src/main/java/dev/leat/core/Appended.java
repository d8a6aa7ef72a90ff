package dev.leat.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an append became.
 *
 * @param entries one per entry of the append, in its order
 */
public record Appended(List<Placed> entries) {

    /**
     * Where the events of one entry stand now.
     *
     * @param positions one per event, in the entry's order
     * @param duplicates numbers, from 0, of the events that were not recorded because the stream had them: their positions
     *     are those at which they were recorded first
     */
    public record Placed(String stream, List<Position> positions, SortedSet<Integer> duplicates) {

        public Placed {
            duplicates = duplicates.isEmpty()
                    ? Collections.emptySortedSet()
                    : Collections.unmodifiableSortedSet(new TreeSet<>(duplicates));
        }

        public Placed(String stream, List<Position> positions) {
            this(stream, positions, Collections.emptySortedSet());
        }
    }

    public Appended {
        entries = List.copyOf(entries);
    }

    /** The positions of all events, in the order in which they were given. */
    public List<Position> positions() {
        if (entries.size() == 1) {
            return entries.get(0).positions();
        }
        List<Position> all = new ArrayList<>();
        entries.forEach(entry -> all.addAll(entry.positions()));
        return all;
    }

    /** How many of the events were not recorded because their streams had them. */
    public int duplicates() {
        return entries.stream().mapToInt(entry -> entry.duplicates().size()).sum();
    }

    /** A cursor that has seen what was appended to one stream. */
    public Cursor cursor(String stream) {
        Cursor cursor = Cursor.NOTHING;
        for (Placed entry : entries) {
            if (entry.stream().equals(stream)) {
                for (Position position : entry.positions()) {
                    cursor = cursor.and(position);
                }
            }
        }
        return cursor;
    }
}
