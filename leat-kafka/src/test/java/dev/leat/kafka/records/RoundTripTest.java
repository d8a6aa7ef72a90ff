package dev.leat.kafka.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.CloudEventV1;
import dev.leat.core.Event;
import dev.leat.core.EventRules;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.Rfc3339;
import dev.leat.engine.Partitioner;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.DefaultRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is read equals what was published, to the letter. */
class RoundTripTest {

    @Property(tries = 600)
    void whatIsReadIsWhatWasPublished(@ForAll("events") NewEvent published) {
        EventRules.check(published);
        ProducerRecord<byte[], byte[]> sent = EventRecords.record("prefix.orders", 2, published);
        Event read = EventRecords.event("orders", received(sent));

        assertThat(texts(read)).isEqualTo(texts(published));
        assertThat(read.stream()).isEqualTo("orders");
        assertThat(read.position()).isEqualTo(new Position(2, Records.OFFSET));
        assertThat(read.recordedTime()).isEqualTo(Instant.ofEpochMilli(Records.TIMESTAMP));
        assertThat(texts(Event.from(read))).isEqualTo(texts(published));
        assertThat(sent.key() == null ? null : ByteBuffer.wrap(sent.key())).isEqualTo(keyBytes(published));
    }

    @Property(tries = 200)
    void anAttributeOfARecordIsThatOfItsEvent(@ForAll("events") NewEvent published) {
        ConsumerRecord<byte[], byte[]> record = received(EventRecords.record("orders", 2, published));
        for (String name : SpecVersion.V1.getAllAttributes()) {
            Object value = published.getAttribute(name);
            assertThat(EventRecords.attribute(record, name))
                    .as(name)
                    .isEqualTo(name.equals("time") ? published.timeText() : value == null ? null : value.toString());
        }
        for (String name : published.getExtensionNames()) {
            assertThat(EventRecords.attribute(record, name)).as(name).isEqualTo(published.getExtension(name));
        }
        assertThat(EventRecords.attribute(record, "nosuch")).isNull();
    }

    @Property(tries = 1_000)
    void timesAreWrittenAndReadAsAnyOther(@ForAll("times") OffsetDateTime time) {
        assertThat(Times.format(time)).isEqualTo(Rfc3339.format(time));
        assertThat(Times.parse(Rfc3339.format(time))).isEqualTo(time);
    }

    @Test
    void timesThatAreNoneAreNotRead() {
        for (String text : List.of(
                "2026-02-30T00:00:00Z",
                "2026-01-01T24:00:00Z",
                "2026-01-01T00:00:60Z",
                "2026-01-01T00:00:00.Z",
                "Z",
                "")) {
            assertThat(Times.parse(text)).as(text).isNull();
        }
    }

    @Test
    void timesKeepTheirText() {
        for (String time : List.of(
                "2026-11-01T09:30:00Z",
                "2026-11-01T09:30:00.000Z",
                "2026-11-01t09:30:00.10z",
                "2026-11-01T09:30:00+00:00",
                "2026-11-01T09:30:00.123456789-05:30")) {
            NewEvent published = Event.of("a", "/b").time(time);
            Event read = EventRecords.event("s", received(EventRecords.record("s", 0, published)));

            assertThat(read.timeText()).isEqualTo(time);
            assertThat(read.getTime()).isEqualTo(published.getTime());
            assertThat(read.unusualTimeText()).isEqualTo(published.unusualTimeText());
        }
    }

    @Test
    void sizesAreTheMostThatKafkaNeeds() {
        for (NewEvent event : List.of(
                Event.of("a", "/b"),
                Event.of("a", "/b").subject("s").with("raw", new byte[100]).data("x/y", new byte[70_000]))) {
            ProducerRecord<byte[], byte[]> record = EventRecords.record("s", 0, event);
            int most = DefaultRecord.sizeInBytes(
                    Integer.MAX_VALUE,
                    Long.MAX_VALUE,
                    record.key() == null ? null : ByteBuffer.wrap(record.key()),
                    record.value() == null ? null : ByteBuffer.wrap(record.value()),
                    record.headers().toArray());
            assertThat(EventRecords.size(record)).isBetween(most, most + 10);
        }
    }

    @Test
    void noDataIsNotEmptyData() {
        assertThat(readBack(Event.of("a", "/b").data("text/plain", null)).getData())
                .isNull();
        assertThat(Objects.requireNonNull(readBack(Event.of("a", "/b").data("text/plain", new byte[0]))
                                .getData())
                        .toBytes())
                .isEmpty();
    }

    @Test
    void dataThatIsAnEventIsNotTakenForStructuredMode() {
        byte[] inner = "{\"specversion\":\"1.0\",\"id\":\"inner\",\"source\":\"/i\",\"type\":\"i\"}"
                .getBytes(StandardCharsets.UTF_8);
        Event read = readBack(Event.of("outer", "/o").id("outer").data("application/cloudevents+json", inner));

        assertThat(read.getId()).isEqualTo("outer");
        assertThat(Objects.requireNonNull(read.getData()).toBytes()).isEqualTo(inner);
    }

    @Test
    void aKeptEventDoesNotChangeWithWhatItGaveAway() {
        Event read = readBack(Event.of("a", "/b").with("raw", new byte[] {1}).data("x/y", new byte[] {1}));
        Objects.requireNonNull(read.getData()).toBytes()[0] = 9;
        ((byte[]) Objects.requireNonNull(read.getExtension("raw")))[0] = 9;

        assertThat(Objects.requireNonNull(read.getData()).toBytes()).containsExactly(1);
        assertThat((byte[]) Objects.requireNonNull(read.getExtension("raw"))).containsExactly(1);
    }

