package dev.leat.server.demo;

import dev.leat.core.Event;
import dev.leat.core.NewEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The data of a flight's event.
 *
 * @param destination IATA code of the airport
 * @param delay minutes; negative: early
 * @param distance miles
 */
record Flight(String destination, int delay, int distance) {

    static final String TYPE = "flight.departed";
    static final String SOURCE = "/us-dot/flights-20k";

    /** All records as events, in their order; their times name no zone and are taken as UTC. */
    static List<NewEvent> all() throws IOException {
        try (InputStream file = Flight.class.getResourceAsStream("flights-20k.csv.gz");
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(file), StandardCharsets.US_ASCII))) {
            Stream<String> records = lines.lines().skip(1);
            int[] number = {0};
            return records.map(line -> event(line.split(",", -1), number[0]++)).toList();
        }
    }

    /** @param record date, delay, distance, origin, destination, as in {@code 2001/01/01 00:47,66,1750,DTW,LAS} */
    private static NewEvent event(String[] record, int number) {
        Flight flight = new Flight(record[4], Integer.parseInt(record[1]), Integer.parseInt(record[2]));
        return Event.of(TYPE, SOURCE)
                .id("flight-" + number)
                .subject(record[3])
                .time(record[0].replace('/', '-').replace(' ', 'T') + ":00Z")
                .with("delay", flight.delay())
                .data(flight);
    }
}
