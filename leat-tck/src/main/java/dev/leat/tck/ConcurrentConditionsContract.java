package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capability;
import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Pending;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import dev.leat.core.filter.Filter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * Several threads append on conditions to the same few subjects: what was recorded did not break its conditions, and what
 * was refused would have.
 *
 * <p>A failure names its seed. How threads take turns is not repeated.
 */
public abstract class ConcurrentConditionsContract extends ConditionsSuite {

    private static final int THREADS = 4;
    private static final int ROUNDS = 60;
    private static final int SUBJECTS = 5;

    /** An append and what became of it. */
    private record Attempt(Append append, @Nullable Appended done, LeatException.@Nullable Conflict refused) {}

    /** One thread, which knows of each subject what it was told last, as users do. */
    private final class Appender {
        private final String name;
        private final Random random;
        private final int mostSubjects;
        private final Map<String, Cursor> seen = new HashMap<>();
        private final List<Attempt> attempts = new ArrayList<>();
        private int events;

        Appender(String name, Random random, int mostSubjects) {
            this.name = name;
            this.random = random;
            this.mostSubjects = mostSubjects;
        }

        List<Attempt> run(Hub hub) {
            for (int round = 0; round < rounds(ROUNDS); round++) {
                List<Append> appends = new ArrayList<>();
                List<Pending<Appended>> pending = new ArrayList<>();
                for (int waiting = 1 + random.nextInt(3); waiting > 0; waiting--) {
                    Append append = random.nextInt(5) == 0 ? claim(random.nextInt(50)) : change();
                    append = append.durability(level(random.nextInt(2)));
                    appends.add(append);
                    pending.add(hub.append(append));
                }
                for (int i = 0; i < appends.size(); i++) {
                    await(appends.get(i), pending.get(i));
                }
            }
            return attempts;
        }

        private NewEvent next(String subject) {
            return event(name + "-" + events++).subject(subject);
        }

        /** An event for each of some subjects, if nothing came since this thread heard of them; or without conditions. */
        private Append change() {
            Append append = new Append(List.of(), null);
            boolean conditional = random.nextInt(6) > 0;
            int first = random.nextInt(SUBJECTS);
            for (int i = random.nextInt(mostSubjects); i >= 0; i--) {
                String subject = "s-" + (first + i) % SUBJECTS;
                append = append.and("accounts", next(subject));
                Cursor cursor = seen.getOrDefault(subject, Cursor.NOTHING);
                append = conditional
                        ? append.when(Condition.noneSince("accounts", Filter.subject(subject), cursor))
                        : append;
            }
            return append;
        }

        /** An event that shall be there once. */
        private Append claim(int number) {
            Filter filter = Filter.subject("claims").and(Filter.attribute("number", number));
            return Append.to("accounts", next("claims").with("number", number))
                    .when(Condition.none("accounts", filter));
        }

        private void await(Append append, Pending<Appended> pending) {
            try {
                Appended done = pending.await(patience);
                attempts.add(new Attempt(append, done, null));
                for (int i = 0; i < append.size(); i++) {
                    see(
                            append.entries().get(i).events().get(0).getSubject(),
                            done.positions().get(i));
                }
            } catch (LeatException.Conflict refused) {
                attempts.add(new Attempt(append, null, refused));
                append.entries().stream()
                        .map(entry -> entry.events().get(0).getSubject())
                        .filter(subject -> refused.condition().filter().equals(Filter.subject(subject)))
                        .forEach(subject -> see(subject, refused.at()));
            }
        }

        private void see(String subject, Position position) {
            seen.merge(subject, Cursor.at(position), (known, now) -> known.and(position));
        }
    }

