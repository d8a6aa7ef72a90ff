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
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Streams that are kept in every way, appended to at random, and what must be left of them. Time stands still unless it is
 * moved.
 */
final class CleaningModel {

    static final Map<String, StreamSettings> STREAMS = new TreeMap<>(Map.of(
            "ledger", StreamSettings.defaults().partitions(2),
            "firehose", StreamSettings.defaults().retain(Duration.ofSeconds(100)),
            "latest", StreamSettings.defaults().partitions(2).compact(Duration.ofSeconds(50)),
            "recent", StreamSettings.defaults().compact(Duration.ofSeconds(30)).retain(Duration.ofSeconds(200))));

    private final Random random;
    private final List<Kept> published = new ArrayList<>();
    private int count;

    final StoppedClock clock = new StoppedClock();

    /** An event that was acknowledged. */
    private record Kept(String stream, Position position, NewEvent event, Instant time) {}

    CleaningModel(Random random) {
        this.random = random;
    }

    void pass(Duration time) {
        clock.pass(time);
    }

    static void create(Engine engine) {
        STREAMS.forEach((name, settings) -> Logs.result(engine.create(name, settings)));
    }

    /** Appends to some streams at once, acknowledged as safe; what fails is not expected to be there. */
    void append(Engine engine) {
        Append append = new Append(List.of(), null);
        for (String stream : STREAMS.keySet()) {
            List<NewEvent> some = new ArrayList<>();
            for (int left = random.nextInt(stream.equals("firehose") ? 8 : 3); left > 0; left--) {
                NewEvent event = Event.of("t" + random.nextInt(3), "/s")
                        .id("e" + count++)
                        .subject("k" + random.nextInt(12))
                        .with("n", count);
                some.add(random.nextInt(4) == 0 ? event : event.data("x/y", new byte[random.nextInt(1200)]));
            }
            if (!some.isEmpty()) {
                append = append.and(stream, some);
            }
        }
        Appended appended = Logs.result(engine.append(append, Durability.SAFE));
        for (int entry = 0; entry < append.entries().size(); entry++) {
            Append.Entry given = append.entries().get(entry);
            for (int i = 0; i < given.events().size(); i++) {
                published.add(new Kept(
                        given.stream(),
                        appended.entries().get(entry).positions().get(i),
                        (NewEvent) given.events().get(i),
                        clock.instant()));
            }
        }
    }

    /**
     * Checks all streams.
     *
     * @param compacted whether compaction has just been done
     */
    void check(Engine engine, boolean compacted) {
        for (StreamInfo info : Logs.streams(engine)) {
            for (int partition = 0; partition < info.partitions().size(); partition++) {
                check(engine, info, partition, compacted);
            }
        }
        globalOrder(engine, compacted);
    }

    private void check(Engine engine, StreamInfo info, int partition, boolean compacted) {
        StreamInfo.Span span = info.partitions().get(partition);
        List<Kept> unexpired = published.stream()
                .filter(kept -> kept.stream.equals(info.name()) && kept.position.partition() == partition)
                .filter(kept -> info.settings().retain() == null
                        || kept.time.plus(info.settings().retain()).isAfter(clock.instant()))
                .toList();
        assertThat(span.next()).isGreaterThanOrEqualTo(next(info.name(), partition));
        assertThat(span.first()).isLessThanOrEqualTo(span.next());
        List<Event> read = Logs.read(engine, info.name(), partition, span.first()).stream()
                .map(Logs.Numbered::event)
                .toList();
        List<Kept> must = info.settings().compact() == null ? unexpired : last(unexpired, info.settings());
        if (!must.isEmpty()) {
            assertThat(span.first()).isLessThanOrEqualTo(must.get(0).position.offset());
        }
        List<String> found = read.stream().map(CleaningModel::text).toList();
        if (info.settings().compact() == null || compacted) {
            assertThat(found).isEqualTo(texts(must));
        } else {
            assertThat(texts(must)).isSubsetOf(found);
            if (!found.isEmpty()) { // an empty one is refused as a subsequence
                assertThat(texts(unexpired)).containsSubsequence(found);
            }
        }
        since(engine, info.name(), partition, read);
        if (compacted || info.settings().compact() == null) {
            subject(engine, info.name(), partition, span.first(), read);
        }
        if (span.first() > 0) {
            try {
                Logs.read(engine, info.name(), partition, span.first() - 1);
                assertThat(false).as("an event that has expired was read").isTrue();
            } catch (LeatException.Expired e) {
                assertThat(e.firstKept()).isEqualTo(new Position(partition, span.first()));
            }
        }
    }

