package dev.leat.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEventsTest {

    private static final String BARE = "{\"specversion\":\"1.0\",\"id\":\"i\",\"source\":\"/s\",\"type\":\"t\"";

    private static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .all()
                .ofMaxLength(30)
                .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .filter(text -> text.chars().noneMatch(Character::isISOControl));
    }

    @Provide
    Arbitrary<NewEvent> events() {
        Arbitrary<byte[]> data = Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofMaxSize(60),
                texts().map(text -> text.getBytes(StandardCharsets.UTF_8)),
                Arbitraries.of(
                                "{}",
                                "[1, 2]",
                                "\"\\u0000\"",
                                " {\"a\":\n1}",
                                "12",
                                "12 ",
                                "-0.50",
                                "true",
                                "null",
                                "1 2",
                                "{",
                                "",
                                "\"x\"y")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)));
        return Combinators.combine(
                        texts().map(text -> "i" + text),
                        texts().injectNull(0.3),
                        Arbitraries.of("application/json", "text/plain", "a/b+json; x=y", "application/octet-stream")
                                .injectNull(0.2),
                        data.injectNull(0.2),
                        Arbitraries.maps(
                                        Arbitraries.strings()
                                                .withCharRange('a', 'f')
                                                .ofMinLength(1)
                                                .ofMaxLength(3),
                                        Arbitraries.oneOf(texts(), Arbitraries.integers(), Arbitraries.of(true, false)))
                                .ofMaxSize(4),
                        Arbitraries.of(
                                        "2026-11-01T09:30:00Z",
                                        "2026-11-01T09:30:00.10+01:00",
                                        "2026-11-01t09:30:00-00:00")
                                .injectNull(0.2))
                .as((id, subject, type, bytes, extensions, time) -> {
                    NewEvent event = Event.of("t" + id, "/s?x=1#y").id(id).data(type, bytes);
                    event = event.subject(subject == null || subject.isEmpty() ? null : subject);
                    event = time == null ? event.time((OffsetDateTime) null) : event.time(time);
                    for (var extension : extensions.entrySet()) {
                        event = event.with(extension.getKey(), extension.getValue());
                    }
                    return event;
                });
    }

    private static byte[] bytes(CloudEvent event) {
        CloudEventData data = event.getData();
        return data == null ? null : data.toBytes();
    }

    @Property
    void anEventIsReadAsItIsWritten(@ForAll("events") NewEvent event) {
        String json = JsonEvents.write(event);
        assertThat(json).doesNotContain("\n", "\r");
        NewEvent read = JsonEvents.parse(json);
        assertThat(read.getId()).isEqualTo(event.getId());
        assertThat(read.getType()).isEqualTo(event.getType());
        assertThat(read.getSource()).isEqualTo(event.getSource());
        assertThat(read.getSubject()).isEqualTo(event.getSubject());
        assertThat(read.timeText()).isEqualTo(event.timeText());
        assertThat(read.getDataContentType()).isEqualTo(event.getDataContentType());
        assertThat(read.getExtensionNames()).isEqualTo(event.getExtensionNames());
        event.getExtensionNames()
                .forEach(name -> assertThat(read.getExtension(name)).isEqualTo(event.getExtension(name)));
        assertSameData(event, read);
    }

    /** To the letter, but for white space around JSON data and line breaks in it. */
    private static void assertSameData(NewEvent event, NewEvent read) {
        byte[] before = bytes(event);
        byte[] after = bytes(read);
        if (before == null || after == null || !JsonEvents.isJson(event.getDataContentType())) {
            assertThat(after).isEqualTo(before);
        } else {
            assertThat(onOneLine(after)).isEqualTo(onOneLine(before));
        }
    }

    private static String onOneLine(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .strip()
                .replace('\n', ' ')
                .replace('\r', ' ');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.0", "1e400", "-0", "[ 1 ,2 ]", "\"\\u00e4\\/\"", "{\"a\":{\"b\":[]},\"a2\":1}", "true", "null"
            })
    void jsonDataIsCutOutToTheLetter(String data) {
        assertThat(JsonEvents.parse(BARE + ", \"data\" : " + data + "  }").text())
                .isEqualTo(data);
        assertThat(JsonEvents.parse(BARE + ",\"data\":" + data + ",\"z\":1}").text())
                .isEqualTo(data);
    }

    @Test
    void dataThatIsNotJsonIsAStringOrBase64() {
        assertThat(JsonEvents.write(Event.of("t", "/s").data("text/plain", "ä\"".getBytes(StandardCharsets.UTF_8))))
                .endsWith(",\"data\":\"ä\\\"\"}");
        assertThat(JsonEvents.write(Event.of("t", "/s").data("text/plain", new byte[] {-1})))
                .endsWith(",\"data_base64\":\"/w==\"}");
        assertThat(JsonEvents.parse(BARE + ",\"datacontenttype\":\"text/plain\",\"data\":\"a\\nb\"}")
                        .text())
                .isEqualTo("a\nb");
        assertThat(bytes(JsonEvents.parse(BARE + ",\"data_base64\":\"AAE=\"}"))).containsExactly(0, 1);
        assertThat(bytes(JsonEvents.parse(BARE + ",\"data_base64\":\"\"}"))).isEmpty();
    }

    @Test
    void valuesOfOtherTypesAreStrings() {
        String json = JsonEvents.write(Event.of("t", "/s")
                .with("uri", URI.create("/a"))
                .with("when", OffsetDateTime.parse("2026-11-01T09:30Z"))
                .with("binary", new byte[] {0, 1}));
        assertThat(json).contains("\"uri\":\"/a\"", "\"when\":\"2026-11-01T09:30:00Z\"", "\"binary\":\"AAE=\"");
    }

    @Test
    void aRecordedEventSaysWhereItStands() {
        try (Hub hub = Hub.inMemory()) {
            hub.stream("orders")
                    .publish(Event.of("t", "/s").with("recordedtime", "of another system"))
                    .await();
            Event recorded = hub.stream("orders").read().first().orElseThrow();
            String json = JsonEvents.write(recorded);
            assertThat(json)
                    .contains("\"leatstream\":\"orders\"", "\"leatposition\":\"0:0\"")
                    .contains("\"recordedtime\":\"" + recorded.recordedTime() + "\"");
            assertThat(JsonEvents.parse(json).getExtensionNames()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                                              | json: is no object",
                "{}                                                              | specversion: is missing",
                "{\"specversion\":\"0.3\",\"id\":\"i\",\"source\":\"/s\",\"type\":\"t\"}     | specversion: '0.3' is not 1.0",
                "{\"specversion\":\"1.0\",\"id\":7,\"source\":\"/s\",\"type\":\"t\"}         | id: is a number",
                "{\"specversion\":\"1.0\",\"id\":\"i\",\"source\":\"a b\",\"type\":\"t\"}    | source: 'a b' is not a URI",
                "{\"specversion\":\"1.0\",\"id\":\"i\",\"source\":\"/s\",\"type\":null}      | type: is missing",
                "{\"specversion\":\"1.0\",\"id\":\"i\",\"id\":\"j\"}                         | json: does not read at column",
                "{\"specversion\":\"1.0\",}                                          | json: does not read at column",
                "{\"specversion\":\"1.0\"                                            | json: does not read at column"
            })
    void whatIsWrongIsNamed(String json, String message) {
        assertThatThrownBy(() -> JsonEvents.parse(json))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageStartingWith(message.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"subject\":\"\"                                   | subject: is empty",
                "\"time\":\"yesterday\"                             | time: 'yesterday'",
                "\"n\":2147483648                                 | n: 2147483648 is no integer of 32 bit",
                "\"n\":123456789012345678901234567890             | n: 123456789012345678901234567890 is no integer",
                "\"n\":1.5                                        | n: is a number",
                "\"n\":{}                                         | n: is an object",
                "\"A\":\"x\"                                        | extension: 'A'",
                "\"data\":1,\"data_base64\":\"AA==\"                  | data: stands beside data_base64",
                "\"data_base64\":\"*\"                              | data_base64: is no Base64",
                "\"datacontenttype\":\"text/plain\",\"data\":{}       | data: is JSON, but datacontenttype is 'text/plain'",
                "\"data\":1,\"data\":2                              | json: does not read at column",
                "\"n\":1} {                                       | json: goes on behind the event"
            })
    void whatIsWrongInAnEventIsNamed(String members, String message) {
        assertThatThrownBy(() -> JsonEvents.parse(BARE + "," + members.strip() + "}"))
                .isInstanceOf(LeatException.Invalid.class)
                .hasMessageStartingWith(message.strip());
    }

    @Test
    void nestingTooDeepToReadIsRefusedOrCarriedAsBytes() {
        String deep = "[".repeat(20_000) + "]".repeat(20_000);
        assertThatThrownBy(() -> JsonEvents.parse(BARE + ",\"data\":" + deep + "}"))
                .isInstanceOf(LeatException.Invalid.class);
        NewEvent event = Event.of("t", "/s").json(deep);
        assertThat(JsonEvents.parse(JsonEvents.write(event)).text()).isEqualTo(deep);
    }
}
