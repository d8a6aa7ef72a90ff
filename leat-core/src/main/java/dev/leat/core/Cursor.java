package dev.leat.core;

import java.util.Collections;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What has been seen of a stream: the last offset seen per partition, inclusive, written {@code 0:41,1:17}.
 *
 * @param seen partition to last offset seen; a partition that is missing has not been seen at all
 */
public record Cursor(SortedMap<Integer, Long> seen) {

    /** Nothing has been seen. */
    public static final Cursor NOTHING = new Cursor(new TreeMap<>());

    public Cursor {
        seen = Collections.unmodifiableSortedMap(new TreeMap<>(seen));
    }

    /** Everything in this position's partition up to and including it. */
    public static Cursor at(Position position) {
        return NOTHING.and(position);
    }

    /** This cursor moved to a position, if it lies further in its partition. */
    public Cursor and(Position position) {
        TreeMap<Integer, Long> moved = new TreeMap<>(seen);
        moved.merge(position.partition(), position.offset(), Math::max);
        return new Cursor(moved);
    }

    /** Whether the event at this position has been seen. */
    public boolean covers(Position position) {
        Long last = seen.get(position.partition());
        return last != null && last >= position.offset();
    }

    /** The first offset of a partition that has not been seen. */
    public long next(int partition) {
        Long last = seen.get(partition);
        return last == null ? 0 : last == Long.MAX_VALUE ? last : last + 1;
    }

    /**
     * Reads {@code 0:41,1:17}; the empty text is {@link #NOTHING}.
     *
     * @throws LeatException.Invalid if the text has another form
     */
    public static Cursor parse(String text) {
        Cursor cursor = NOTHING;
        if (!text.isEmpty()) {
            for (String part : text.split(",", -1)) {
                cursor = cursor.and(Position.parse(part.strip()));
            }
        }
        return cursor;
    }

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(",");
        seen.forEach((partition, offset) -> text.add(partition + ":" + offset));
        return text.toString();
    }
}
