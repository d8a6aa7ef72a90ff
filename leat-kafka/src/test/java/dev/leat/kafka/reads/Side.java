package dev.leat.kafka.reads;

import dev.leat.core.StreamSettings;
import dev.leat.engine.Batch;
import dev.leat.engine.Fetch;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaLocation;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** What a hub reads with, and other programs that write what it reads. */
final class Side implements AutoCloseable {

    static final Duration WAIT = Duration.ofSeconds(30);

    final Clients clients;
    final Catalog catalog;
    final Topics topics;
    final Readers readers;
    final Spans spans;
    final Producer<byte[], byte[]> producer;
    final Producer<byte[], byte[]> transactions;

    Side(String bootstrap, String prefix) {
        clients = new Clients(new KafkaLocation(bootstrap, prefix, Map.of()));
        catalog = new Catalog(clients);
        topics = new Topics(clients, catalog);
        readers = new Readers(clients, catalog);
        spans = new Spans(clients);
        producer = clients.producer("test", Map.of());
        transactions = clients.producer("test", Map.of("transactional.id", prefix + UUID.randomUUID()));
    }

    static String prefix() {
        return "r" + UUID.randomUUID().toString().substring(0, 8) + ".";
    }

    static <T> T soon(Future<T> future) throws Exception {
        return future.get(WAIT.toSeconds(), TimeUnit.SECONDS);
    }

    void create(String stream, int partitions) throws Exception {
        soon(topics.create(stream, StreamSettings.defaults().partitions(partitions)));
    }

    /** Records are named by their order, and have so many bytes. */
    List<Long> write(String stream, int from, int to, int size) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = from; i < to; i++) {
            sent.add(producer.send(record(stream, i, size)));
        }
        producer.flush();
        List<Long> offsets = new ArrayList<>();
        for (Future<RecordMetadata> each : sent) {
            offsets.add(soon(each).offset());
        }
        return offsets;
    }

    ProducerRecord<byte[], byte[]> record(String stream, int number, int size) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(clients.names().topic(stream), 0, null, new byte[size]);
        String id = "e-" + number;
        Map.of("ce_specversion", "1.0", "ce_id", id, "ce_source", "/tck", "ce_type", "t")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    /** Begins a transaction and writes there. */
    void begin(String stream, int from, int to) throws Exception {
        transactions.beginTransaction();
        for (int i = from; i < to; i++) {
            soon(transactions.send(record(stream, i, 10)));
        }
    }

    CompletableFuture<Batch> fetch(String stream, int partition, long from, int maxBytes, Duration wait) {
        return readers.read(new Fetch(stream, partition, from, maxBytes, wait));
    }

    /** At once. */
    Batch read(String stream, long from) throws Exception {
        return soon(fetch(stream, 0, from, 1 << 20, Duration.ZERO));
    }

    /** The ids of what is read from an offset on, batch by batch, until nothing is left. */
    List<String> walk(String stream, long begin, int maxBytes) throws Exception {
        List<String> ids = new ArrayList<>();
        long from = begin;
        while (true) {
            Batch batch = soon(fetch(stream, 0, from, maxBytes, Duration.ZERO));
            ids.addAll(ids(batch));
            if (batch.nextOffset() >= batch.endOffset()) {
                return ids;
            }
            if (batch.nextOffset() <= from) {
                throw new AssertionError(from + " gives nothing, and is not at the end " + batch.endOffset());
            }
            from = batch.nextOffset();
        }
    }

    static List<String> ids(Batch batch) {
        List<String> ids = new ArrayList<>();
        while (batch.next()) {
            ids.add(batch.event().getId());
        }
        return ids;
    }

    static List<String> ids(int from, int to) {
        List<String> ids = new ArrayList<>();
        for (int i = from; i < to; i++) {
            ids.add("e-" + i);
        }
        return ids;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        transactions.close(Duration.ofSeconds(1));
        readers.close();
        catalog.close();
        clients.close();
    }
}
