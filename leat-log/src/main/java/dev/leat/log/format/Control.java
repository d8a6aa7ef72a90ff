package dev.leat.log.format;

import dev.leat.core.StreamSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a commit says about streams. On disk: kind (varint), length (varint), then the fields, so that a reader can pass
 * over kinds it does not know.
 */
public sealed interface Control {

    int CREATED = 1;
    int ALTERED = 2;
    int DELETED = 3;

    /** A stream begins to exist; its number is never used again. */
    record Created(int stream, String name, StreamSettings settings) implements Control {}

    record Altered(int stream, StreamSettings settings) implements Control {}

    record Deleted(int stream) implements Control {}

    static void write(Control control, ByteWriter out) {
        ByteWriter fields = new ByteWriter(64);
        int kind;
        if (control instanceof Created created) {
            kind = CREATED;
            fields.varint(created.stream);
            fields.text(created.name);
            settings(created.settings, fields);
        } else if (control instanceof Altered altered) {
            kind = ALTERED;
            fields.varint(altered.stream);
            settings(altered.settings, fields);
        } else {
            kind = DELETED;
            fields.varint(((Deleted) control).stream);
        }
        out.varint(kind);
        out.block(fields.toBytes());
    }

    /** The next control, or null if it is of a kind that this version does not know. */
    static @Nullable Control read(ByteReader in) {
        int kind = in.size();
        ByteReader fields = new ByteReader(in.block());
        return switch (kind) {
            case CREATED -> new Created(fields.size(), fields.text(), settings(fields));
            case ALTERED -> new Altered(fields.size(), settings(fields));
            case DELETED -> new Deleted(fields.size());
            default -> null;
        };
    }

    private static void settings(StreamSettings settings, ByteWriter out) {
        out.varint(settings.partitions());
        Duration retain = settings.retain();
        out.varint(retain == null ? 0 : retain.getSeconds());
        out.varint(retain == null ? 0 : retain.getNano());
        out.varint(settings.retainBytes());
    }

    private static StreamSettings settings(ByteReader in) {
        int partitions = in.size();
        Duration retain = Duration.ofSeconds(in.varint(), in.size());
        return new StreamSettings(partitions, retain.isZero() ? null : retain, in.varint());
    }
}
