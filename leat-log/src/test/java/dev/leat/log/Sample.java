package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A small log whose events are known, and what can be read of it where it is damaged. */
final class Sample {

    private static final Pattern RANGE = Pattern.compile("events (?:\\d+:)?(\\d+) to (?:\\d+:)?(\\d+)");

    final SimDisk disk = new SimDisk();

    /** Text of each event by stream, partition and offset; by sequence number under the name of all streams. */
    final Map<String, Map<Long, String>> written = new TreeMap<>();

    private Sample() {}

    /** A log of some commits in one segment. */
    static Sample small(boolean closed) throws IOException {
        return of(closed, 5, 60);
    }

    /** A log of three segments. */
    static Sample rolled(boolean closed) throws IOException {
        return of(closed, 9, 22_000);
    }

    /** A log of many segments, each append a commit of its own, whose events share all values of attributes. */
    static Sample uniform(boolean closed) throws IOException {
        return of(
                closed,
                12,
                22_000,
                id -> Event.of("type", "/source").id(id).subject("key").time((OffsetDateTime) null));
    }

    private static Sample of(boolean closed, int appends, int bytes) throws IOException {
        return of(closed, appends, bytes, new RandomEvents(new Random(99))::next);
    }

    private static Sample of(boolean closed, int appends, int bytes, Function<String, NewEvent> events)
            throws IOException {
        Sample sample = new Sample();
        Engine engine = Logs.open(sample.disk);
        Logs.result(engine.create("a", StreamSettings.defaults()));
        Logs.result(engine.create("b", StreamSettings.defaults().partitions(2)));
        for (int i = 0; i < appends; i++) {
            Append append = Append.to("a", events.apply("a" + i).data(null, new byte[bytes]))
                    .and("b", events.apply("b" + i), events.apply("c" + i));
            Logs.result(engine.append(append, Durability.SAFE));
        }
        sample.written.putAll(sample.read(engine, false));
        if (closed) {
            engine.close();
        } else {
            SimDisk left = sample.disk.copy();
            engine.close();
            left.list().forEach(name -> sample.disk.change(name, left.content(name)));
            sample.disk.list().stream()
                    .filter(name -> !left.exists(name))
                    .forEach(name -> sample.disk.change(name, null));
        }
        return sample;
    }

    /**
     * Reads all there is, one way and another.
     *
     * @param damaged whether events may be missing; each one that is must be in a range that an error names
     */
    Map<String, Map<Long, String>> read(Engine engine, boolean damaged) {
        Map<String, Map<Long, String>> all = new TreeMap<>();
        all.put("a/0", read(engine, "a", 0, damaged));
        all.put("b/0", read(engine, "b", 0, damaged));
        all.put("b/1", read(engine, "b", 1, damaged));
        all.put("all", read(engine, Engine.ALL_STREAMS, Engine.ALL_PARTITIONS, damaged));
        return all;
    }

    private static Map<Long, String> read(Engine engine, String stream, int partition, boolean damaged) {
        Map<Long, String> events = new TreeMap<>();
        for (long at = 0; ; ) {
            long next;
            try {
                Batch batch = Logs.result(engine.read(new Fetch(stream, partition, at, 1_000, Duration.ZERO)));
                while (batch.next()) {
                    Event event = batch.event();
                    events.put(
                            batch.offset(), event.stream() + "/" + event.position() + " " + RandomEvents.text(event));
                }
                next = batch.nextOffset();
            } catch (LeatException.Damaged e) {
                if (!damaged) {
                    throw e;
                }
                next = behind(e, at, events);
            }
            if (next == at) {
                return events;
            }
            at = next;
        }
    }

    /** Where to go on behind a range that cannot be read, as its error says. */
    private static long behind(LeatException.Damaged error, long from, Map<Long, String> events) {
        Matcher range = RANGE.matcher(error.getMessage());
        if (!range.find()) {
            throw new AssertionError("names no range", error);
        }
        long last = Long.parseLong(range.group(2));
        if (last < from) {
            throw new AssertionError("range ends before " + from, error);
        }
        for (long offset = from; offset <= last; offset++) {
            events.put(offset, "damaged");
        }
        return last + 1;
    }
}
