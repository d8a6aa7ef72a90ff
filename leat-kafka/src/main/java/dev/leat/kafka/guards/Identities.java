package dev.leat.kafka.guards;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Where a partition has the events that were recorded within a horizon, by identity: some 120 bytes for each. Not
 * thread-safe.
 */
final class Identities {

    /** Of an event that is not there. */
    static final long NONE = -1;

    private static final int FEWEST_SWEPT = 1_000;

    /** The first event of an identity that counted when it came, and the last: they differ where duplicates were taken. */
    private record Places(long first, long firstMillis, long last, long lastMillis) {}

    private final long horizonMillis;
    private final Map<Identity, Places> places = new HashMap<>();
    private int sweptAt = FEWEST_SWEPT;

    Identities(Duration horizon) {
        this.horizonMillis = millis(horizon);
    }

    /** As milliseconds, of which there are enough for every past. */
    private static long millis(Duration horizon) {
        return horizon.toSeconds() > Long.MAX_VALUE / 2_000 ? Long.MAX_VALUE / 2 : horizon.toMillis();
    }

    /** How many it knows, some of them perhaps beyond the horizon. */
    int size() {
        return places.size();
    }

    /** Whether it knows all that a horizon wants known. */
    boolean reaches(Duration horizon) {
        return millis(horizon) <= horizonMillis;
    }

    /** An event stands there. */
    void add(Identity identity, long offset, long recordedMillis, long nowMillis) {
        if (nowMillis - recordedMillis > horizonMillis) {
            return;
        }
        places.merge(
                identity,
                new Places(offset, recordedMillis, offset, recordedMillis),
                (known, added) -> nowMillis - known.firstMillis > horizonMillis
                        ? added
                        : new Places(known.first, known.firstMillis, offset, recordedMillis));
        if (places.size() >= sweptAt) {
            places.values().removeIf(each -> nowMillis - each.lastMillis > horizonMillis);
            sweptAt = Math.max(FEWEST_SWEPT, 2 * places.size());
        }
    }

    /** The offset of the event that makes another one of its identity a duplicate; {@link #NONE} if none does. */
    long find(Identity identity, Duration horizon, long nowMillis) {
        Places known = places.get(identity);
        long within = millis(horizon);
        if (known == null || nowMillis - known.lastMillis > within) {
            return NONE;
        }
        return nowMillis - known.firstMillis > within ? known.last : known.first;
    }
}
