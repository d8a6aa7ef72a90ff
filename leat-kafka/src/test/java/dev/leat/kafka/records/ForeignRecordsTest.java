package dev.leat.kafka.records;

import static dev.leat.kafka.records.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Event;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Records that other programs wrote are events too, and none stops a reader. */
class ForeignRecordsTest {

    private static final String JSON_EVENT = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/shop\","
            + "\"type\":\"order.placed\",\"items\":3,\"time\":\"2026-11-01T09:30:00.0Z\",\"data\":{\"total\":1.50}}";

    private static Event event(ConsumerRecord<byte[], byte[]> record) {
        Event event = EventRecords.event("orders", record);
        assertThat(Event.from(event).getId()).as("can be published again").isEqualTo(event.getId());
        for (String name : event.getExtensionNames()) {
            assertThat(EventRecords.attribute(record, name)).isEqualTo(event.getExtension(name));
        }
        return event;
    }

    private static String data(Event event) {
        return new String(Objects.requireNonNull(event.getData()).toBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void structuredModeIsRead() {
        ConsumerRecord<byte[], byte[]> record =
                record(null, JSON_EVENT, "content-type", "Application/CloudEvents+JSON; charset=\"UTF-8\"");
        Event event = event(record);

        assertThat(event.getId()).isEqualTo("1");
        assertThat(event.getSource()).isEqualTo(URI.create("/shop"));
        assertThat(event.timeText()).isEqualTo("2026-11-01T09:30:00.0Z");
        assertThat(event.getExtension("items")).isEqualTo(3);
        assertThat(data(event)).isEqualTo("{\"total\":1.50}");
        assertThat(EventRecords.attribute(record, "type")).isEqualTo("order.placed");
    }

    @Test
    void structuredModeIsReadInTheCharactersItNames() {
        byte[] latin1 = JSON_EVENT.replace("order.placed", "für").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(event(record(
                                (byte[]) null,
                                latin1,
                                "content-type",
                                "application/cloudevents+json;charset=iso-8859-1"))
                        .getType())
                .isEqualTo("für");
    }

    @Test
    void structuredModeThatDoesNotReadIsAPlainRecord() {
        for (String type : new String[] {
            "application/cloudevents+avro",
            "application/cloudevents-batch+json",
            "application/cloudevents+json; charset=no-such",
            "application/cloudevents+json"
        }) {
            Event event = event(record("k", "[" + JSON_EVENT + "]", "content-type", type));
            assertThat(event.getType()).isEqualTo("kafka.record");
            assertThat(event.getDataContentType()).isEqualTo(type);
            assertThat(data(event)).isEqualTo("[" + JSON_EVENT + "]");
        }
        String control = JSON_EVENT.replace("\"1\"", "\"a\\u0007b\"");
        assertThat(event(record("k", control, "content-type", "application/cloudevents+json"))
                        .getId())
                .isEqualTo("orders/2/41");
        assertThat(event(record("k", null, "content-type", "application/cloudevents+json"))
                        .getType())
                .isEqualTo("kafka.tombstone");
    }

    @Test
    void ofHeadersWithOneNameTheLastCounts() {
        Event event = event(record(
                null, "x", "ce_specversion", "1.0", "ce_id", "1", "ce_id", "2", "ce_source", "/a", "ce_type", "t"));
        assertThat(event.getId()).isEqualTo("2");
    }

    @Test
    void wrongAttributesAreReplacedAndKeptAsTexts() {
        Event event = event(record(
                "k",
                "x",
                "ce_specversion",
                "0.3",
                "ce_id",
                "",
                "ce_source",
                "not a uri",
                "ce_time",
                "yesterday",
                "ce_dataschema",
                "http://[",
                "ce_subject",
                "",
                "ce_Not_A_Name",
                "y",
                "ce_region",
                "e\nu"));

        assertThat(event.getId()).isEqualTo("orders/2/41");
        assertThat(event.getSource()).isEqualTo(URI.create("/kafka/orders"));
        assertThat(event.getType()).isEqualTo("kafka.record");
        assertThat(event.getSubject()).isNull();
        assertThat(event.getTime()).isNull();
        assertThat(event.getDataSchema()).isNull();
        assertThat(event.getExtensionNames())
                .containsExactly("region", "partitionkey", "badspecversion", "badsource", "badtime", "baddataschema");
        assertThat(event.getExtension("badspecversion")).isEqualTo("0.3");
        assertThat(event.getExtension("badsource")).isEqualTo("not a uri");
        assertThat(event.getExtension("badtime")).isEqualTo("yesterday");
        assertThat(event.getExtension("baddataschema")).isEqualTo("http://[");
        assertThat(event.getExtension("partitionkey")).isEqualTo("k");
        assertThat(event.getExtension("region")).isEqualTo("e\uFFFDu");
    }

    @Test
    void plainRecordsAreEvents() {
        Event event = event(record("k-1", " {\"a\": 1}\n", "traceid", "t", "X-Other", "y", "id", "z"));

        assertThat(event.getId()).isEqualTo("orders/2/41");
        assertThat(event.getSource()).isEqualTo(URI.create("/kafka/orders"));
        assertThat(event.getType()).isEqualTo("kafka.record");
        assertThat(event.getSubject()).isEqualTo("k-1");
        assertThat(event.getTime()).isEqualTo(OffsetDateTime.parse("2026-11-01T09:30:00.250Z"));
        assertThat(event.getDataContentType()).isEqualTo("application/json");
        assertThat(event.getExtensionNames()).containsExactly("traceid");
        assertThat(event.getExtension("traceid")).isEqualTo("t");
        assertThat(data(event)).isEqualTo(" {\"a\": 1}\n");
    }

    @Test
    void keysThatAreNoTextAreKept() {
        byte[] key = {0, 1, (byte) 0xFF};
        Event event = event(record(key, null));

        assertThat(event.getSubject()).isNull();
        assertThat((byte[]) event.getExtension("partitionkey")).isEqualTo(key);
        assertThat(event.getType()).isEqualTo("kafka.tombstone");
        assertThat(event.getDataContentType()).isNull();
        assertThat(event.getData()).isNull();
    }

    @Test
    void contentTypesAreGuessed() {
        assertThat(event(record(null, "[1]")).getDataContentType()).isEqualTo("application/json");
        assertThat(event(record(null, "{1]")).getDataContentType()).isEqualTo("text/plain");
        assertThat(event(record(null, "a\tb\n")).getDataContentType()).isEqualTo("text/plain");
        assertThat(event(record(null, "\u0000\u0001")).getDataContentType()).isEqualTo("application/octet-stream");
        assertThat(event(record((byte[]) null, new byte[] {(byte) 0xFF})).getDataContentType())
                .isEqualTo("application/octet-stream");
        assertThat(event(record(null, "a,b", "content-type", "text/csv")).getDataContentType())
                .isEqualTo("text/csv");
    }
}
