package dev.leat.kafka.records;

import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What a record itself tells of its event: used where the event does not. The same each time that it is read. */
final class Origin {

    /** The type of records that are no events. */
    static final String RECORD = "kafka.record";

    /** The type of records that are no events and have no value: with compaction, they delete what has their key. */
    static final String TOMBSTONE = "kafka.tombstone";

    private Origin() {}

    /** {@code topic/partition/offset}, which no two records of a topic share. */
    static String id(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "/" + record.partition() + "/" + record.offset();
    }

    static String source(ConsumerRecord<byte[], byte[]> record) {
        return "/kafka/" + record.topic();
    }

    static String type(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null ? TOMBSTONE : RECORD;
    }

    /**
     * The key, if it is another one than that of the event's subject: so that events of one key keep their order when they
     * are handled, whoever wrote them.
     *
     * @return text, or bytes that are none; null if the key is the subject, or there is none
     */
    static @Nullable Object partitionKey(ConsumerRecord<byte[], byte[]> record, @Nullable String subject) {
        byte[] key = record.key();
        if (key == null) {
            return null;
        }
        String text = Texts.strict(key);
        return text == null ? Arrays.copyOf(key, key.length) : text.equals(subject) ? null : text;
    }
}
