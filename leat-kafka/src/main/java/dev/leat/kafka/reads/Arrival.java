package dev.leat.kafka.reads;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What one poll brought for a window. Immutable. */
final class Arrival {

    final Window window;

    /** May be none, where the consumer passed over what is not to be read. */
    final List<ConsumerRecord<byte[], byte[]>> records;

    /** Of the records, in bytes. */
    final int[] sizes;

    /** The offset that the consumer reads next. */
    final long next;

    /** Behind the last visible event, as far as the consumer knows. */
    final long end;

    Arrival(Window window, List<ConsumerRecord<byte[], byte[]>> records, long next, long end) {
        this.window = window;
        this.records = records;
        this.sizes = Buffer.sizes(records);
        this.next = next;
        this.end = end;
    }
}
