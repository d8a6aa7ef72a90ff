package dev.leat.core;

import dev.leat.core.filter.Filter;

/**
 * What must hold at the moment in which an append is recorded, or nothing of it is: {@link Append#when}.
 *
 * <p>Only what is kept counts: an event that has expired or was compacted away breaks no condition any more, and makes none
 * hold.
 */
public sealed interface Condition {

    /** The stream that it is about; it need not be one that is appended to. */
    String stream();

    /** Which of the stream's events it is about. */
    Filter filter();

    /**
     * No event that matches has been recorded, but for those that the cursor has seen.
     *
     * <p>{@link Cursor#NOTHING}: there is none at all, which also holds if there is no such stream. A cursor that has seen
     * more than the stream has is a conflict: what was seen has been lost, or belonged to another stream of that name.
     */
    record NoneSince(String stream, Filter filter, Cursor cursor) implements Condition {
        @Override
        public String toString() {
            return "no event of '" + stream + "' matches " + filter
                    + (cursor.equals(Cursor.NOTHING) ? "" : " since " + cursor);
        }
    }

    /** There is an event that matches. */
    record Exists(String stream, Filter filter) implements Condition {
        @Override
        public String toString() {
            return "an event of '" + stream + "' matches " + filter;
        }
    }

    /** Nothing that matches was recorded since the cursor was read. */
    static Condition noneSince(String stream, Filter filter, Cursor cursor) {
        return new NoneSince(stream, filter, cursor);
    }

    /** There is no event that matches. */
    static Condition none(String stream, Filter filter) {
        return new NoneSince(stream, filter, Cursor.NOTHING);
    }

    /** Nothing at all was recorded in the stream since the cursor was read. */
    static Condition unchanged(String stream, Cursor cursor) {
        return new NoneSince(stream, Filter.all(), cursor);
    }

    /** There is an event that matches. */
    static Condition exists(String stream, Filter filter) {
        return new Exists(stream, filter);
    }
}
