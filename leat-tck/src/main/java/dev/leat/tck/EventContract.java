package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.CloudEventV1;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Position;
import dev.leat.core.Start;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is read equals what was published, to the letter. */
public abstract class EventContract extends EngineSuite {

    private Event published(CloudEvent event) {
        EventStream stream = hub().stream("events");
        Position at = stream.publish(event).await(patience);
        Event read = stream.read().from(Start.at(at)).first().orElseThrow();
        assertThat(read.position()).isEqualTo(at);
        assertThat(read.stream()).isEqualTo("events");
        return read;
    }

    private static byte @Nullable [] bytes(CloudEvent event) {
        CloudEventData data = event.getData();
        return data == null ? null : data.toBytes();
    }

    @Test
    void everyAttributeIsKept() {
        Event read = published(Event.of("order.placed", "https://shop.example/eu?x=1#y")
                .id("Ω-1")
                .subject("o/42 ✓ 😀")
                .schema(URI.create("https://shop.example/schema.json"))
                .time(OffsetDateTime.of(2026, 11, 1, 9, 30, 0, 0, ZoneOffset.UTC))
                .data("application/xml; charset=UTF-8", "<a/>".getBytes(StandardCharsets.UTF_8)));
        assertThat(read.getSpecVersion()).isEqualTo(SpecVersion.V1);
        assertThat(read.getType()).isEqualTo("order.placed");
        assertThat(read.getSource()).isEqualTo(URI.create("https://shop.example/eu?x=1#y"));
        assertThat(read.getId()).isEqualTo("Ω-1");
        assertThat(read.getSubject()).isEqualTo("o/42 ✓ 😀");
        assertThat(read.getDataSchema()).isEqualTo(URI.create("https://shop.example/schema.json"));
        assertThat(read.getDataContentType()).isEqualTo("application/xml; charset=UTF-8");
        assertThat(read.getAttribute("subject")).isEqualTo("o/42 ✓ 😀");
        assertThat(read.getAttribute("time")).isEqualTo(read.getTime());
        assertThat(read.text()).isEqualTo("<a/>");
    }

    @Test
    void whatIsNotThereStaysSo() {
        Event read = published(Event.of("t", "s").id("i").time((OffsetDateTime) null));
        assertThat(read.getTime()).isNull();
        assertThat(read.timeText()).isNull();
        assertThat(read.getSubject()).isNull();
        assertThat(read.getDataSchema()).isNull();
        assertThat(read.getDataContentType()).isNull();
        assertThat(read.getExtensionNames()).isEmpty();
        assertThat(read.getExtension("region")).isNull();
        assertThat(read.getData()).isNull();
    }

    @Test
    void extensionsKeepTheirTypes() {
        OffsetDateTime when =
                OffsetDateTime.of(2026, 2, 28, 23, 59, 59, 123_456_789, ZoneOffset.ofHoursMinutes(-9, -30));
        Event read = published(event("e")
                .with("text", "ä€😀")
                .with("empty", "")
                .with("zero", 0)
                .with("least", Integer.MIN_VALUE)
                .with("most", Integer.MAX_VALUE)
                .with("yes", true)
                .with("no", false)
                .with("uri", URI.create("../a?b#c"))
                .with("when", when)
                .with("binary", new byte[] {0, -1, 127, -128}));
        assertThat(read.getExtensionNames())
                .containsExactlyInAnyOrder(
                        "text", "empty", "zero", "least", "most", "yes", "no", "uri", "when", "binary");
        assertThat(read.getExtension("text")).isEqualTo("ä€😀");
        assertThat(read.getExtension("empty")).isEqualTo("");
        assertThat(read.getExtension("zero")).isEqualTo(0);
        assertThat(read.getExtension("least")).isEqualTo(Integer.MIN_VALUE);
        assertThat(read.getExtension("most")).isEqualTo(Integer.MAX_VALUE);
        assertThat(read.getExtension("yes")).isEqualTo(true);
        assertThat(read.getExtension("no")).isEqualTo(false);
        assertThat(read.getExtension("uri")).isEqualTo(URI.create("../a?b#c"));
        assertThat(read.getExtension("when")).isEqualTo(when);
        assertThat(read.getExtension("binary")).isEqualTo(new byte[] {0, -1, 127, -128});
    }

    @Test
    void textThatLooksLikeAnotherTypeStaysText() {
        Event read = published(event("007")
                .subject(UUID.randomUUID().toString())
                .with("number", "042")
                .with("bool", "true")
                .with("when", "2026-11-01T09:30:00Z")
                .with("uri", "https://a.example/"));
        assertThat(read.getId()).isEqualTo("007");
        assertThat(read.getExtension("number")).isEqualTo("042");
        assertThat(read.getExtension("bool")).isEqualTo("true");
        assertThat(read.getExtension("when")).isEqualTo("2026-11-01T09:30:00Z");
        assertThat(read.getExtension("uri")).isEqualTo("https://a.example/");
    }

