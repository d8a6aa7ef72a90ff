package dev.leat.log.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Event;
import dev.leat.core.NewEvent;
import dev.leat.core.filter.Filter;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

/** On stored bytes a filter says what it says of the event, and passes over no segment that has one it wants. */
class RecordFilterTest {

    private static final String[] NAMES = {
        "type", "source", "subject", "datacontenttype", "size", "vip", "ref", "id", "time"
    };
    private static final String[] VALUES = {
        "'a'", "'b'", "'x-1'", "'x-7'", "3", "7", "TRUE", "'/s/1'", "'text/plain'", "''"
    };

    private static NewEvent event(Random random) {
        NewEvent event = Event.of(random.nextBoolean() ? "a" : "b", "/s/" + random.nextInt(3))
                .id("x-" + random.nextInt(10));
        event = random.nextBoolean() ? event.subject("x-" + random.nextInt(9)) : event;
        event = random.nextBoolean() ? event.with("size", random.nextInt(9)) : event;
        event = random.nextInt(4) == 0 ? event.with("vip", random.nextBoolean()) : event;
        event = random.nextInt(4) == 0 ? event.with("ref", "long-".repeat(80) + random.nextInt(3)) : event;
        event = random.nextBoolean() ? event.time((OffsetDateTime) null) : event;
        return random.nextBoolean() ? event : event.data("text/plain", new byte[3]);
    }

    private static String condition(Random random) {
        String name = NAMES[random.nextInt(NAMES.length)];
        String value = VALUES[random.nextInt(VALUES.length)];
        String condition = switch (random.nextInt(8)) {
            case 0 -> name + " <> " + value;
            case 1 -> "EXISTS " + name;
            case 2 -> name + " IN (" + value + ", 'x-3', 5)";
            case 3 -> name + " LIKE 'x%'";
            case 4 -> name + " > " + random.nextInt(9);
            case 5 -> "(" + name + " = " + value + " OR type = 'a')";
            default -> name + " = " + value;
        };
        return random.nextInt(4) == 0 ? "NOT (" + condition + ")" : condition;
    }

    private static Filter filter(Random random) {
        List<String> conditions = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            conditions.add(condition(random));
        }
        return Filter.parse(String.join(" AND ", conditions));
    }

    @Property(tries = 2_000)
    void saysOfARecordWhatTheFilterSaysOfTheEvent(@ForAll long seed) {
        Random random = new Random(seed);
        Dictionary dictionary = new Dictionary();
        List<NewEvent> events = new ArrayList<>();
        ByteWriter out = new ByteWriter(1_000);
        List<Integer> starts = new ArrayList<>();
        Filter filter = filter(random);
        RecordFilter onRecords = new RecordFilter(filter, dictionary);
        boolean any = false; // of the events so far, one passes
        // the segment grows while it is read
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 6; i++) {
                NewEvent event = event(random);
                ByteWriter record = new ByteWriter(100);
                EventEncoder.encode(event, dictionary, record);
                ByteReader in = new ByteReader(record.toBytes());
                byte[] body = in.block();
                starts.add(out.size());
                out.raw(body, 0, body.length);
                events.add(event);
            }
            starts.add(out.size());
            byte[] bytes = out.toBytes();
            for (int i = 0; i < events.size(); i++) {
                boolean passes = filter.test(events.get(i));
                any |= passes;
                assertThat(onRecords.test(bytes, starts.get(i), starts.get(i + 1)))
                        .as("%s of %s", filter, events.get(i))
                        .isEqualTo(passes);
            }
            starts.remove(starts.size() - 1);
            if (any) {
                assertThat(onRecords.mayPass()).as("%s may pass", filter).isTrue();
            }
            Statistics.label("may pass").collect(onRecords.mayPass(), any);
        }
    }

    /** A value for which somebody looks when its entry is counted, and cannot be found yet: the dictionary hashes it then. */
    private static final class LookedFor {
        private final Dictionary dictionary;
        private final Thread look;

        LookedFor(Dictionary dictionary, Thread look) {
            this.dictionary = dictionary;
            this.look = look;
        }

        @Override
        public int hashCode() {
            if (dictionary.size() == 1 && look.getState() == Thread.State.NEW) {
                look.start();
                while (look.getState() != Thread.State.BLOCKED && look.getState() != Thread.State.TERMINATED) {
                    Thread.onSpinWait();
                }
            }
            return 1;
        }
    }

    @Test
    void findsWhatWasJustBeingAddedWhenItLookedFirst() throws InterruptedException {
        Dictionary dictionary = new Dictionary();
        RecordFilter onRecords = new RecordFilter(Filter.parse("EXISTS size"), dictionary);
        Thread look = new Thread(onRecords::mayPass);

        assertThat(dictionary.pair("size", new LookedFor(dictionary, look))).isEqualTo(0);
        look.join();

        assertThat(onRecords.mayPass()).isTrue();
    }
}
