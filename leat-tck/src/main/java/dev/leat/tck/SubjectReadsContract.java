package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Capability;
import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.Start;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * What is read of one subject is exactly what the stream has of it, in order, wherever it stands. An engine without
 * SUBJECT_INDEX gives the same, later.
 */
public abstract class SubjectReadsContract extends EngineSuite {

    private static final int SUBJECTS = 20;

    /** Some subjects often, some seldom, some events without one, and keys that have nothing to do with them. */
    private static List<NewEvent> mixed(Random random, int from, int to) {
        List<NewEvent> mixed = new ArrayList<>();
        for (int i = from; i < to; i++) {
            int number = random.nextInt(SUBJECTS) * random.nextInt(SUBJECTS) / SUBJECTS;
            NewEvent event = event("e-" + i)
                    .subject(number == 7 ? null : "s-" + number)
                    .with("even", i % 2 == 0)
                    .data("text/plain", new byte[random.nextInt(400)]);
            mixed.add(random.nextInt(10) == 0 ? event.key("k-" + random.nextInt(5)) : event);
        }
        return mixed;
    }

    private static void assertSubjects(EventStream stream) {
        List<Event> all = stream.read().list();
        for (int number = 0; number < SUBJECTS; number++) {
            String subject = "s-" + number;
            assertThat(positions(stream.read().subject(subject)))
                    .as(subject)
                    .isEqualTo(positions(all.stream()
                            .filter(event -> subject.equals(event.getSubject()))
                            .toList()));
        }
    }

    @RepeatedTest(3)
    void eachSubjectHasItsEventsInOrder(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        EventStream orders = stream("orders", repetition.getCurrentRepetition());
        EventStream other = stream("other", 1);
        for (int i = 0; i < 3; i++) {
            int some = rounds(400);
            publish(orders, mixed(random, some * i, some * i + some));
            publish(other, mixed(random, 0, 20));
            assertSubjects(orders);
        }
        assertSubjects(other);
        assertThat(orders.read().subject("s-0").count()).isPositive();
    }

    @Test
    void aSubjectIsTakenToTheLetter() {
        EventStream orders = stream("orders", 1);
        List<String> subjects = List.of(
                "a",
                "A",
                "a ",
                " a",
                "aa",
                "a'b",
                "a\"b",
                "a\\b",
                "a%",
                "a_",
                "*",
                "ä",
                "a\u0308",
                "🜁",
                "1",
                "01",
                "true",
                "x".repeat(5_000),
                "x".repeat(5_001),
                "6e8bc430-9c3a-11d9-9669-0800200c9a66",
                "6E8BC430-9C3A-11D9-9669-0800200C9A66");
        for (int round = 0; round < 2; round++) {
            for (String subject : subjects) {
                publish(orders, List.of(event("e-" + round).subject(subject)));
            }
        }
        List<Event> all = orders.read().list();
        for (int i = 0; i < subjects.size(); i++) {
            List<Position> expected =
                    List.of(all.get(i).position(), all.get(i + subjects.size()).position());
            assertThat(positions(orders.read().subject(subjects.get(i))))
                    .as(subjects.get(i))
                    .isEqualTo(expected);
        }
        assertThat(orders.read().subject("b").list()).isEmpty();
        assertThat(orders.read().subject("").list()).isEmpty();
    }

    @Test
    void aSubjectGoesTogetherWithAllElse() {
        EventStream orders = stream("orders", 1);
        List<Position> told = publish(orders, mixed(new Random(7), 0, 600));
        List<Event> ofOne = orders.read().list().stream()
                .filter(event -> "s-3".equals(event.getSubject()))
                .toList();
        assertThat(ofOne).hasSizeGreaterThan(10);
        for (int i : new int[] {0, 1, 150, 599}) {
            Position at = told.get(i);
            assertThat(positions(orders.read().subject("s-3").from(Start.at(at))))
                    .isEqualTo(positions(ofOne.stream()
                            .filter(event -> event.position().compareTo(at) >= 0)
                            .toList()));
            assertThat(positions(orders.read().subject("s-3").until(Cursor.at(at))))
                    .isEqualTo(positions(ofOne.stream()
                            .filter(event -> event.position().compareTo(at) <= 0)
                            .toList()));
        }
        assertThat(positions(orders.read().subject("s-3").limit(4))).isEqualTo(positions(ofOne.subList(0, 4)));
        assertThat(positions(orders.read().subject("s-3").where("even = TRUE")))
                .isEqualTo(positions(ofOne.stream()
                        .filter(event -> Objects.equals(event.getExtension("even"), true))
                        .toList()));
        assertThat(orders.read().subject("s-3").where("subject = 's-4'").list()).isEmpty();
        assertThat(ids(orders.read().where("subject = 's-3' OR id = 'e-0'"))).containsAll(ids(ofOne));
    }