    private static Event readBack(NewEvent event) {
        return EventRecords.event("s", received(EventRecords.record("s", 0, event)));
    }

    /** With headers that are bytes of names and values alone, as those from the network. */
    private static ConsumerRecord<byte[], byte[]> received(ProducerRecord<byte[], byte[]> sent) {
        List<Header> headers = new ArrayList<>();
        sent.headers()
                .forEach(header -> headers.add(new RecordHeader(
                        ByteBuffer.wrap(Objects.requireNonNull(Records.utf8(header.key()))),
                        ByteBuffer.wrap(header.value()))));
        return Records.received(
                new ProducerRecord<>(sent.topic(), sent.partition(), null, sent.key(), sent.value(), headers));
    }

    private static @Nullable ByteBuffer keyBytes(NewEvent event) {
        Object key = Partitioner.key(event);
        return key instanceof String text
                ? ByteBuffer.wrap(Objects.requireNonNull(Records.utf8(text)))
                : (ByteBuffer) key;
    }

    /** All of an event, types of extensions among it. */
    private static List<String> texts(CloudEventV1 event) {
        List<String> texts = new ArrayList<>();
        for (String name : new TreeSet<>(SpecVersion.V1.getAllAttributes())) {
            texts.add(name + " " + event.getAttribute(name));
        }
        texts.add("time " + event.timeText() + " " + event.unusualTimeText());
        for (String name : new TreeSet<>(event.getExtensionNames())) {
            Object value = Objects.requireNonNull(event.getExtension(name));
            texts.add(name + " " + value.getClass().getSimpleName() + " "
                    + (value instanceof byte[] bytes ? Arrays.toString(bytes) : value));
        }
        CloudEventData data = event.getData();
        texts.add(data == null ? "no data" : Arrays.toString(data.toBytes()));
        return texts;
    }

    @Provide
    Arbitrary<NewEvent> events() {
        Arbitrary<NewEvent> basic = Combinators.combine(
                        texts(),
                        texts(),
                        Arbitraries.of("/a", "urn:x:1", "HTTP://Host/%C3%A4", "?q#f", "/" + "long/".repeat(60)),
                        Arbitraries.oneOf(times().map(Rfc3339::format), Arbitraries.of("2026-11-01t09:30:00.10z"))
                                .injectNull(0.2))
                .as((id, type, source, time) -> time == null
                        ? Event.of(type, source).id(id).time((OffsetDateTime) null)
                        : Event.of(type, source).id(id).time(time));
        Arbitrary<byte[]> data =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).injectNull(0.2);
        return Combinators.combine(
                        basic,
                        texts().injectNull(0.3),
                        data,
                        Arbitraries.oneOf(
                                        texts(), Arbitraries.of("application/json", "Application/CloudEvents+json", ""))
                                .injectNull(0.3),
                        Arbitraries.of("HTTP://Schema/x", "", "#f")
                                .map(URI::create)
                                .injectNull(0.5),
                        Arbitraries.maps(names(), values()).ofMaxSize(4))
                .as((event, subject, bytes, contentType, schema, extensions) -> {
                    NewEvent more = event.subject(subject).schema(schema).data(contentType, bytes);
                    for (var extension : extensions.entrySet()) {
                        more = more.with(extension.getKey(), extension.getValue());
                    }
                    return more;
                });
    }

    private static Arbitrary<String> names() {
        return Arbitraries.oneOf(
                        Arbitraries.of("partitionkey", "correlationid", "x1", "badtime", "badsource", "1"),
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .numeric()
                                .ofMinLength(1)
                                .ofMaxLength(50))
                .filter(HeaderNames::isExtension);
    }

    private Arbitrary<Object> values() {
        return Arbitraries.oneOf(
                Arbitraries.of("", "1", "true", "a,b=integer").asGeneric(),
                texts().asGeneric(),
                Arbitraries.integers().asGeneric(),
                Arbitraries.of(true, false).asGeneric(),
                Arbitraries.of("HTTP://A/", "", "/%C3%A4", "/%c3%a4")
                        .map(URI::create)
                        .asGeneric(),
                times().asGeneric(),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(50).asGeneric());
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                        Arbitraries.strings().ofMinLength(1).ofMaxLength(40),
                        Arbitraries.of("a", "b", "key", "é", "\uD83D\uDE00", "x".repeat(300), "\uFFFD"))
                .filter(RoundTripTest::isText);
    }

    private static boolean isText(String text) {
        return text.codePoints()
                .noneMatch(point -> Character.isISOControl(point)
                        || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
    }

    @Provide
    Arbitrary<OffsetDateTime> times() {
        Arbitrary<Long> seconds = Arbitraries.longs()
                .between(-62_167_219_200L + 86_400, 253_402_300_799L - 86_400)
                .edgeCases(edges -> edges.add(-62_167_219_200L + 86_400, 253_402_300_799L - 86_400, 0L, -1L));
        Arbitrary<Integer> nanos = Arbitraries.oneOf(
                Arbitraries.of(0, 1, 1_000, 999_999_000, 500_000_000),
                Arbitraries.integers().between(0, 999_999_999));
        Arbitrary<Integer> minutes = Arbitraries.of(0, 0, 0, 60, -60, 330, 1_080, -1_080);
        return Combinators.combine(seconds, nanos, minutes)
                .as((second, nano, minute) -> OffsetDateTime.ofInstant(
                        Instant.ofEpochSecond(second, nano), ZoneOffset.ofTotalSeconds(60 * minute)));
    }
}
