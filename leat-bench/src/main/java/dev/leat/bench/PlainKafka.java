package dev.leat.bench;

import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What a program does that uses Kafka's clients themselves, with the headers that Leat writes. */
final class PlainKafka {

    private PlainKafka() {}

    /** Idempotent, with the settings that Leat chooses where they are not the clients' own. */
    static Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        BenchBroker.bootstrap(),
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.LINGER_MS_CONFIG,
                        1,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 * 1024,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        4 * 1024 * 1024,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        64 * 1024 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Of what is committed, with the settings that Leat chooses. */
    static Consumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        BenchBroker.bootstrap(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        5,
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                        8 * 1024 * 1024,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        10_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    static ProducerRecord<byte[], byte[]> record(String topic, CloudEvent event) {
        var data = event.getData();
        byte[] key = bytes(event.getSubject());
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, 0, key, data == null ? null : data.toBytes());
        Headers headers = record.headers();
        headers.add("ce_specversion", bytes("1.0"));
        headers.add("ce_id", bytes(event.getId()));
        headers.add("ce_source", bytes(event.getSource().toString()));
        headers.add("ce_type", bytes(event.getType()));
        headers.add("ce_subject", key);
        headers.add("content-type", bytes(event.getDataContentType()));
        if (event.getTime() != null) {
            headers.add("ce_time", bytes(event.getTime().toString()));
        }
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a topic of one partition up to an offset; touches type and data. */
    static void read(Consumer<byte[], byte[]> consumer, String topic, long end) {
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long touched = 0;
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                Header type = record.headers().lastHeader("ce_type");
                touched += new String(type.value(), StandardCharsets.UTF_8).length() + record.value().length;
            }
        }
        if (touched < end) {
            throw new IllegalStateException("read less than was published");
        }
    }
}