    @Test
    void timesAreReadAsTheyWereWritten() {
        for (String text : new String[] {
            "2026-11-01T09:30:00Z",
            "2026-11-01T09:30:00.000Z",
            "2026-11-01T09:30:00.1Z",
            "2026-11-01T09:30:00.100Z",
            "2026-11-01T09:30:00.123456789+01:00",
            "2026-11-01T09:30:00+00:00",
            "2026-11-01T09:30:00-00:00",
            "2026-11-01t09:30:00z",
            "2026-11-01T09:30:00-18:00",
            "0000-01-01T00:00:00Z",
            "1969-12-31T23:59:59.999999999Z",
            "9999-12-31T23:59:59.999999999+18:00"
        }) {
            Event read = published(event("e").time(text));
            assertThat(read.timeText()).isEqualTo(text);
            assertThat(read.getTime()).isEqualTo(OffsetDateTime.parse(text));
        }
    }

    @Test
    void aTimeKeepsItsZoneAndNanoseconds() {
        OffsetDateTime time = OffsetDateTime.of(2026, 11, 1, 9, 30, 0, 1, ZoneOffset.ofHoursMinutes(5, 45));
        assertThat(published(event("e").time(time)).getTime()).isEqualTo(time);
    }

    @Test
    void idsAreReadAsTheyWereWritten() {
        for (String id : new String[] {
            "123e4567-e89b-12d3-a456-426614174000",
            "123E4567-E89B-12D3-A456-426614174000",
            "1-1-1-1-1",
            "00000000-0000-0000-0000-000000000000",
            "123e4567e89b12d3a456426614174000",
            " ",
            "x".repeat(10_000)
        }) {
            assertThat(published(event(id)).getId()).isEqualTo(id);
        }
    }

    @Test
    void dataIsKeptByteForByte() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        assertThat(bytes(published(event("e").data("application/octet-stream", all))))
                .isEqualTo(all);
        String json = " { \"a\" : 1.0 ,\r\n\t\"b\":[ ] } ";
        Event read = published(event("e").json(json));
        assertThat(read.text()).isEqualTo(json);
        assertThat(read.getDataContentType()).isEqualTo("application/json");
    }

    @Test
    void emptyDataIsNotNoData() {
        assertThat(bytes(published(event("e").data("text/plain", new byte[0])))).isEmpty();
        assertThat(bytes(published(event("e").data("text/plain", null)))).isNull();
        assertThat(published(event("e").data("text/plain", null)).getDataContentType())
                .isEqualTo("text/plain");
        assertThat(bytes(published(event("e").data(null, new byte[] {1})))).containsExactly(1);
    }

    @Test
    void eventsOfOtherMakersAreKeptTheSame() {
        CloudEvent foreign = CloudEventBuilder.v1()
                .withId("f")
                .withSource(URI.create("urn:other"))
                .withType("made.elsewhere")
                .withSubject("s")
                .withTime(OffsetDateTime.parse("2026-11-01T09:30:00.5+02:00"))
                .withExtension("text", "x")
                .withExtension("number", 5)
                .withExtension("yes", true)
                .withData("text/plain", "hello".getBytes(StandardCharsets.UTF_8))
                .build();
        Event read = published(foreign);
        assertThat(CloudEventBuilder.fromContext(read).build())
                .isEqualTo(CloudEventBuilder.fromContext(foreign).build());
        assertThat(read.text()).isEqualTo("hello");
        assertThat(read.getExtension("number")).isEqualTo(5);
        assertThat(read.getTime()).isEqualTo(foreign.getTime());
    }

    @Test
    void aReadEventCanBePublishedAgain() {
        Event first = published(
                event("e").time("2026-11-01T09:30:00.100Z").with("n", 1).json("{}"));
        Event second = published(first);
        assertThat(second.position()).isNotEqualTo(first.position());
        assertThat(second.getId()).isEqualTo("e");
        assertThat(second.timeText()).isEqualTo("2026-11-01T09:30:00.100Z");
        assertThat(second.getExtensionNames()).containsExactly("n");
        assertThat(second.text()).isEqualTo("{}");
    }

    @Test
    void whatAReaderDoesToItsBytesChangesNoOtherReadersEvent() {
        published(event("e").with("binary", new byte[] {1, 2}).data("a/b", new byte[] {3, 4}));
        Event mine = hub().stream("events").read().first().orElseThrow();
        byte[] data = bytes(mine);
        assertThat(data).isNotNull();
        Arrays.fill(data, (byte) 0);
        Arrays.fill((byte[]) mine.getExtension("binary"), (byte) 0);
        Event theirs = hub().stream("events").read().first().orElseThrow();
        assertThat(bytes(theirs)).containsExactly(3, 4);
        assertThat(theirs.getExtension("binary")).isEqualTo(new byte[] {1, 2});
    }

    @Test
    void anEventOutlivesItsHub() {
        Event kept = published(event("e").subject("s").with("n", 1).json("{\"a\":1}"));
        hub().close();
        CloudEventV1 still = kept;
        assertThat(still.getSubject()).isEqualTo("s");
        assertThat(still.getExtension("n")).isEqualTo(1);
        assertThat(still.text()).isEqualTo("{\"a\":1}");
    }
}
