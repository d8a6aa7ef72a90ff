package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import dev.leat.engine.Engine;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Judges what a log holds by what was appended to it and how that was answered, where races and crashes make several
 * outcomes possible. Publishers may append from several threads; {@link #check} wants them gone.
 */
final class History {

    private final ConcurrentLinkedQueue<Attempt> attempts = new ConcurrentLinkedQueue<>();

    /** An append, and what became of it. */
    static final class Attempt {
        private final int publisher;
        private final Append append;
        private final Durability level;
        private volatile Appended answer;
        private volatile LeatException refusal;
        private boolean settled;
        private boolean gone;

        private Attempt(int publisher, Append append, Durability level) {
            this.publisher = publisher;
            this.append = append;
            this.level = level;
        }

        @Override
        public String toString() {
            return "append of publisher " + publisher + " at " + level + ": " + append.entries() + ", answered "
                    + (answer != null ? answer : refusal);
        }
    }

    /** An event of an attempt, found in the log. */
    private record Found(Attempt attempt, Event event) {}

    /** Appends, and remembers. One publisher's appends are made one after the other, awaited or not. */
    CompletableFuture<Appended> append(Engine engine, int publisher, Append append, Durability level) {
        Attempt attempt = new Attempt(publisher, append, level);
        attempts.add(attempt);
        return engine.append(append, level).whenComplete((answer, error) -> {
            attempt.answer = answer;
            attempt.refusal = error == null ? null : (LeatException) error;
        });
    }

    long acknowledged() {
        return attempts.stream().filter(attempt -> attempt.answer != null).count();
    }

    /**
     * Checks all that the log holds.
     *
     * @param power whether the power failed since the last check, so that what was acknowledged as fast may be lost
     */
    void check(Engine engine, boolean power) {
        Map<String, Attempt> byId = new HashMap<>();
        for (Attempt attempt : attempts) {
            for (Append.Entry entry : attempt.append.entries()) {
                entry.events().forEach(event -> byId.put(event.getId(), attempt));
            }
        }
        Map<String, Found> found = new HashMap<>();
        for (StreamInfo stream : Logs.streams(engine)) {
            for (int partition = 0; partition < stream.settings().partitions(); partition++) {
                partition(Logs.read(engine, stream.name(), partition, 0), byId, found);
            }
        }
        globalOrder(Logs.read(engine, Engine.ALL_STREAMS, Engine.ALL_PARTITIONS, 0), found);
        for (Attempt attempt : attempts) {
            judge(attempt, found, power);
        }
    }

    private static void partition(List<Logs.Numbered> events, Map<String, Attempt> byId, Map<String, Found> found) {
        long last = -1;
        Instant lastTime = Instant.MIN;
        Map<Integer, Integer> places = new HashMap<>();
        for (Logs.Numbered one : events) {
            Event event = one.event();
            Attempt attempt = byId.get(event.getId());
            assertThat(attempt).as("what was published as %s", event).isNotNull();
            assertThat(found.put(event.getId(), new Found(attempt, event)))
                    .as("%s once more", event)
                    .isNull();
            assertThat(event.position().offset()).isEqualTo(one.number()).isGreaterThan(last);
            assertThat(event.recordedTime()).isAfterOrEqualTo(lastTime);
            int place = place(event.getId());
            assertThat(place)
                    .as("order of publisher %s at %s", attempt.publisher, event)
                    .isGreaterThan(places.getOrDefault(attempt.publisher, -1));
            places.put(attempt.publisher, place);
            last = one.number();
            lastTime = event.recordedTime();
        }
    }

    /** Ids end with the number that their publisher counts up. */
    private static int place(String id) {
        return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
    }

    private static void globalOrder(List<Logs.Numbered> all, Map<String, Found> found) {
        long last = -1;
        Map<String, Long> offsets = new HashMap<>();
        for (Logs.Numbered one : all) {
            Event event = one.event();
            assertThat(one.number()).isGreaterThan(last);
            last = one.number();
            String partition = event.stream() + " " + event.position().partition();
            assertThat(event.position().offset()).isGreaterThan(offsets.getOrDefault(partition, -1L));
            offsets.put(partition, event.position().offset());
            assertThat(found.get(event.getId()).event.position()).isEqualTo(event.position());
        }
        assertThat(all).hasSameSizeAs(found.keySet());
    }

    /** A log loses its end and nothing else. */
    private static void behindAllThatIsLeft(Attempt lost, Map<String, Found> found) {
        for (Appended.Placed entry : lost.answer.entries()) {
            for (Position position : entry.positions()) {
                assertThat(found.values())
                        .as("left behind %s, which is lost", lost)
                        .noneMatch(one -> one.event.stream().equals(entry.stream())
                                && one.event.position().partition() == position.partition()
                                && one.event.position().offset() >= position.offset());
            }
        }
    }

    private static void judge(Attempt attempt, Map<String, Found> found, boolean power) {
        List<Position> positions = new ArrayList<>();
        int events = attempt.append.size();
        for (Append.Entry entry : attempt.append.entries()) {
            for (CloudEvent event : entry.events()) {
                Found one = found.get(event.getId());
                if (one != null) {
                    assertThat(one.event.stream()).isEqualTo(entry.stream());
                    assertThat(RandomEvents.text(one.event)).isEqualTo(RandomEvents.text((NewEvent) event));
                    positions.add(one.event.position());
                }
            }
        }
        assertThat(positions.size()).as("all or nothing of %s", attempt).isIn(0, events);
        boolean there = positions.size() == events;
        if (attempt.gone || (attempt.refusal != null && !(attempt.refusal instanceof LeatException.InDoubt))) {
            assertThat(there).as("not stored: %s", attempt).isFalse();
        } else if (attempt.settled || (attempt.answer != null && (attempt.level == Durability.SAFE || !power))) {
            assertThat(there).as("stored: %s", attempt).isTrue();
        }
        if (!there && !attempt.gone && attempt.answer != null) {
            behindAllThatIsLeft(attempt, found);
        }
        if (there && attempt.answer != null) {
            assertThat(positions).isEqualTo(attempt.answer.positions());
        }
        attempt.settled = there;
        attempt.gone = !there;
    }
}
