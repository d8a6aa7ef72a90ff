package dev.leat.server.demo;

import dev.leat.core.Event;
import dev.leat.core.Position;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a reader made of the events that it saw. Belongs to one thread at a time. */
final class Journal {

    private static final int MOST_DELAYED = 5;
    private static final Comparator<Delayed> LONGEST =
            Comparator.comparingInt(Delayed::minutes).reversed();

    final String reader;
    final String began;
    private final Map<String, Airport> airports = new HashMap<>();
    private final List<Delayed> delayed = new ArrayList<>();
    private long firstNanos;
    private long lastNanos;
    private long events;

    /** Departures of one airport. */
    record Airport(String code, long flights, long delays) {

        Airport and(Airport other) {
            return new Airport(code, flights + other.flights, delays + other.delays);
        }
    }

    /** A flight that was late. */
    record Delayed(Position position, @Nullable OffsetDateTime time, String origin, String destination, int minutes) {}

    Journal(String reader, String began) {
        this.reader = reader;
        this.began = began;
    }

    void take(Event event) {
        lastNanos = System.nanoTime();
        firstNanos = events == 0 ? lastNanos : firstNanos;
        events++;
        Flight flight = event.data(Flight.class);
        String origin = String.valueOf(event.getSubject());
        airports.merge(origin, new Airport(origin, 1, flight.delay()), Airport::and);
        if (delayed.size() < MOST_DELAYED
                || flight.delay() > delayed.get(delayed.size() - 1).minutes()) {
            delayed.add(new Delayed(event.position(), event.getTime(), origin, flight.destination(), flight.delay()));
            delayed.sort(LONGEST);
            if (delayed.size() > MOST_DELAYED) {
                delayed.remove(MOST_DELAYED);
            }
        }
    }

    long events() {
        return events;
    }

    double perSecond() {
        return events / Math.max(1e-9, (lastNanos - firstNanos) / 1e9);
    }

    List<Airport> busiest(int most) {
        return airports.values().stream()
                .sorted(Comparator.comparingLong(Airport::flights).reversed().thenComparing(Airport::code))
                .limit(most)
                .toList();
    }

    /** Longest delay first. */
    List<Delayed> delayed() {
        return delayed;
    }
}
