package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Event;
import dev.leat.core.EventRules;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.log.format.ByteReader;
import dev.leat.log.format.ByteWriter;
import dev.leat.log.format.Commit;
import dev.leat.log.format.CommitFormat;
import dev.leat.log.format.CommitWriter;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.EventEncoder;
import dev.leat.log.format.StoredEvent;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is encoded is decoded to the letter, by a reader that knows what commits say and nothing else. */
class CodecTest {

    private static final UUID LOG = new UUID(1, 2);

    @Property(tries = 500)
    void giveEventsBackToTheLetter(@ForAll("events") List<NewEvent> events) throws Exception {
        assertThat(roundTrip(events))
                .isEqualTo(events.stream().map(RandomEvents::text).toList());
    }

    @Property
    void giveVarintsBack(@ForAll long value) {
        ByteWriter out = new ByteWriter(1);
        out.varint(value);
        assertThat(out.size()).isEqualTo(ByteWriter.varintLength(value));
        assertThat(new ByteReader(out.toBytes()).varint()).isEqualTo(value);
    }

    @Example
    void takeSixteenBytesForAnIdThatIsAUuid() throws Exception {
        String uuid = UUID.randomUUID().toString();
        int shorter = record(event(uuid)).length;
        for (String other : List.of(
                uuid.toUpperCase(Locale.ROOT), uuid + " ", uuid.replace('-', '_'), "0" + uuid, uuid.replace("-", ""))) {
            assertThat(roundTrip(List.of(event(other)))).containsExactly(RandomEvents.text(event(other)));
            assertThat(record(event(other)).length).as(other).isGreaterThan(shorter);
        }
        assertThat(roundTrip(List.of(event(uuid)))).containsExactly(RandomEvents.text(event(uuid)));
    }

    @Example
    void writeValuesOutThatAreTooManyForTheDictionary() throws Exception {
        List<NewEvent> events = IntStream.range(0, 10_000)
                .mapToObj(i -> event("e" + i).with("many", "value-" + i).with("long", "x".repeat(257) + i))
                .toList();
        Dictionary dictionary = new Dictionary();
        ByteWriter out = new ByteWriter(100);
        events.forEach(event -> EventEncoder.encode(event, dictionary, out));
        assertThat(dictionary.size()).isLessThan(4_110);
        assertThat(roundTrip(events))
                .isEqualTo(events.stream().map(RandomEvents::text).toList());
    }

    @Example
    void refuseWhatCouldNotBeGivenBack() {
        for (String text : List.of("\uD83D", "\uDE00\uD83D", "a\uDE00")) {
            for (NewEvent event :
                    List.of(event(text), event("x").subject(text), event("x").with("ext", text))) {
                assertThatThrownBy(() -> EventRules.check(event))
                        .isInstanceOf(LeatException.Invalid.class)
                        .hasMessageContaining("surrogate");
            }
        }
        for (String time :
                List.of("2016-12-31T23:59:60Z", "10000-01-01T00:00:00Z", "2016-12-31T23:59:59.0000000001Z")) {
            assertThatThrownBy(() -> event("x").time(time))
                    .isInstanceOf(LeatException.Invalid.class)
                    .hasMessageContaining(time);
        }
    }

    private static NewEvent event(String id) {
        return Event.of("type", "/source").id(id).time((OffsetDateTime) null);
    }

    private static byte[] record(NewEvent event) {
        ByteWriter out = new ByteWriter(10);
        EventEncoder.encode(event, new Dictionary(), out);
        return out.toBytes();
    }

    /** The texts of events that went through a commit. */
    private static List<String> roundTrip(List<NewEvent> events) throws Exception {
        Dictionary writers = new Dictionary();
        CommitWriter writer = new CommitWriter();
        writer.clear();
        int[] ends = new int[events.size()];
        for (int i = 0; i < ends.length; i++) {
            EventEncoder.encode(events.get(i), writers, writer.bodies());
            ends[i] = writer.bodies().size();
        }
        writer.define(writers, 0, writers.size());
        writer.endRun(1, 0, 0, ends.length, 0);
        writer.finish(LOG, 1, 64, 0, 1_000, true, 0);
        byte[] bytes = writer.bytes().toBytes();
        Commit commit = CommitFormat.read(LOG, 1, 64, bytes, 0, bytes.length, true);
        Dictionary readers = new Dictionary();
        int id = commit.firstDefinition();
        for (Commit.Definition definition : commit.definitions()) {
            readers.define(id++, definition.name(), definition.value());
        }
        return texts(bytes, commit.runs().get(0).position() - 64, ends, readers);
    }

