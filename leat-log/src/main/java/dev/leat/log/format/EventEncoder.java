package dev.leat.log.format;

import dev.leat.core.CloudEventV1;
import dev.leat.core.EventRules;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event as a record.
 *
 * <pre>
 * record: length (varint), then
 *   flags     u8      bits 0-1 id, bits 2-3 time, bit 4 data follows, the others 0
 *   id        0: text; 1: 16 bytes, a UUID in lower case
 *   time      0: none; 1: i64 microseconds since 1970, UTC;
 *             2: i64 seconds, u32 nanoseconds, i32 offset in seconds; 3: text
 *   count     varint  of attributes
 *   attribute varint  even: dictionary pair * 2; odd: dictionary name * 2 + 1, then the value
 *   data              all that is left
 * </pre>
 */
public final class EventEncoder {

    static final int ID_UUID = 1;
    static final int TIME_SHIFT = 2;
    static final int TIME_MICROS = 1;
    static final int TIME_ZONED = 2;
    static final int TIME_TEXT = 3;
    static final int HAS_DATA = 16;

    private EventEncoder() {}

    /** Appends the record, with its length before it. */
    public static void encode(CloudEvent event, Dictionary dictionary, ByteWriter out) {
        int start = out.size();
        out.u8(0);
        int flags = id(event.getId(), out);
        OffsetDateTime time = event.getTime();
        if (time != null) {
            flags |= time(time, event instanceof CloudEventV1 own ? own.unusualTimeText() : null, out) << TIME_SHIFT;
        }
        attributes(event, dictionary, out);
        CloudEventData data = event.getData();
        if (data != null) {
            flags |= HAS_DATA;
            byte[] bytes = data.toBytes();
            out.raw(bytes, 0, bytes.length);
        }
        out.array()[start] = (byte) flags;
        insertLength(out, start);
    }

    /** Moves the record to make room for its length: records are short, the length is not known before. */
    private static void insertLength(ByteWriter out, int start) {
        int length = out.size() - start;
        out.varint(length);
        int room = out.size() - start - length;
        byte[] array = out.array();
        System.arraycopy(array, start, array, start + room, length);
        out.cut(start);
        out.varint(length);
        out.cut(start + room + length);
    }

    private static int id(String id, ByteWriter out) {
        if (Uuids.write(id, out)) {
            return ID_UUID;
        }
        out.text(id);
        return 0;
    }

    private static int time(OffsetDateTime time, @Nullable String unusual, ByteWriter out) {
        if (unusual != null) {
            out.text(unusual);
            return TIME_TEXT;
        }
        int offset = time.getOffset().getTotalSeconds();
        long seconds = time.toEpochSecond();
        int nanos = time.getNano();
        if (offset == 0 && nanos % 1_000 == 0 && Math.abs(seconds) < Long.MAX_VALUE / 1_000_000) {
            out.u64(seconds * 1_000_000 + nanos / 1_000);
            return TIME_MICROS;
        }
        out.u64(seconds);
        out.u32(nanos);
        out.u32(offset);
        return TIME_ZONED;
    }

    private static void attributes(CloudEvent event, Dictionary dictionary, ByteWriter out) {
        String subject = event.getSubject();
        String contentType = event.getDataContentType();
        URI schema = event.getDataSchema();
        var extensions = event.getExtensionNames();
        out.varint(2L
                + (subject == null ? 0 : 1)
                + (contentType == null ? 0 : 1)
                + (schema == null ? 0 : 1)
                + extensions.size());
        attribute("type", event.getType(), dictionary, out);
        attribute("source", event.getSource().toString(), dictionary, out);
        if (subject != null) {
            attribute("subject", subject, dictionary, out);
        }
        if (contentType != null) {
            attribute("datacontenttype", contentType, dictionary, out);
        }
        if (schema != null) {
            attribute("dataschema", schema.toString(), dictionary, out);
        }
        for (String name : extensions) {
            Object value = EventRules.extensionValue(name, event.getExtension(name));
            attribute(name, value, dictionary, out);
        }
    }

    private static void attribute(String name, Object value, Dictionary dictionary, ByteWriter out) {
        int pair = dictionary.pair(name, value);
        if (pair != Dictionary.NONE) {
            out.varint((long) pair << 1);
        } else {
            out.varint((long) dictionary.name(name) << 1 | 1);
            AttributeValue.write(value, out);
        }
    }

    /** The time that stored microseconds stand for. */
    static OffsetDateTime micros(long micros) {
        return OffsetDateTime.ofInstant(
                Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L),
                ZoneOffset.UTC);
    }
}
