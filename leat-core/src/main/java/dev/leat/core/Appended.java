package dev.leat.core;

import java.util.ArrayList;
import java.util.List;

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
     */
    public record Placed(String stream, List<Position> positions) {}

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
