package dev.leat.server.transfer;

import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import dev.leat.core.json.JsonEvents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** Writes streams as lines, with all events that there are when it begins. */
public final class Export {

    private final Hub hub;
    private final Consumer<String> out;
    private final CRC32C checksum = new CRC32C();
    private long events;

    /** @param out takes lines without their line feeds */
    public Export(Hub hub, Consumer<String> out) {
        this.hub = hub;
        this.out = out;
    }

    /**
     * Writes all lines.
     *
     * @return the number of events
     */
    public long write(List<StreamInfo> streams) {
        line(LineFormat.begin(new Line.Begin(UUID.randomUUID().toString(), streams.size()), Instant.now()));
        Map<String, Cursor> ends = new HashMap<>();
        for (StreamInfo stream : streams) {
            line(LineFormat.stream(new Line.Stream(stream.name(), stream.settings())));
            ends.put(stream.name(), end(stream));
        }
        if (streams.size() == 1) {
            String name = streams.get(0).name();
            hub.stream(name)
                    .read()
                    .until(ends.getOrDefault(name, Cursor.NOTHING))
                    .forEach(this::event);
        } else {
            // by global order, so that what belongs together stays so
            for (Event event : hub.readAll()) {
                if (ends.getOrDefault(event.stream(), Cursor.NOTHING).covers(event.position())) {
                    event(event);
                }
            }
        }
        out.accept(LineFormat.end(new Line.End(events, Checksums.text(checksum.getValue()))));
        return events;
    }

    private static Cursor end(StreamInfo stream) {
        Cursor end = Cursor.NOTHING;
        for (int i = 0; i < stream.partitions().size(); i++) {
            long next = stream.partitions().get(i).next();
            end = next == 0 ? end : end.and(new Position(i, next - 1));
        }
        return end;
    }

    private void event(Event event) {
        events++;
        line(JsonEvents.write(event));
    }

    private void line(String text) {
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
        checksum.update('\n');
        out.accept(text);
    }
}