    @RepeatedTest(3)
    void whatIsRecordedAndWhatIsRefusedAgreeWithTheHistory() throws Exception {
        if (refused()) {
            return;
        }
        long seed = ThreadLocalRandom.current().nextLong();
        Random random = new Random(seed);
        EventStream accounts = guarded("accounts", 1 + random.nextInt(3));
        int mostSubjects = lacks(Capability.CONDITIONS_ANYWHERE) ? 1 : 2;
        List<CompletableFuture<List<Attempt>>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Appender appender = new Appender("t" + i, new Random(random.nextLong()), mostSubjects);
            running.add(ConcurrencyContract.start(() -> appender.run(hub())));
        }
        List<Attempt> attempts = new ArrayList<>();
        for (CompletableFuture<List<Attempt>> each : running) {
            attempts.addAll(soon(each));
        }
        Map<Position, Event> history = new HashMap<>();
        accounts.read().forEach(event -> history.put(event.position(), event));
        String with = "seed " + seed;
        long recorded = 0;
        for (Attempt attempt : attempts) {
            recorded += attempt.done == null ? 0 : attempt.append.size();
            check(with, attempt, history);
        }
        assertThat(history).as(with).hasSize((int) recorded);
        assertThat(attempts).as(with).anyMatch(attempt -> attempt.refused != null);
    }

    private static void check(String with, Attempt attempt, Map<Position, Event> history) {
        if (attempt.refused != null) {
            checkRefused(with, attempt.append, attempt.refused, history);
        } else if (attempt.done != null) {
            checkRecorded(with, attempt.append, attempt.done.positions(), history);
        }
    }

    private static void checkRefused(
            String with, Append append, LeatException.Conflict refused, Map<Position, Event> history) {
        assertThat(append.conditions()).as(with).contains(refused.condition());
        Event event = history.get(refused.at());
        assertThat(event != null && breaks(event, (Condition.NoneSince) refused.condition()))
                .as("%s, wrong refusal: %s", with, refused)
                .isTrue();
    }

    private static void checkRecorded(
            String with, Append append, List<Position> positions, Map<Position, Event> history) {
        for (int i = 0; i < positions.size(); i++) {
            String id = append.entries().get(i).events().get(0).getId();
            assertThat(history.get(positions.get(i)))
                    .as(with)
                    .extracting(Event::getId)
                    .isEqualTo(id);
        }
        for (Condition condition : append.conditions()) {
            assertThat(history.values().stream()
                            .filter(event -> breaks(event, (Condition.NoneSince) condition))
                            .filter(event -> isBefore(event.position(), positions)))
                    .as("%s, double success: at %s, although %s", with, positions, condition)
                    .isEmpty();
        }
    }

    private static boolean breaks(Event event, Condition.NoneSince condition) {
        return condition.filter().test(event) && !condition.cursor().covers(event.position());
    }

    /** A subject's events are all in one partition, so that those of one append tell where it stands among them. */
    private static boolean isBefore(Position position, List<Position> append) {
        return append.stream()
                .filter(own -> own.partition() == position.partition())
                .allMatch(own -> position.offset() < own.offset());
    }

    @Test
    void ofManyThatCreateTheSameOneSucceeds() throws Exception {
        if (refused()) {
            return;
        }
        Hub hub = hub();
        if (lacks(Capability.CONDITIONS_UNGUARDED)) {
            guarded("created", 1); // elsewhere the first one makes it
        }
        for (int round = 0; round < rounds(20); round++) {
            String subject = "s-" + round;
            Condition isNew = Condition.none("created", Filter.subject(subject));
            List<CompletableFuture<Position>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Append append =
                        Append.to("created", event("e-" + i).subject(subject)).when(isNew);
                running.add(ConcurrencyContract.start(() -> placed(hub, append)));
            }
            List<Position> told = new ArrayList<>();
            for (CompletableFuture<Position> each : running) {
                told.add(soon(each));
            }
            assertThat(positions(hub.stream("created").read().subject(subject))).containsExactly(told.get(0));
            assertThat(told).containsOnly(told.get(0));
        }
        assertThat(hub.streams()).extracting(StreamInfo::name).containsExactly("created");
    }

    /** Where the event was recorded or, if another one was faster, where that stands. */
    private Position placed(Hub hub, Append append) {
        try {
            return hub.append(append).await(patience).positions().get(0);
        } catch (LeatException.Conflict conflict) {
            return conflict.at();
        }
    }
}
