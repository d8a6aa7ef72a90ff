package dev.leat.core.json;

import dev.leat.core.CloudEventV1;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Rfc3339;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.io.StringWriter;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * One event to and from JSON (CloudEvents, JSON event format 1.0.2). Thread-safe.
 *
 * <p>JSON data is carried as it is written, to the letter, but for line breaks between its tokens, which become spaces.
 */
public final class JsonEvents {

    /** The attribute that says on the wire where a recorded event stands; no attribute of the event itself. */
    public static final String POSITION = "leatposition";

    /** The attribute that says on the wire when an event was recorded. */
    public static final String RECORDED_TIME = "recordedtime";

    /** The attribute that says on the wire which stream an event was read from. */
    public static final String STREAM = "leatstream";

    private static final Set<String> OF_THE_WIRE = Set.of(STREAM, POSITION, RECORDED_TIME);

    static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonEvents() {}

    /**
     * Reads an event.
     *
     * @throws LeatException.Invalid naming the attribute that is wrong, or {@code json} with line and column
     */
    public static NewEvent parse(String json) {
        return new JsonEventParser(json).parse();
    }

    /** Writes an event on one line; a recorded one with {@link #STREAM}, {@link #POSITION} and {@link #RECORDED_TIME}. */
    public static String write(CloudEvent event) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            attributes(event, out);
            if (event instanceof Event recorded) {
                out.writeStringProperty(STREAM, recorded.stream());
                out.writeStringProperty(POSITION, recorded.position().toString());
                out.writeStringProperty(RECORDED_TIME, recorded.recordedTime().toString());
            }
            data(event, out);
            out.writeEndObject();
        }
        return text.toString();
    }

    private static void attributes(CloudEvent event, JsonGenerator out) {
        out.writeStringProperty("specversion", "1.0");
        out.writeStringProperty("id", event.getId());
        out.writeStringProperty("source", event.getSource().toString());
        out.writeStringProperty("type", event.getType());
        optional("subject", event.getSubject(), out);
        optional("time", time(event), out);
        optional("datacontenttype", event.getDataContentType(), out);
        URI schema = event.getDataSchema();
        optional("dataschema", schema == null ? null : schema.toString(), out);
        for (String name : event.getExtensionNames()) {
            if (!(event instanceof Event && OF_THE_WIRE.contains(name))) {
                extension(name, event.getExtension(name), out);
            }
        }
    }

    private static @Nullable String time(CloudEvent event) {
        OffsetDateTime time = event.getTime();
        return event instanceof CloudEventV1 own ? own.timeText() : time == null ? null : Rfc3339.format(time);
    }

    private static void optional(String name, @Nullable String value, JsonGenerator out) {
        if (value != null) {
            out.writeStringProperty(name, value);
        }
    }

    private static void extension(String name, @Nullable Object value, JsonGenerator out) {
        if (value instanceof Integer number) {
            out.writeNumberProperty(name, number);
        } else if (value instanceof Boolean bool) {
            out.writeBooleanProperty(name, bool);
        } else if (value instanceof byte[] binary) {
            out.writeStringProperty(name, Base64.getEncoder().encodeToString(binary));
        } else if (value instanceof OffsetDateTime time) {
            out.writeStringProperty(name, Rfc3339.format(time));
        } else {
            optional(name, value == null ? null : value.toString(), out);
        }
    }

    private static void data(CloudEvent event, JsonGenerator out) {
        CloudEventData data = event.getData();
        if (data == null) {
            return;
        }
        byte[] bytes = data.toBytes();
        Optional<String> text = utf8(bytes);
        String type = event.getDataContentType();
        if (text.isPresent() && isJson(type) && isOneValue(text.get())) {
            out.writeName("data");
            out.writeRawValue(text.get().strip().replace('\n', ' ').replace('\r', ' '));
        } else if (text.isPresent() && !isJson(type)) {
            out.writeStringProperty("data", text.get());
        } else {
            out.writeStringProperty("data_base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isOneValue(String text) {
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (in.nextToken() == null) {
                return false;
            }
            in.skipChildren();
            in.finishToken();
            return in.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Whether data of this content type is JSON; without one, CloudEvents take it to be. */
    static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return true;
        }
        int end = contentType.indexOf(';');
        String media =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return media.endsWith("/json") || media.endsWith("+json");
    }
}
