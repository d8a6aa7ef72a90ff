package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What memory knows of subjects is what the log has. */
class SubjectIndexTest {

    private static final int SUBJECTS = 100;
    private static final int PARTITIONS = 2;

    private final Map<String, Long> newest = new HashMap<>();
    private Random random = new Random(1);
    private RandomEvents events = new RandomEvents(random);
    private int published;
    private int bits;

    @Property(tries = 20)
    void knowsTheNewestEventOfEachSubject(@ForAll long seed) throws IOException {
        newest.clear();
        random = new Random(seed);
        events = new RandomEvents(random);
        SimDisk disk = new SimDisk();
        bits = random.nextBoolean() ? Long.SIZE : 1 + random.nextInt(10);
        LogSettings settings = new LogSettings(Logs.SMALL.segmentBytes(), Logs.SMALL.publishWait(), bits);
        for (int opening = 0; opening < 3; opening++) {
            WritableLog log = WritableLog.open(disk, settings, Clock.systemUTC());
            try (Engine engine = new LogEngine(disk, log)) {
                Logs.result(engine.create("a", StreamSettings.defaults().partitions(PARTITIONS)));
                publish(engine, random.nextInt(500));
                int rounds = random.nextInt(6);
                for (int round = 0; round < rounds; round++) {
                    check(log);
                    publish(engine, random.nextInt(random.nextBoolean() ? 10 : 200));
                }
            }
        }
    }

    private void publish(Engine engine, int count) {
        for (int i = 0; i < count; i++) {
            String subject = "s" + random.nextInt(SUBJECTS);
            Append append = Append.to("a", events.next("e" + published++).subject(subject));
            Logs.result(engine.append(append, random.nextInt(10) == 0 ? Durability.SAFE : Durability.FAST))
                    .positions()
                    .forEach(at -> newest.put(subject + "/" + at.partition(), at.offset()));
        }
    }

    /** In the segment that grows the newest offset is exact, unless keys collide; else it is no lower. */
    private void check(WritableLog log) {
        SubjectIndex index = log.subjects();
        for (Partition partition : log.required("a").partitions) {
            for (int subject = 0; subject < SUBJECTS + 2; subject++) {
                long key = index.key(partition, "s" + subject);
                long expected = newest.getOrDefault("s" + subject + "/" + partition.number, -1L);
                Partition.Part[] parts = partition.parts();
                Partition.Part last = parts.length == 0 ? null : parts[parts.length - 1];
                if (bits == Long.SIZE
                        && last != null
                        && last.segment() == log.state().active()) {
                    assertThat(index.lastOffset(partition, key, last.firstOffset()))
                            .isEqualTo(expected < last.firstOffset() ? -1 : expected);
                }
                assertThat(index.lastOffset(partition, key, 0)).isGreaterThanOrEqualTo(expected);
                assertThat(index.lastOffset(partition, key, partition.next)).isEqualTo(-1);
            }
        }
    }

    @Test
    void keepsNothingOfStreamsThatNobodyAsksBySubject() throws IOException {
        SimDisk disk = new SimDisk();
        WritableLog log = WritableLog.open(disk, Logs.SMALL, Clock.systemUTC());
        try (Engine engine = new LogEngine(disk, log)) {
            Logs.result(engine.create("a", StreamSettings.defaults()));
            Logs.result(engine.create("b", StreamSettings.defaults()));
            publish(engine, 3);
            Partition asked = log.required("b").partitions[0];
            assertThat(log.subjects().lastOffset(asked, log.subjects().key(asked, "s"), 0))
                    .isEqualTo(-1);
            publish(engine, 3);
            assertThat(log.state().active().subjects.keySet()).doesNotContain(log.required("a").id);
        }
    }
}
