package dev.leat.bench;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.NewEvent;
import dev.leat.core.StreamSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How fast space comes back when it is asked for: half of each segment has expired, a quarter is of a stream that is kept, a
 * quarter of a compacted one with 100,000 keys. The rate is that of the bytes that the segments had.
 */
record Cleaning() implements Scenario {

    static final String RATE = "cleaning";

    private static final int APPENDS = 3_000;
    private static final int EVENTS = 250;
    private static final int KEYS = 100_000;

    @Override
    public String name() {
        return "cleaning";
    }

    @Override
    public List<Figure> run(Path directory) throws Exception {
        MovedClock clock = new MovedClock();
        HubOptions options = HubOptions.defaults().durability(Durability.FAST).clock(clock.withZone(ZoneOffset.UTC));
        try (Hub hub = Hub.open(directory.toString(), options)) {
            hub.create("firehose", StreamSettings.defaults().retain(Duration.ofDays(7)));
            hub.create("latest", StreamSettings.defaults().compacted());
            Random random = new Random(2026);
            for (int i = 0; i < APPENDS; i++) {
                hub.append(Append.to("firehose", events(2 * EVENTS, random))
                                .and("ledger", events(EVENTS, random))
                                .and("latest", events(EVENTS, random)))
                        .await();
            }
            clock.pass(Duration.ofDays(8));
            long bytes = FirehoseBesideLedger.bytes(directory);
            long start = System.nanoTime();
            hub.compact();
            return List.of(new Figure(RATE, bytes * 1e3 / (System.nanoTime() - start), "MB/s"));
        }
    }

    private static List<NewEvent> events(int count, Random random) {
        List<NewEvent> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] data = new byte[150];
            random.nextBytes(data);
            events.add(Event.of("reading", "/sensors")
                    .subject("s-" + random.nextInt(KEYS))
                    .data("application/octet-stream", data));
        }
        return events;
    }
}
