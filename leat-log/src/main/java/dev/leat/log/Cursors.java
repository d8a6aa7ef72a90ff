package dev.leat.log;

import dev.leat.core.Cursor;
import dev.leat.log.format.Control.Committed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The cursors of all subscriptions, by stream. Thread-safe: guarded by its monitor, changed by replay alone. */
final class Cursors {

    private final Map<String, Map<Integer, Committed>> bySubscription = new TreeMap<>();

    synchronized void put(Committed committed) {
        Map<Integer, Committed> cursors =
                bySubscription.computeIfAbsent(committed.subscription(), name -> new TreeMap<>());
        if (committed.cursor() == null) {
            cursors.remove(committed.stream());
        } else {
            cursors.put(committed.stream(), committed);
        }
        if (cursors.isEmpty()) {
            bySubscription.remove(committed.subscription());
        }
    }

    /** A stream is gone. */
    synchronized void remove(int stream) {
        bySubscription.values().forEach(cursors -> cursors.remove(stream));
    }

    /** All there are, to be found again by {@link #replace}. */
    synchronized List<Committed> all() {
        List<Committed> all = new ArrayList<>();
        bySubscription.values().forEach(cursors -> all.addAll(cursors.values()));
        return all;
    }

    synchronized void replace(List<Committed> all) {
        bySubscription.clear();
        all.forEach(this::put);
    }

    /** The cursors of one subscription, by the number of the stream. */
    synchronized Map<Integer, Cursor> of(String subscription) {
        Map<Integer, Cursor> cursors = new HashMap<>();
        for (Committed committed :
                bySubscription.getOrDefault(subscription, Map.of()).values()) {
            Cursor cursor = committed.cursor();
            if (cursor != null) {
                cursors.put(committed.stream(), cursor);
            }
        }
        return cursors;
    }
}
