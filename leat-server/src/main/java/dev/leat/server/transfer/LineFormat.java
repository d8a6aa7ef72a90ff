package dev.leat.server.transfer;

import dev.leat.core.EventRules;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import dev.leat.core.json.JsonEvents;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Writes and reads each {@link Line}. */
final class LineFormat {

    private static final JsonFactory JSON = new JsonFactory();

    /** What a line is, unless it is an event. */
    private static final String KIND = "leatexport";

    /** How the first line begins. */
    static final String BEGINNING = "{\"" + KIND + "\":\"begin\"";

    private static final String FOREVER = "forever";

    private LineFormat() {}

    // ---- writing

    private interface Members {
        void write(JsonGenerator out);
    }

    static String begin(Line.Begin begin, Instant time) {
        return object("begin", out -> {
            out.writeNumberProperty("version", Line.VERSION);
            out.writeStringProperty("id", begin.id());
            out.writeStringProperty("time", time.toString());
            out.writeNumberProperty("streams", begin.streams());
        });
    }

    static String stream(Line.Stream stream) {
        StreamSettings settings = stream.settings();
        return object("stream", out -> {
            out.writeStringProperty("name", stream.name());
            out.writeNumberProperty("partitions", settings.partitions());
            out.writeStringProperty("retain", text(settings.retain()));
            out.writeNumberProperty("retainbytes", settings.retainBytes());
            out.writeStringProperty("compact", text(settings.compact()));
            out.writeStringProperty("dedupe", text(settings.dedupe()));
            out.writeBooleanProperty("guarded", settings.guarded());
        });
    }

    static String end(Line.End end) {
        return object("end", out -> {
            out.writeNumberProperty("events", end.events());
            out.writeStringProperty("crc32c", end.checksum());
        });
    }

    private static String object(String kind, Members members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            out.writeStringProperty(KIND, kind);
            members.write(out);
            out.writeEndObject();
        }
        return text.toString();
    }

    private static @Nullable String text(@Nullable Duration time) {
        return time == null ? null : time.equals(StreamSettings.FOREVER) ? FOREVER : time.toString();
    }

    // ---- reading

    /**
     * Reads a line.
     *
     * @throws LeatException.Invalid naming the member that is wrong
     */
    static Line read(String json) {
        Map<String, Object> members = members(json);
        String kind = members.containsKey(KIND) ? text(KIND, members) : "";
        return switch (kind) {
            case "" -> recorded(json, members);
            case "begin" -> begin(members);
            case "stream" -> new Line.Stream(text("name", members), settings(members));
            case "end" -> new Line.End(number("events", members), text("crc32c", members));
            default -> throw new LeatException.Invalid(KIND, "'" + kind + "' is neither begin, stream nor end");
        };
    }

    private static Line recorded(String json, Map<String, Object> members) {
        NewEvent event = JsonEvents.parse(json);
        EventRules.check(event);
        return new Line.Recorded(
                text(JsonEvents.STREAM, members), Position.parse(text(JsonEvents.POSITION, members)), event);
    }

    private static Line begin(Map<String, Object> members) {
        long version = number("version", members);
        if (version > Line.VERSION) {
            throw new LeatException.Invalid(
                    "version",
                    "the export has format " + version + "; this program reads up to " + Line.VERSION
                            + ": use a newer Leat");
        }
        return new Line.Begin(text("id", members), (int) number("streams", members));
    }

    private static StreamSettings settings(Map<String, Object> members) {
        return new StreamSettings(
                (int) number("partitions", members),
                time("retain", members),
                number("retainbytes", members),
                time("compact", members),
                time("dedupe", members),
                Boolean.TRUE.equals(members.get("guarded")));
    }

    private static @Nullable Duration time(String name, Map<String, Object> members) {
        if (!members.containsKey(name)) {
            return null;
        }
        String text = text(name, members);
        try {
            return text.equals(FOREVER) ? StreamSettings.FOREVER : Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new LeatException.Invalid(name, "'" + text + "' is no time of ISO 8601, as PT1H is");
        }
    }

    private static String text(String name, Map<String, Object> members) {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw new LeatException.Invalid(name, "is missing, or no string");
    }

    private static long number(String name, Map<String, Object> members) {
        if (members.get(name) instanceof Long number && number >= 0) {
            return number;
        }
        throw new LeatException.Invalid(name, "is missing, or no whole number");
    }

    /** The members of an object that are strings, booleans and whole numbers, but for those of the event's data. */
    private static Map<String, Object> members(String json) {
        Map<String, Object> members = new HashMap<>();
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new LeatException.Invalid("json", "is no object");
            }
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = in.currentName();
                JsonToken token = in.nextToken();
                if (name.equals("data") || name.equals("data_base64")) {
                    in.skipChildren();
                } else if (token == JsonToken.VALUE_STRING) {
                    members.put(name, in.getString());
                } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
                    members.put(name, token == JsonToken.VALUE_TRUE);
                } else if (token == JsonToken.VALUE_NUMBER_INT
                        && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                    members.put(name, in.getLongValue());
                } else {
                    in.skipChildren();
                }
            }
            if (in.nextToken() != null) {
                throw new LeatException.Invalid("json", "goes on behind the object");
            }
            return members;
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            String problem =
                    String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
            throw new LeatException.Invalid(
                    "json", "does not read at column " + (at == null ? "?" : at.getColumnNr()) + ": " + problem);
        }
    }
}
