package dev.leat.log;

import dev.leat.core.CloudEventV1;
import dev.leat.core.Event;
import dev.leat.core.NewEvent;
import io.cloudevents.CloudEventData;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events of every shape that a hub takes, and their text, in which nothing that a reader could see is missing. */
final class RandomEvents {

    private static final String[] TYPES = {"order.placed", "order.paid", "Ünïcode.type", "x"};
    private static final String[] TIMES = {
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999+18:00",
        "2026-11-24T09:30:00.5Z",
        "2026-11-24T09:30:00.500Z",
        "2026-11-24t09:30:00z",
        "1969-12-31T23:59:59.999999Z",
        "2026-11-24T09:30:00-00:00",
        "2026-11-24T09:30:00.000000001-03:30"
    };

    private final Random random;

    RandomEvents(Random random) {
        this.random = random;
    }

    /** An event of this id with a subject, so that its partition does not depend on what came before. */
    NewEvent next(String id) {
        return numbered(random.nextInt(4) == 0 ? uuid(id) : id);
    }

    /** As {@link #next}, with just this id. */
    NewEvent numbered(String id) {
        NewEvent event = Event.of(TYPES[random.nextInt(TYPES.length)], "/source/" + random.nextInt(3))
                .id(id)
                .subject("key-" + random.nextInt(20))
                .time(time());
        if (random.nextInt(10) == 0) {
            event = event.time(TIMES[random.nextInt(TIMES.length)]);
        }
        if (random.nextInt(3) == 0) {
            event = event.with("ext" + random.nextInt(5), extension());
        }
        if (random.nextInt(20) == 0) {
            event = event.schema(URI.create("HTTP://Schema.example/" + random.nextInt(3)));
        }
        byte[] data = new byte[random.nextInt(20) == 0 ? random.nextInt(8_000) : random.nextInt(120)];
        random.nextBytes(data);
        return random.nextInt(10) == 0 ? event : event.data(random.nextBoolean() ? "application/json" : null, data);
    }

    /** A UUID that is as different from others as the id is. */
    private static String uuid(String id) {
        return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private @Nullable OffsetDateTime time() {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 ->
                OffsetDateTime.ofInstant(
                        Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                        ZoneOffset.ofTotalSeconds(60 * (random.nextInt(36 * 60) - 18 * 60)));
            default ->
                OffsetDateTime.ofInstant(
                        Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1_000L), ZoneOffset.UTC);
        };
    }

    private Object extension() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextBoolean();
            case 2 -> URI.create((random.nextBoolean() ? "HTTP" : "http") + "://Host.example/" + random.nextInt(3));
            case 3 ->
                OffsetDateTime.ofInstant(
                        Instant.ofEpochSecond(random.nextInt()), ZoneOffset.ofHours(random.nextInt(10)));
            case 4 -> HexFormat.of().parseHex("00ff%02x".formatted(random.nextInt(256)));
            default -> "v".repeat(random.nextInt(300)) + random.nextInt(50);
        };
    }

    /** All of an event but where it stands. */
    static String text(CloudEventV1 event) {
        Map<String, String> extensions = new TreeMap<>();
        for (String name : event.getExtensionNames()) {
            Object value = event.getExtension(name);
            String type = value instanceof byte[] ? "bytes" : value.getClass().getSimpleName();
            extensions.put(
                    name,
                    type + ":" + (value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value));
        }
        CloudEventData data = event.getData();
        return String.join(
                "|",
                event.getId(),
                event.getType(),
                event.getSource().toString(),
                String.valueOf(event.getSubject()),
                String.valueOf(event.timeText()),
                String.valueOf(event.getTime()),
                String.valueOf(event.getDataContentType()),
                String.valueOf(event.getDataSchema()),
                extensions.toString(),
                data == null ? "no data" : data.toBytes().length + " bytes " + Arrays.hashCode(data.toBytes()));
    }
}
