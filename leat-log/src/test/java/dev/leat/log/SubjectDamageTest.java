package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Bytes of segments change beside key files that are whole: events of a subject are read or named as lost. */
class SubjectDamageTest {

    private static final Pattern RANGE = Pattern.compile("events 0:(\\d+) to 0:(\\d+)");
    private static final int SUBJECTS = 40;

    private final SimDisk disk = new SimDisk();
    private final Map<String, Map<Long, String>> written = new HashMap<>();

    @Test
    void tellsWhatDamageHasTaken() throws IOException {
        publish();
        List<Integer> segments = Manifest.read(disk).segments();
        assertThat(segments).hasSizeGreaterThan(2);
        int lost = 0;
        for (int segment : segments) {
            String name = Segment.fileName(segment);
            byte[] content = disk.content(name);
            for (int at = 64 + segment; at < content.length; at += 997) {
                for (boolean scanned : new boolean[] {false, true}) {
                    SimDisk damaged = disk.copy();
                    byte[] changed = content.clone();
                    changed[at] ^= 0x10;
                    damaged.change(name, changed);
                    if (scanned) {
                        damaged.change(Segment.sideName(segment), null);
                    }
                    lost += check(damaged, name + " byte " + at);
                }
            }
        }
        assertThat(lost).isPositive();
    }

    private void publish() throws IOException {
        try (Engine engine = Logs.open(disk)) {
            Logs.result(engine.create("a", StreamSettings.defaults()));
            long offset = 0;
            for (int i = 0; i < 60; i++) {
                List<NewEvent> some = new ArrayList<>();
                for (int j = 0; j < 10; j++, offset++) {
                    String subject = "s" + (offset * 7 % SUBJECTS);
                    String id = "e" + offset;
                    some.add(Event.of("type", "/source")
                            .id(id)
                            .subject(subject)
                            .time((OffsetDateTime) null)
                            .data(null, new byte[250]));
                    written.computeIfAbsent(subject, key -> new HashMap<>()).put(offset, id);
                }
                Logs.result(engine.append(Append.to("a", some), Durability.SAFE));
            }
            List<Integer> segments = Manifest.read(disk).segments();
            await().until(() -> disk.exists(Segment.keyName(segments.get(segments.size() - 2))));
        }
    }

    /** How many events are lost. */
    private int check(SimDisk damaged, String damage) throws IOException {
        int lost = 0;
        try (Engine engine = Logs.open(damaged)) {
            for (int subject = 0; subject < SUBJECTS; subject += 13) {
                Map<Long, String> read = read(engine, "s" + subject);
                for (Map.Entry<Long, String> event : written.get("s" + subject).entrySet()) {
                    assertThat(read.get(event.getKey()))
                            .as("%s: %s of %s", damage, event.getKey(), subject)
                            .isIn(event.getValue(), "damaged");
                    lost += event.getValue().equals(read.get(event.getKey())) ? 0 : 1;
                }
            }
        }
        return lost;
    }

    private static Map<Long, String> read(Engine engine, String subject) {
        Map<Long, String> events = new HashMap<>();
        for (long at = 0; ; ) {
            long next;
            try {
                Fetch fetch = new Fetch("a", 0, at, 1_000, Duration.ZERO, Filter.subject(subject));
                Batch batch = Logs.result(engine.read(fetch));
                while (batch.next()) {
                    events.put(batch.offset(), batch.event().getId());
                }
                next = batch.nextOffset();
            } catch (LeatException.Damaged e) {
                Matcher range = RANGE.matcher(e.getMessage());
                assertThat(range.find()).as(e.getMessage()).isTrue();
                next = Long.parseLong(range.group(2)) + 1;
                for (long offset = Long.parseLong(range.group(1)); offset < next; offset++) {
                    events.putIfAbsent(offset, "damaged");
                }
                assertThat(next).isGreaterThan(at);
            }
            if (next == at) {
                return events;
            }
            at = next;
        }
    }
}
