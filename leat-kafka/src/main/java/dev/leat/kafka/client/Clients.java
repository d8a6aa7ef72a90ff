package dev.leat.kafka.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the clients of one hub, with its properties. Thread-safe. Whoever asks for a producer or consumer closes it. */
public final class Clients implements AutoCloseable {

    /** The purpose of consumers that are members of durable subscriptions. */
    public static final String GROUP = "group";

    private static final AtomicInteger HUBS = new AtomicInteger();

    private final KafkaLocation location;
    private final Names names;
    private final ClientProperties properties;
    private final String id;
    private final AtomicInteger made = new AtomicInteger();
    private final Admin admin;

    public Clients(KafkaLocation location) {
        this.location = location;
        this.names = new Names(location.prefix());
        this.properties = new ClientProperties(location.properties());
        this.id = location.properties().getOrDefault(CommonClientConfigs.CLIENT_ID_CONFIG, "leat") + "-" + host() + "-"
                + ProcessHandle.current().pid() + "-" + HUBS.incrementAndGet();
        this.admin = Admin.create(with("admin", properties.admin(), Map.of()));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    public KafkaLocation location() {
        return location;
    }

    public Names names() {
        return names;
    }

    /** What the ids of all clients of this hub begin with: the user's {@code client.id} or leat, host, process and a number. */
    public String id() {
        return id;
    }

    /** The one that all share. */
    public Admin admin() {
        return admin;
    }

    /**
     * A new producer.
     *
     * @param purpose what it is for, as its id tells
     * @param settings win over the user's
     */
    public Producer<byte[], byte[]> producer(String purpose, Map<String, Object> settings) {
        return new KafkaProducer<>(
                with(purpose, properties.producer(), settings), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * A new consumer, of what is committed; it commits nothing by itself.
     *
     * @param purpose what it is for, as its id tells; {@link #GROUP} gives it the user's {@code group.instance.id}
     * @param settings win over the user's
     */
    public Consumer<byte[], byte[]> consumer(String purpose, Map<String, Object> settings) {
        Map<String, Object> all = with(purpose, properties.consumer(), settings);
        String instance = properties.groupInstance();
        if (purpose.equals(GROUP) && instance != null) {
            all.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        }
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> with(String purpose, Map<String, Object> users, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(users);
        all.putAll(settings);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, location.bootstrap());
        all.put(CommonClientConfigs.CLIENT_ID_CONFIG, id + "-" + purpose + "-" + made.incrementAndGet());
        return all;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
