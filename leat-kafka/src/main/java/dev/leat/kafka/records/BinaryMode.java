package dev.leat.kafka.records;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Attributes in headers that begin with {@code ce_}, as CloudEvents' binary mode has it.
 *
 * <p>No record stops a reader: where a required attribute is missing or wrong, its {@link Origin} gives one. A wrong one
 * stands as text in an extension, as in {@code badtime}.
 */
final class BinaryMode implements ContentMode {

    static final BinaryMode INSTANCE = new BinaryMode();

    /** What the texts of wrong attributes are called, and what they were to be. */
    private static final Map<String, String> BAD = Map.of(
            "badspecversion", "specversion", "badsource", "source", "badtime", "time", "baddataschema", "dataschema");

    /** Extensions that need no header of their own. */
    private static final List<String> DERIVED =
            List.of("partitionkey", "badspecversion", "badsource", "badtime", "baddataschema");

    private BinaryMode() {}

    @Override
    public @Nullable Object attribute(ConsumerRecord<byte[], byte[]> record, String name) {
        return switch (name) {
            case "id" -> id(record);
            case "source" -> source(record);
            case "type" -> type(record);
            case "subject" -> subject(record);
            case "time" -> time(record);
            case "datacontenttype" -> contentType(record);
            case "dataschema" -> schema(record);
            case "specversion" -> "1.0";
            case "data" -> null;
            default -> extension(record, name);
        };
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        String id = HeaderValues.text(record, HeaderNames.ID);
        return id == null || id.isEmpty() ? Origin.id(record) : id;
    }

    private static String source(ConsumerRecord<byte[], byte[]> record) {
        String source = HeaderValues.common(record, HeaderNames.SOURCE);
        return source == null || source.isEmpty() || CommonUris.of(source) == null ? Origin.source(record) : source;
    }

    private static String type(ConsumerRecord<byte[], byte[]> record) {
        String type = HeaderValues.common(record, HeaderNames.TYPE);
        return type == null || type.isEmpty() ? Origin.type(record) : type;
    }

    private static @Nullable String subject(ConsumerRecord<byte[], byte[]> record) {
        String subject = HeaderValues.text(record, HeaderNames.SUBJECT);
        return subject == null || subject.isEmpty() ? null : subject;
    }

    private static @Nullable String time(ConsumerRecord<byte[], byte[]> record) {
        String time = HeaderValues.text(record, HeaderNames.TIME);
        return time == null || Times.parse(time) == null ? null : time;
    }

    private static @Nullable String contentType(ConsumerRecord<byte[], byte[]> record) {
        String type = HeaderValues.common(record, HeaderNames.CONTENT_TYPE);
        // what some write that do not know of content-type
        return type == null ? HeaderValues.common(record, HeaderNames.DATACONTENTTYPE) : type;
    }

    private static @Nullable String schema(ConsumerRecord<byte[], byte[]> record) {
        String schema = HeaderValues.common(record, HeaderNames.DATASCHEMA);
        return schema == null || CommonUris.of(schema) == null ? null : schema;
    }

    private @Nullable Object extension(ConsumerRecord<byte[], byte[]> record, String name) {
        byte[] value = HeaderValues.value(record, HeaderNames.of(name));
        if (value == null) {
            return name.equals("partitionkey")
                    ? Origin.partitionKey(record, subject(record))
                    : bad(record, BAD.get(name));
        }
        String types = HeaderValues.common(record, HeaderNames.TYPES);
        ExtensionType type = types == null ? null : ExtensionType.find(name, types);
        return type == null ? Texts.of(value) : type.value(Texts.of(value));
    }

    /** An attribute of CloudEvents as it was written, if it is not what it has to be. */
    private @Nullable String bad(ConsumerRecord<byte[], byte[]> record, @Nullable String name) {
        if (name == null) {
            return null;
        }
        String written = HeaderValues.text(record, HeaderNames.of(name));
        return written == null || written.isEmpty() || written.equals(attribute(record, name)) ? null : written;
    }

    @Override
    public Set<String> extensionNames(ConsumerRecord<byte[], byte[]> record) {
        Set<String> names = new LinkedHashSet<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith(HeaderNames.PREFIX) && header.value() != null) {
                String name = header.key().substring(HeaderNames.PREFIX.length());
                if (HeaderNames.isExtension(name)) {
                    names.add(name);
                }
            }
        }
        for (String derived : DERIVED) {
            if (!names.contains(derived) && extension(record, derived) != null) {
                names.add(derived);
            }
        }
        return names;
    }

    @Override
    public byte @Nullable [] data(ConsumerRecord<byte[], byte[]> record) {
        return record.value();
    }
}
