package dev.leat.kafka.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Event;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.CloudEventDeserializer;
import io.cloudevents.kafka.CloudEventSerializer;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Programs that use the CloudEvents SDK for Java read what Leat writes, and Leat reads what they write. */
class SdkTest {

    private static final CloudEvent EVENT = CloudEventBuilder.v1()
            .withId("1")
            .withSource(URI.create("/shop"))
            .withType("order.placed")
            .withSubject("o-1")
            .withTime(OffsetDateTime.parse("2026-11-01T09:30:00.123+01:00"))
            .withDataSchema(URI.create("http://schema/order"))
            .withData("application/json", "{\"total\":1}".getBytes(StandardCharsets.UTF_8))
            .withExtension("region", "eü")
            .withExtension("partitionkey", "c-7")
            .build();

    @Test
    void theSdkReadsWhatLeatWrites() {
        ProducerRecord<byte[], byte[]> record = EventRecords.record("orders", 0, EVENT);
        CloudEvent read;
        try (CloudEventDeserializer deserializer = new CloudEventDeserializer()) {
            read = deserializer.deserialize("orders", record.headers(), record.value());
        }
        assertThat(read).isEqualTo(EVENT);
    }

    @Test
    void theSdkReadsEventsWithoutData() {
        CloudEvent event = Event.of("order.deleted", "/shop").subject("o-1").with("size", 3);
        CloudEvent read = KafkaMessageFactory.createReader(Records.received(EventRecords.record("orders", 0, event)))
                .toEvent();
        assertThat(read.getData()).isNull();
        assertThat(read.getExtension("size")).isEqualTo("3");
    }

    @Test
    void leatReadsWhatTheSdkWrites() {
        RecordHeaders headers = new RecordHeaders();
        byte[] value;
        try (CloudEventSerializer serializer = new CloudEventSerializer()) {
            value = serializer.serialize("orders", headers, EVENT);
        }
        Event read = EventRecords.event(
                "orders", Records.received(new ProducerRecord<>("orders", 0, null, null, value, headers)));

        assertThat(CloudEventBuilder.fromContext(read)
                        .withData(Objects.requireNonNull(read.getData()).toBytes())
                        .build())
                .isEqualTo(EVENT);
    }
}
