package dev.leat.kafka.topics;

import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * How settings are recorded: {@code orders/TOPIC-ID} has the value {@code partitions=3 retain=PT1H retainBytes=0
 * guarded=true}. Durations are written as ISO 8601 has them; what is null is left out. Names that are not known here are
 * passed over, so that later versions may write more.
 *
 * <p>The topic's id is part of the key, so that a topic that is created anew has nothing of the former one. Settings are
 * announced, under {@code orders/}, before there is an id: see {@link Creation}.
 */
final class SettingsRecord {

    private SettingsRecord() {}

    static String key(String stream, Uuid id) {
        return announced(stream) + id;
    }

    static String announced(String stream) {
        return stream + "/";
    }

    static byte[] bytes(StreamSettings settings) {
        StringBuilder text = new StringBuilder("partitions=" + settings.partitions());
        put(text, "retain", settings.retain());
        put(text, "retainBytes", settings.retainBytes());
        put(text, "compact", settings.compact());
        put(text, "dedupe", settings.dedupe());
        put(text, "guarded", settings.guarded());
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void put(StringBuilder text, String name, @Nullable Object value) {
        if (value != null) {
            text.append(' ').append(name).append('=').append(value);
        }
    }

    /** Reads what {@link #bytes} has written; null if it is something else. */
    static @Nullable StreamSettings settings(byte[] value) {
        Map<String, String> parts = new HashMap<>();
        for (String part : new String(value, StandardCharsets.UTF_8).split(" ", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                return null;
            }
            parts.put(part.substring(0, equals), part.substring(equals + 1));
        }
        try {
            return new StreamSettings(
                    Integer.parseInt(parts.getOrDefault("partitions", "")),
                    duration(parts.get("retain")),
                    Long.parseLong(parts.getOrDefault("retainBytes", "0")),
                    duration(parts.get("compact")),
                    duration(parts.get("dedupe")),
                    Boolean.parseBoolean(parts.get("guarded")));
        } catch (NumberFormatException | DateTimeParseException | LeatException.Invalid e) {
            return null;
        }
    }

    private static @Nullable Duration duration(@Nullable String text) {
        return text == null ? null : Duration.parse(text);
    }
}
