package dev.leat.kafka.appends;

import dev.leat.kafka.client.Clients;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Makes the producers of a hub's appends. What the user sets wins, but for what order and durability rest on: all replicas in
 * sync acknowledge, and the broker recognises what is sent twice. Thread-safe.
 */
public final class ProducerSettings {

    private static final int BATCH_BYTES = 256 * 1024;
    private static final int REQUEST_BYTES = 4 * 1024 * 1024;
    private static final int BUFFER_BYTES = 64 * 1024 * 1024;

    /** Without it a stream of single events goes out in many small requests, which cost both sides more than it does. */
    private static final int LINGER_MILLIS = 1;

    private static final int DELIVERY_MILLIS = 30_000;
    private static final int REQUEST_MILLIS = 10_000;
    private static final int BLOCK_MILLIS = 5_000;

    /** A process that was killed holds readers back for about as long. */
    private static final int TRANSACTION_MILLIS = 15_000;

    private final Clients clients;
    private final String transactionalId;

    public ProducerSettings(Clients clients) {
        this.clients = clients;
        this.transactionalId = clients.names().prefix() + "_leat.appends." + clients.id() + "-" + UUID.randomUUID();
    }

    /** Sends events one by one, each once and in order. */
    Producer<byte[], byte[]> plain() {
        return clients.producer("appends", common());
    }

    /** Sends events in transactions; a new one ends what the one before has left open. */
    Producer<byte[], byte[]> transactional() {
        return transactional("transactions", transactionalId);
    }

    /**
     * Sends events in transactions.
     *
     * @param purpose what it is for, as its id tells
     * @param id a new producer of the same one ends what the one before has left open, and fences it
     */
    public Producer<byte[], byte[]> transactional(String purpose, String id) {
        Map<String, Object> settings = common();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        preset(settings, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
        return clients.producer(purpose, settings);
    }

    /** How long it is tried to have an append recorded. */
    public Duration patience() {
        return Duration.ofMillis(given(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS));
    }

    /** How many bytes the plain producer can hold. */
    int bufferBytes() {
        return (int) Math.min(Integer.MAX_VALUE, given(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES));
    }

    private Map<String, Object> common() {
        long linger = given(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        preset(settings, ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        preset(settings, ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        preset(settings, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES);
        preset(settings, ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        preset(settings, ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
        preset(settings, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        preset(settings, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int)
                Math.max(1, Math.min(REQUEST_MILLIS, patience().toMillis() - linger)));
        return settings;
    }

    private void preset(Map<String, Object> settings, String name, Object value) {
        if (!clients.location().properties().containsKey(name)) {
            settings.put(name, value);
        }
    }

    /** A number that the user may have set; what is none is refused by the producer itself. */
    private long given(String name, long preset) {
        String text = clients.location().properties().get(name);
        try {
            return text == null ? preset : Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return preset;
        }
    }
}
