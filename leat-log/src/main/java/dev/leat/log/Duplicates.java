package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Position;
import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which events of an append its streams have already.
 *
 * @param entries one per entry of the append: by number of the event, where it was recorded first
 */
record Duplicates(List<NavigableMap<Integer, Original>> entries) {

    static final Duplicates NONE = new Duplicates(List.of());

    /**
     * Where an event was recorded first.
     *
     * @param position null: it stands in the same append, in this entry, as this event
     */
    record Original(@Nullable Position position, int entry, int index) {

        static Original at(Position position) {
            return new Original(position, 0, 0);
        }

        static Original in(int entry, int index) {
            return new Original(null, entry, index);
        }
    }

    /** None yet, for an append of so many entries. */
    static Duplicates of(int entries) {
        List<NavigableMap<Integer, Original>> empty = new ArrayList<>(entries);
        for (int i = 0; i < entries; i++) {
            empty.add(new TreeMap<>());
        }
        return new Duplicates(empty);
    }

    boolean isEmpty() {
        return entries.stream().allMatch(NavigableMap::isEmpty);
    }

    /** Whether they are all that the append has. */
    boolean isAll(Append append) {
        return append.size() == entries.stream().mapToInt(NavigableMap::size).sum();
    }

    /** The append without them. */
    Append without(Append append) {
        List<Append.Entry> kept = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Append.Entry entry = append.entries().get(i);
            List<CloudEvent> events = new ArrayList<>();
            for (int at = 0; at < entry.events().size(); at++) {
                if (!entries.get(i).containsKey(at)) {
                    events.add(entry.events().get(at));
                }
            }
            kept.add(new Append.Entry(entry.stream(), events));
        }
        return new Append(kept, append.conditions(), append.commits(), append.durability());
    }

    /** What became of the append, if this became of it without them. */
    Appended among(Appended recorded) {
        List<Appended.Placed> placed = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            NavigableMap<Integer, Original> duplicates = entries.get(i);
            List<Position> others = recorded.entries().get(i).positions();
            List<Position> all = new ArrayList<>();
            while (all.size() < others.size() + duplicates.size()) {
                Original original = duplicates.get(all.size());
                all.add(
                        original == null
                                ? others.get(all.size() - before(duplicates, all.size()))
                                : position(original, i, all, placed));
            }
            placed.add(
                    new Appended.Placed(recorded.entries().get(i).stream(), all, new TreeSet<>(duplicates.keySet())));
        }
        return new Appended(placed);
    }

    private static int before(NavigableMap<Integer, Original> duplicates, int index) {
        return duplicates.headMap(index, false).size();
    }

    private static Position position(Original original, int entry, List<Position> own, List<Appended.Placed> before) {
        Position position = original.position;
        if (position != null) {
            return position;
        }
        return (original.entry == entry ? own : before.get(original.entry).positions()).get(original.index);
    }
}
