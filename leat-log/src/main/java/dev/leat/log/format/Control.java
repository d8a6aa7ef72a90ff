package dev.leat.log.format;

import dev.leat.core.Cursor;
import dev.leat.core.StreamSettings;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a commit says about streams and subscriptions. On disk: kind (varint), length (varint), then the fields, so that a reader can pass
 * over kinds it does not know.
 */
public sealed interface Control {

    int CREATED = 1;
    int ALTERED = 2;
    int DELETED = 3;
    int COMMITTED = 4;
    int CHECKPOINTED = 5;
    int TRIMMED = 6;

    /** Flags of settings. */
    int COMPACTED = 1;

    int DEDUPED = 2;
    int GUARDED = 4;

    /** A stream begins to exist; its number is never used again. */
    record Created(int stream, String name, StreamSettings settings) implements Control {}

    record Altered(int stream, StreamSettings settings) implements Control {}

    record Deleted(int stream) implements Control {}

    /**
     * The cursor of a subscription in a stream: on disk the name, the stream, 0 or 1, with 1 the number of partitions that
     * have been seen and of each the last offset.
     *
     * @param cursor null: there is none any more
     */
    record Committed(
            String subscription, int stream, @Nullable Cursor cursor) implements Control {}

    /**
     * Begins a cleaned segment: what all that it stands for, and all before it, add up to. Streams that it does not have were
     * deleted.
     */
    record Checkpointed(Checkpoint checkpoint) implements Control {}

    /** What a partition had before this offset has expired, and stays so. */
    record Trimmed(int stream, int partition, long first) implements Control {}

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
        } else if (control instanceof Committed committed) {
            kind = COMMITTED;
            committed(committed, fields);
        } else if (control instanceof Checkpointed checkpointed) {
            kind = CHECKPOINTED;
            checkpointed.checkpoint.write(fields);
        } else if (control instanceof Trimmed trimmed) {
            kind = TRIMMED;
            fields.varint(trimmed.stream);
            fields.varint(trimmed.partition);
            fields.varint(trimmed.first);
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
            case COMMITTED -> committed(fields);
            case CHECKPOINTED -> new Checkpointed(Checkpoint.read(fields));
            case TRIMMED -> new Trimmed(fields.size(), fields.size(), fields.varint());
            default -> null;
        };
    }

    private static void committed(Committed committed, ByteWriter out) {
        out.text(committed.subscription);
        out.varint(committed.stream);
        Cursor cursor = committed.cursor;
        out.varint(cursor == null ? 0 : 1);
        if (cursor != null) {
            out.varint(cursor.seen().size());
            cursor.seen().forEach((partition, offset) -> {
                out.varint(partition);
                out.varint(offset);
            });
        }
    }

    private static Committed committed(ByteReader in) {
        String subscription = in.text();
        int stream = in.size();
        Cursor cursor = null;
        if (in.size() != 0) {
            SortedMap<Integer, Long> seen = new TreeMap<>();
            for (int left = in.size(); left > 0; left--) {
                seen.put(in.size(), in.varint());
            }
            cursor = new Cursor(seen);
        }
        return new Committed(subscription, stream, cursor);
    }

    private static void settings(StreamSettings settings, ByteWriter out) {
        out.varint(settings.partitions());
        duration(settings.retain(), out);
        out.varint(settings.retainBytes());
        out.varint((settings.compact() == null ? 0 : COMPACTED)
                | (settings.dedupe() == null ? 0 : DEDUPED)
                | (settings.guarded() ? GUARDED : 0));
        if (settings.compact() != null) {
            duration(settings.compact(), out);
        }
        if (settings.dedupe() != null) {
            duration(settings.dedupe(), out);
        }
    }

    private static StreamSettings settings(ByteReader in) {
        int partitions = in.size();
        Duration retain = duration(in);
        long retainBytes = in.varint();
        int flags = in.hasMore() ? in.size() : 0;
        return new StreamSettings(
                partitions,
                retain.isZero() ? null : retain,
                retainBytes,
                (flags & COMPACTED) == 0 ? null : duration(in),
                (flags & DEDUPED) == 0 ? null : duration(in),
                (flags & GUARDED) != 0);
    }

    private static void duration(@Nullable Duration time, ByteWriter out) {
        out.varint(time == null ? 0 : time.getSeconds());
        out.varint(time == null ? 0 : time.getNano());
    }

    private static Duration duration(ByteReader in) {
        return Duration.ofSeconds(in.varint(), in.size());
    }
}
