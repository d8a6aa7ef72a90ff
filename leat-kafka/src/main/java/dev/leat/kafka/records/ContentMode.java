package dev.leat.kafka.records;

import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** How an event stands in a record. Thread-safe, as records are that nobody changes. */
interface ContentMode {

    /** The one of a record. */
    static ContentMode of(ConsumerRecord<byte[], byte[]> record) {
        byte[] contentType = HeaderValues.value(record, HeaderNames.CONTENT_TYPE);
        if (contentType != null
                && MediaTypes.isEvent(Texts.common(contentType))
                && HeaderValues.value(record, HeaderNames.TYPES) == null) {
            ContentMode structured = StructuredMode.of(record, Texts.common(contentType));
            return structured == null ? PlainMode.INSTANCE : structured;
        }
        return HeaderValues.value(record, HeaderNames.SPECVERSION) == null ? PlainMode.INSTANCE : BinaryMode.INSTANCE;
    }

    /**
     * An attribute of CloudEvents itself, {@code time} and URIs among them as text, or an extension.
     *
     * @return null if there is none
     */
    @Nullable
    Object attribute(ConsumerRecord<byte[], byte[]> record, String name);

    Set<String> extensionNames(ConsumerRecord<byte[], byte[]> record);

    /** Not a copy. */
    byte @Nullable [] data(ConsumerRecord<byte[], byte[]> record);
}