    @Test
    void whatComesLaterIsFollowed() throws Exception {
        EventStream orders = stream("orders", 2);
        publish(orders, mixed(new Random(1), 0, 200));
        long before = orders.read().subject("s-1").count();
        Follower follower = follow(orders.read().subject("s-1"));
        assertThat(follower.take((int) before)).hasSize((int) before);
        for (int i = 0; i < 5; i++) {
            publish(
                    orders,
                    List.of(event("other").subject("s-2"), event("n-" + i).subject("s-1")));
            assertThat(ids(follower.take(1))).containsExactly("n-" + i);
        }
    }

    @Test
    void batchesOfASubjectPassOverTheOthersAndEndAtTheTail() throws Exception {
        Engine engine = engine();
        create(engine, "orders", StreamSettings.defaults());
        for (NewEvent event : mixed(new Random(3), 0, rounds(300))) {
            soon(engine.append(Append.to("orders", event), level()));
        }
        for (String subject : List.of("s-0", "s-15", "none")) {
            List<String> expected = walk(engine, Filter.all(), subject, 1 << 20);
            for (int maxBytes : new int[] {1, 2_000, 1 << 20}) {
                assertThat(walk(engine, Filter.subject(subject), subject, maxBytes))
                        .as(subject)
                        .isEqualTo(expected);
            }
        }
    }

    private List<String> walk(Engine engine, Filter hint, String subject, int maxBytes) throws Exception {
        List<String> ids = new ArrayList<>();
        for (long from = 0; ; ) {
            Batch batch = soon(engine.read(new Fetch("orders", 0, from, maxBytes, Duration.ZERO).hint(hint)));
            if (from >= batch.endOffset()) {
                return ids;
            }
            while (batch.next()) {
                assertThat(batch.offset()).isGreaterThanOrEqualTo(from);
                if (subject.equals(batch.attribute("subject"))) {
                    ids.add(batch.event().getId());
                }
            }
            assertThat(batch.nextOffset()).isGreaterThan(from);
            from = batch.nextOffset();
        }
    }

    @Test
    void onlyWhatIsKeptIsFound() {
        if (!lacks(Capability.PROMPT_RETENTION)) {
            EventStream orders =
                    hub().create("orders", StreamSettings.defaults().retain(Duration.ofHours(1)));
            publish(orders, mixed(new Random(4), 0, 300));
            pass(Duration.ofHours(1));
            assertThat(orders.read().subject("s-0").list()).isEmpty();
            publish(orders, mixed(new Random(5), 300, 400));
            assertSubjects(orders);
            hub().compact();
            assertSubjects(orders);
            assertThat(orders.read().count()).isEqualTo(100);
        }
        if (!lacks(Capability.COMPACTION) && !lacks(Capability.PROMPT_RETENTION)) {
            EventStream prices =
                    hub().create("prices", StreamSettings.defaults().compacted());
            publish(
                    prices,
                    mixed(new Random(6), 0, 300).stream()
                            .filter(event -> event.getSubject() != null)
                            .toList());
            hub().compact();
            assertSubjects(prices);
        }
        EventStream deleted = stream("deleted", 1);
        publish(deleted, List.of(event("a").subject("s-0")));
        deleted.delete();
        publish(stream("deleted", 1), List.of(event("b").subject("s-0")));
        assertThat(ids(hub().stream("deleted").read().subject("s-0"))).containsExactly("b");
    }

    @Test
    void subjectsAreFoundWhenTheHubIsOpenedAgain() throws Exception {
        EventStream orders = stream("orders", 2);
        publish(orders, mixed(new Random(8), 0, 500));
        if (lacks(Capability.PERSISTENT)) {
            assertThat(closeAndReopen().streams()).isEmpty();
            return;
        }
        for (int i = 0; i < 3; i++) {
            EventStream again = (i == 1 ? crashAndReopen() : closeAndReopen()).stream("orders");
            assertSubjects(again);
            publish(again, mixed(new Random(i), 500 + 100 * i, 600 + 100 * i));
            assertSubjects(again);
            assertThat(again.read().count()).isEqualTo(600 + 100L * i);
        }
    }
}
