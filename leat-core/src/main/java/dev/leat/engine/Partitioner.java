package dev.leat.engine;

import io.cloudevents.CloudEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Which partition an event belongs to: by the hash of its key, so that events of one key share a partition and an order.
 *
 * <p>The hash is MurmurHash2 of the key's UTF-8 bytes with the seed of Kafka's default partitioner: keys keep their
 * partition when streams move there.
 */
public final class Partitioner {

    private static final int SEED = 0x9747b28c;
    private static final int MIX = 0x5bd1e995;

    private Partitioner() {}

    /**
     * The partition of an event.
     *
     * @param roundRobin counts the events without a key, which take the partitions in turn
     */
    public static int partition(CloudEvent event, int partitions, AtomicInteger roundRobin) {
        Object key = attribute(event);
        int number = key == null
                ? roundRobin.getAndIncrement()
                : murmur2(key instanceof byte[] binary ? binary : key.toString().getBytes(StandardCharsets.UTF_8));
        return (number & Integer.MAX_VALUE) % partitions;
    }

    /** The partition of the events whose key is this text. */
    public static int partition(String key, int partitions) {
        return (murmur2(key.getBytes(StandardCharsets.UTF_8)) & Integer.MAX_VALUE) % partitions;
    }

    /** The key of an event, equal to that of others with the same one; null if it has none. */
    public static @Nullable Object key(CloudEvent event) {
        Object key = attribute(event);
        return key == null ? null : key instanceof byte[] binary ? ByteBuffer.wrap(binary) : key.toString();
    }

    private static @Nullable Object attribute(CloudEvent event) {
        Object key = event.getExtension("partitionkey");
        return key == null ? event.getSubject() : key;
    }

    /** MurmurHash2, 32 bit, little-endian (Austin Appleby, public domain). */
    static int murmur2(byte[] data) {
        int hash = SEED ^ data.length;
        int at = 0;
        for (; at + 4 <= data.length; at += 4) {
            int word = (data[at] & 0xFF)
                    | (data[at + 1] & 0xFF) << 8
                    | (data[at + 2] & 0xFF) << 16
                    | (data[at + 3] & 0xFF) << 24;
            word *= MIX;
            word ^= word >>> 24;
            hash = hash * MIX ^ word * MIX;
        }
        int rest = 0;
        for (int i = data.length - 1; i >= at; i--) {
            rest = rest << 8 | (data[i] & 0xFF);
        }
        if (at < data.length) {
            hash = (hash ^ rest) * MIX;
        }
        hash ^= hash >>> 13;
        hash *= MIX;
        return hash ^ hash >>> 15;
    }
}
