package dev.leat.log.format;

import dev.leat.core.Event;
import dev.leat.core.Position;
import io.cloudevents.CloudEventData;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event over its own copy of a record, decoded as it is asked. Immutable.
 *
 * <p>It holds the dictionary of its segment, which all events of that segment share, and no file.
 */
public final class StoredEvent implements Event {

    /** Attributes that stand in a record by themselves. */
    static final Set<String> UNCODED = Set.of("id", "time", "specversion");

    private static final Set<String> CORE = Set.of("type", "source", "subject", "datacontenttype", "dataschema");

    private final String stream;
    private final int partition;
    private final long offset;
    private final long recordedMicros;
    private final Dictionary dictionary;
    private final byte[] bytes;
    private final int start;
    private final int end;

    /**
     * An event over a part of an array, which is not copied.
     *
     * @param start of the record, behind its length, as {@link EventEncoder} draws it
     */
    public StoredEvent(
            String stream,
            int partition,
            long offset,
            long recordedMicros,
            Dictionary dictionary,
            byte[] bytes,
            int start,
            int end) {
        this.stream = stream;
        this.partition = partition;
        this.offset = offset;
        this.recordedMicros = recordedMicros;
        this.dictionary = dictionary;
        this.bytes = bytes;
        this.start = start;
        this.end = end;
    }

    @Override
    public String stream() {
        return stream;
    }

    @Override
    public Position position() {
        return new Position(partition, offset);
    }

    @Override
    public Instant recordedTime() {
        return EventEncoder.micros(recordedMicros).toInstant();
    }

    @Override
    public String getId() {
        ByteReader in = reader();
        return (in.u8() & 3) == EventEncoder.ID_UUID ? Uuids.text(in.u64(), in.u64()) : in.text();
    }

    @Override
    public String getType() {
        return (String) required("type");
    }

    @Override
    public URI getSource() {
        return Objects.requireNonNull(uri("source"));
    }

    @Override
    public @Nullable String getSubject() {
        return (String) find("subject");
    }

    @Override
    public @Nullable String getDataContentType() {
        return (String) find("datacontenttype");
    }

    @Override
    public @Nullable URI getDataSchema() {
        return uri("dataschema");
    }

    @Override
    public @Nullable OffsetDateTime getTime() {
        ByteReader in = reader();
        int form = toTime(in);
        return switch (form) {
            case 0 -> null;
            case EventEncoder.TIME_MICROS -> EventEncoder.micros(in.u64());
            case EventEncoder.TIME_ZONED -> {
                Instant instant = Instant.ofEpochSecond(in.u64(), in.u32());
                yield OffsetDateTime.ofInstant(instant, ZoneOffset.ofTotalSeconds(in.u32()));
            }
            default -> OffsetDateTime.parse(in.text());
        };
    }

    @Override
    public @Nullable String unusualTimeText() {
        ByteReader in = reader();
        return toTime(in) == EventEncoder.TIME_TEXT ? in.text() : null;
    }

    public boolean hasData() {
        return (bytes[start] & EventEncoder.HAS_DATA) != 0;
    }

    @Override
    public @Nullable CloudEventData getData() {
        if (!hasData()) {
            return null;
        }
        ByteReader in = reader();
        int count = toAttributes(in);
        for (int i = 0; i < count; i++) {
            if ((in.varint() & 1) != 0) {
                AttributeValue.skip(in);
            }
        }
        int from = in.position();
        return () -> Arrays.copyOfRange(bytes, from, end);
    }

    @Override
    public @Nullable Object getExtension(String name) {
        return CORE.contains(name) ? null : find(name);
    }

    @Override
    public Set<String> getExtensionNames() {
        Set<String> names = new LinkedHashSet<>();
        ByteReader in = reader();
        int count = toAttributes(in);
        for (int i = 0; i < count; i++) {
            long token = in.varint();
            names.add(dictionary.entry((int) (token >>> 1)).name);
            if ((token & 1) != 0) {
                AttributeValue.skip(in);
            }
        }
        names.removeAll(CORE);
        return names;
    }

    /** This event over bytes of its own, to be kept. */
    public StoredEvent copy() {
        byte[] own = Arrays.copyOfRange(bytes, start, end);
        return new StoredEvent(stream, partition, offset, recordedMicros, dictionary, own, 0, own.length);
    }

    /** Any attribute as a filter sees it: {@code time} as text, URIs of CloudEvents itself too; null if there is none. */
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "id" -> getId();
            case "time" -> timeText();
            case "specversion" -> "1.0";
            default -> find(name);
        };
    }

    /** Whether all that its dictionary must know of it is known: a damaged commit may have defined it. */
    public boolean isWhole() {
        if (dictionary.isWhole()) {
            return true;
        }
        ByteReader in = reader();
        for (int left = toAttributes(in); left > 0; left--) {
            long token = in.varint();
            if (!dictionary.has((int) (token >>> 1))) {
                return false;
            }
            if ((token & 1) != 0) {
                AttributeValue.skip(in);
            }
        }
        return true;
    }

    private ByteReader reader() {
        return new ByteReader(bytes, start, end);
    }

    private Object required(String name) {
        return Objects.requireNonNull(find(name), name);
    }

    private @Nullable Object find(String name) {
        ByteReader in = reader();
        Dictionary.Entry entry = seek(name, in);
        return entry == null ? null : entry.value != null ? entry.value : AttributeValue.read(in);
    }

    private @Nullable URI uri(String name) {
        ByteReader in = reader();
        Dictionary.Entry entry = seek(name, in);
        return entry == null ? null : entry.value != null ? entry.uri() : URI.create((String) AttributeValue.read(in));
    }

    /** Stands the reader on the attribute's value, if it is written out. */
    private Dictionary.@Nullable Entry seek(String name, ByteReader in) {
        int count = toAttributes(in);
        for (int i = 0; i < count; i++) {
            long token = in.varint();
            Dictionary.Entry entry = dictionary.entry((int) (token >>> 1));
            if (entry.name.equals(name)) {
                return entry;
            }
            if ((token & 1) != 0) {
                AttributeValue.skip(in);
            }
        }
        return null;
    }

    /** Stands the reader on the time and gives its form. */
    private static int toTime(ByteReader in) {
        int flags = in.u8();
        in.skip((flags & 3) == EventEncoder.ID_UUID ? 16 : in.size());
        return flags >>> EventEncoder.TIME_SHIFT & 3;
    }

    /** Stands the reader on the first attribute and gives their number. */
    static int toAttributes(ByteReader in) {
        int form = toTime(in);
        in.skip(
                switch (form) {
                    case 0 -> 0;
                    case EventEncoder.TIME_MICROS -> 8;
                    case EventEncoder.TIME_ZONED -> 16;
                    default -> in.size();
                });
        return in.size();
    }

    @Override
    public String toString() {
        return "Event{" + stream + "/" + position() + ", type=" + getType() + ", id=" + getId() + "}";
    }
}