    private void since(Engine engine, String stream, int partition, List<Event> read) {
        if (!read.isEmpty()) {
            Event one = read.get(random.nextInt(read.size()));
            long first = read.stream()
                    .filter(event -> !event.recordedTime().isBefore(one.recordedTime()))
                    .findFirst()
                    .orElseThrow()
                    .position()
                    .offset();
            long answer = Logs.result(engine.firstAtOrAfter(stream, partition, one.recordedTime()));
            assertThat(answer)
                    .as("first of %s/%s since %s", stream, partition, one)
                    .isLessThanOrEqualTo(first);
            assertThat(read)
                    .noneMatch(event -> event.position().offset() >= answer
                            && event.position().offset() < first);
        }
    }

    private void subject(Engine engine, String stream, int partition, long first, List<Event> read) {
        String subject = "k" + random.nextInt(12);
        Filter filter = Filter.subject(subject);
        List<String> found = new ArrayList<>();
        for (long at = first, from = -1; at != from; ) {
            from = at;
            Batch batch =
                    Logs.result(engine.read(new Fetch(stream, partition, from, 16 * 1024, Duration.ZERO).hint(filter)));
            while (batch.next()) {
                if (filter.test(batch::attribute)) {
                    found.add(text(batch.event()));
                }
            }
            at = batch.nextOffset();
        }
        assertThat(found)
                .isEqualTo(read.stream()
                        .filter(event -> subject.equals(event.getSubject()))
                        .map(CleaningModel::text)
                        .toList());
    }

    private void globalOrder(Engine engine, boolean compacted) {
        Map<String, Integer> places = new HashMap<>();
        for (Kept kept : published) {
            places.put(kept.event.getId(), places.size());
        }
        List<Event> all = Logs.read(engine, Engine.ALL_STREAMS, Engine.ALL_PARTITIONS, 0).stream()
                .map(Logs.Numbered::event)
                .toList();
        assertThat(all).isSortedAccordingTo((a, b) -> Integer.compare(places.get(a.getId()), places.get(b.getId())));
        Map<String, Long> perStream = all.stream().collect(Collectors.groupingBy(Event::stream, Collectors.counting()));
        for (StreamInfo info : Logs.streams(engine)) {
            long here = 0;
            for (int partition = 0; partition < info.partitions().size(); partition++) {
                here += Logs.read(
                                engine,
                                info.name(),
                                partition,
                                info.partitions().get(partition).first())
                        .size();
            }
            // else compaction in the background may have come between
            if (compacted || info.settings().compact() == null) {
                assertThat(perStream.getOrDefault(info.name(), 0L))
                        .as(info.name())
                        .isEqualTo(here);
            }
        }
    }

    private long next(String stream, int partition) {
        return published.stream()
                .filter(kept -> kept.stream.equals(stream) && kept.position.partition() == partition)
                .mapToLong(kept -> kept.position.offset() + 1)
                .max()
                .orElse(0);
    }

    /** The last of each key, but for tombstones that have been there long enough. */
    private List<Kept> last(List<Kept> all, StreamSettings settings) {
        Map<String, Kept> last = new HashMap<>();
        all.forEach(kept -> last.put(kept.event.getSubject(), kept));
        return all.stream()
                .filter(kept -> kept.equals(last.get(kept.event.getSubject())))
                .filter(kept -> kept.event.getData() != null
                        || kept.time.plus(settings.compact()).isAfter(clock.instant()))
                .toList();
    }

    private static List<String> texts(List<Kept> all) {
        return all.stream()
                .map(kept -> kept.position + " " + kept.time + " " + kept.event.getId() + " "
                        + kept.event.getSubject() + " " + kept.event.getType() + " " + kept.event.getExtension("n")
                        + " "
                        + (kept.event.getData() == null
                                ? "-"
                                : kept.event.getData().toBytes().length))
                .toList();
    }

    private static String text(Event event) {
        return event.position() + " " + event.recordedTime() + " " + event.getId() + " " + event.getSubject() + " "
                + event.getType() + " " + event.getExtension("n") + " "
                + (event.getData() == null ? "-" : event.getData().toBytes().length);
    }
}