    private static List<String> texts(byte[] bytes, int start, int[] ends, Dictionary dictionary) {
        ByteReader in = new ByteReader(bytes, start, bytes.length);
        return Arrays.stream(ends)
                .mapToObj(end -> {
                    byte[] record = in.block();
                    assertThat(in.position()).isEqualTo(start + end);
                    StoredEvent event = new StoredEvent("s", 0, 7, 1_000, dictionary, record, 0, record.length);
                    assertThat(event.isWhole()).isTrue();
                    assertThat(event.recordedTime()).isEqualTo(Instant.ofEpochSecond(0, 1_000_000));
                    return RandomEvents.text(event);
                })
                .toList();
    }

    @Provide
    Arbitrary<List<NewEvent>> events() {
        Arbitrary<NewEvent> basic = Combinators.combine(
                        Arbitraries.oneOf(
                                texts(),
                                Arbitraries.create(() -> UUID.randomUUID().toString())),
                        texts(),
                        Arbitraries.of("/a", "urn:x:1", "HTTP://Host/%C3%A4", "http://host/%c3%a4", "?q#f"),
                        times().injectNull(0.2))
                .as((id, type, source, time) -> Event.of(type, source).id(id).time(time));
        Arbitrary<byte[]> data =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).injectNull(0.2);
        return Combinators.combine(
                        basic,
                        texts().injectNull(0.3),
                        data,
                        texts().injectNull(0.3),
                        Arbitraries.maps(names(), values()).ofMaxSize(4))
                .as((event, subject, bytes, contentType, extensions) -> {
                    NewEvent more = event.subject(subject).data(contentType, bytes);
                    if (extensions.size() == 3) {
                        more = more.schema(URI.create("HTTP://Schema/"
                                + extensions.keySet().iterator().next()));
                    }
                    for (var extension : extensions.entrySet()) {
                        more = more.with(extension.getKey(), extension.getValue());
                    }
                    return more;
                })
                .list()
                .ofMaxSize(12);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.oneOf(
                        Arbitraries.of("partitionkey", "correlationid", "x1"),
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .numeric()
                                .ofMinLength(1)
                                .ofMaxLength(20))
                .filter(name -> !name.equals("data")
                        && !io.cloudevents.SpecVersion.V1.getAllAttributes().contains(name));
    }

    private static Arbitrary<Object> values() {
        return Arbitraries.oneOf(
                Arbitraries.strings().filter(CodecTest::isText).asGeneric(),
                Arbitraries.integers().asGeneric(),
                Arbitraries.of(true, false).asGeneric(),
                Arbitraries.of("HTTP://A/", "http://a/", "HTTP://a/", "/%C3%A4", "/%c3%a4")
                        .map(URI::create)
                        .asGeneric(),
                times().asGeneric(),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(50).asGeneric());
    }

    /** Of all characters, those beyond 16 bit too. */
    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                        Arbitraries.strings().ofMinLength(1).ofMaxLength(40),
                        Arbitraries.of("a", "b", "key", "\u0000", "é", "\uD83D\uDE00", "x".repeat(300)))
                .filter(CodecTest::isText);
    }

    private static boolean isText(String text) {
        return text.codePoints()
                .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    private static Arbitrary<OffsetDateTime> times() {
        Arbitrary<Long> seconds = Arbitraries.longs()
                .between(-62_167_219_200L + 86_400, 253_402_300_799L - 86_400)
                .edgeCases(edges -> edges.add(-62_167_219_200L + 86_400, 253_402_300_799L - 86_400, 0L, -1L));
        Arbitrary<Integer> nanos = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 999_999_999), Arbitraries.of(0, 1, 1_000, 999_999_000, 500_000_000));
        Arbitrary<Integer> offsets = Arbitraries.oneOf(
                Arbitraries.of(0, 3_600, -3_600, 1, -1, 64_800, -64_800),
                Arbitraries.integers().between(-64_800, 64_800));
        return Combinators.combine(seconds, nanos, offsets)
                .as((second, nano, offset) -> OffsetDateTime.ofInstant(
                        Instant.ofEpochSecond(second, nano), ZoneOffset.ofTotalSeconds(offset)));
    }
}
