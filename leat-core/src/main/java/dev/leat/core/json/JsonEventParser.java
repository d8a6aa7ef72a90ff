package dev.leat.core.json;

import dev.leat.core.Event;
import dev.leat.core.EventRules;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;

/** Reads one event from its JSON text. The bytes of JSON data are cut out of the text, not written again. */
final class JsonEventParser {

    private final String json;
    private final Map<String, String> attributes = new HashMap<>();
    private final Map<String, Object> extensions = new LinkedHashMap<>();
    private @Nullable String rawData;
    private @Nullable String textData;
    private @Nullable String base64Data;

    JsonEventParser(String json) {
        this.json = json;
    }

    NewEvent parse() {
        try (JsonParser in = JsonEvents.JSON.createParser(ObjectReadContext.empty(), json)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new LeatException.Invalid(
                        "json", "is no object; a CloudEvent begins with {\"specversion\":\"1.0\",");
            }
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                member(in.currentName(), in);
            }
            if (in.nextToken() != null) {
                throw new LeatException.Invalid("json", "goes on behind the event; write one event a line");
            }
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw new LeatException.Invalid(
                    "json",
                    "does not read at column " + (at == null ? "?" : at.getColumnNr()) + ": "
                            + firstLine(e.getOriginalMessage()));
        }
        return event();
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    private void member(String name, JsonParser in) {
        JsonToken token = in.nextToken();
        switch (name) {
            case "data" -> data(token, in);
            case "specversion",
                    "id",
                    "source",
                    "type",
                    "subject",
                    "time",
                    "datacontenttype",
                    "dataschema",
                    "data_base64" -> {
                if (token == JsonToken.VALUE_NULL) {
                    return;
                }
                if (token != JsonToken.VALUE_STRING) {
                    throw new LeatException.Invalid(name, "is " + kind(token) + "; CloudEvents want a string");
                }
                if (name.equals("data_base64")) {
                    base64Data = in.getString();
                } else {
                    attributes.put(name, in.getString());
                }
            }
            case JsonEvents.STREAM, JsonEvents.POSITION, JsonEvents.RECORDED_TIME -> in.skipChildren();
            default -> extension(name, token, in);
        }
    }

    private void data(@Nullable JsonToken token, JsonParser in) {
        long start = in.currentTokenLocation().getCharOffset();
        if (token == JsonToken.VALUE_STRING) {
            textData = in.getString();
        }
        in.skipChildren();
        in.finishToken();
        rawData = json.substring((int) start, (int) in.currentLocation().getCharOffset());
    }

    private void extension(String name, @Nullable JsonToken token, JsonParser in) {
        if (token == JsonToken.VALUE_STRING) {
            extensions.put(name, in.getString());
        } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            extensions.put(name, token == JsonToken.VALUE_TRUE);
        } else if (token == JsonToken.VALUE_NUMBER_INT) {
            long number = in.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? Long.MAX_VALUE : in.getLongValue();
            if (number != (int) number) {
                throw new LeatException.Invalid(
                        name, in.getString() + " is no integer of 32 bit; write larger numbers as strings");
            }
            extensions.put(name, (int) number);
        } else if (token != JsonToken.VALUE_NULL) {
            throw new LeatException.Invalid(
                    name, "is " + kind(token) + "; an extension is a string, a boolean or a whole number");
        }
    }

    private static String kind(@Nullable JsonToken token) {
        return token == null
                ? "nothing"
                : token == JsonToken.START_OBJECT
                        ? "an object"
                        : token == JsonToken.START_ARRAY
                                ? "an array"
                                : token.isNumeric() ? "a number" : token.isBoolean() ? "a boolean" : "null";
    }

    private NewEvent event() {
        String version = required("specversion");
        if (!version.equals("1.0")) {
            throw new LeatException.Invalid("specversion", "'" + version + "' is not 1.0; convert the event first");
        }
        NewEvent event = Event.of(required("type"), required("source"))
                .id(required("id"))
                .time((OffsetDateTime) null);
        if (attributes.containsKey("subject")) {
            event = event.subject(attributes.get("subject"));
        }
        String time = attributes.get("time");
        if (time != null) {
            event = event.time(time);
        }
        String schema = attributes.get("dataschema");
        if (schema != null) {
            event = event.schema(EventRules.uri("dataschema", schema));
        }
        for (Map.Entry<String, Object> extension : extensions.entrySet()) {
            event = event.with(extension.getKey(), extension.getValue());
        }
        return withData(event);
    }

    private NewEvent withData(NewEvent event) {
        String contentType = attributes.get("datacontenttype");
        if (rawData != null && base64Data != null) {
            throw new LeatException.Invalid("data", "stands beside data_base64; give one of them");
        }
        if (base64Data != null) {
            return event.data(contentType, decoded(base64Data));
        }
        if (rawData != null && JsonEvents.isJson(contentType)) {
            return event.data(contentType, rawData.getBytes(StandardCharsets.UTF_8));
        }
        if (rawData != null && textData == null) {
            throw new LeatException.Invalid(
                    "data",
                    "is JSON, but datacontenttype is '" + contentType + "': give a string, or application/json");
        }
        return event.data(contentType, textData == null ? null : textData.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new LeatException.Invalid("data_base64", "is no Base64: " + e.getMessage());
        }
    }

    private String required(String name) {
        String value = attributes.get(name);
        if (value == null) {
            throw new LeatException.Invalid(name, "is missing; a CloudEvent has specversion, id, source and type");
        }
        return value;
    }
}
