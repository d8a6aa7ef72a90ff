package dev.leat.core;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Objects to and from JSON data; needs jackson-databind, which is optional on the class path. */
final class JsonData {

    private JsonData() {}

    static <T> T read(CloudEvent event, Class<T> type) {
        CloudEventData data = event.getData();
        if (data == null) {
            throw new LeatException.Invalid(
                    "data", "event " + event.getId() + " has none to read as " + type.getName());
        }
        try {
            return Mapper.JSON.readValue(data.toBytes(), type);
        } catch (JacksonException e) {
            throw new LeatException.Invalid(
                    "data",
                    "of event " + event.getId() + " does not read as " + type.getName() + ": "
                            + e.getOriginalMessage());
        } catch (NoClassDefFoundError e) {
            throw missing(e);
        }
    }

    static byte[] write(Object value) {
        try {
            return Mapper.JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
        } catch (JacksonException e) {
            throw new LeatException.Invalid(
                    "data", "a " + value.getClass().getName() + " does not write as JSON: " + e.getOriginalMessage());
        } catch (NoClassDefFoundError e) {
            throw missing(e);
        }
    }

    private static LeatException missing(NoClassDefFoundError e) {
        return new LeatException.Invalid(
                "data",
                "objects need tools.jackson.core:jackson-databind on the class path (" + e.getMessage()
                        + " is missing); text() and bytes work without it");
    }

    /** Apart, so that nothing of jackson-databind is touched before an object is mapped. */
    private static final class Mapper {
        static final JsonMapper JSON = JsonMapper.shared();
    }
}
