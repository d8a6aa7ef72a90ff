package dev.leat.server.transfer;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Cursor;
import dev.leat.core.EventRules;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends the events of an export in its order, some hundred at a time, all or none of them, each stream with a cursor that
 * says up to which line they are there. So each goes in once, however often the import is stopped and begun again.
 */
public final class Import implements ExportFile.Sink {

    private static final int MOST_EVENTS = 500;
    private static final int MOST_BYTES = 1024 * 1024;

    private final Supplier<Hub> opening;
    private final boolean append;
    private final List<Line.Recorded> waiting = new ArrayList<>();
    private final Map<String, Cursor> cursors = new TreeMap<>();
    private Map<String, Cursor> done = Map.of();
    private @Nullable Hub hub;
    private String name = "";
    private long bytes;
    private long imported;
    private long there;
    private long moved;
    private long duplicates;

    /**
     * @param opening opens the hub, once it is known that there is something to import
     * @param append whether streams that exist are taken as they are
     */
    public Import(Supplier<Hub> opening, boolean append) {
        this.opening = opening;
        this.append = append;
    }

    /** How many events were recorded. */
    public long imported() {
        return imported;
    }

    /** How many had been imported before. */
    public long there() {
        return there;
    }

    /** How many of those recorded have another position than they had. */
    public long moved() {
        return moved;
    }

    /** How many were not recorded because their stream had them. */
    public long duplicates() {
        return duplicates;
    }

    @Override
    public void begin(Line.Begin begin, List<Line.Stream> streams) {
        Hub opened = opening.get();
        hub = opened;
        name = "leat-import-" + begin.id();
        done = opened.committed(name);
        Map<String, StreamInfo> known = new HashMap<>();
        opened.streams().forEach(stream -> known.put(stream.name(), stream));
        for (Line.Stream stream : streams) {
            StreamInfo info = known.get(stream.name());
            if (info != null && !append && !done.containsKey(stream.name())) {
                requireEmpty(stream, info);
            }
        }
        for (Line.Stream stream : streams) {
            if (!known.containsKey(stream.name())) {
                opened.create(stream.name(), stream.settings());
            }
        }
    }

    private static void requireEmpty(Line.Stream stream, StreamInfo info) {
        String way = ": delete it, import into another hub, or give --append to take it as it is";
        if (!info.settings().equals(stream.settings())) {
            throw new LeatException.Invalid(
                    "stream",
                    "'" + stream.name() + "' exists with " + info.settings() + ", and was exported with "
                            + stream.settings() + way);
        }
        if (info.partitions().stream().anyMatch(span -> span.next() > 0)) {
            throw new LeatException.Invalid("stream", "'" + stream.name() + "' has events" + way);
        }
    }

    @Override
    public void event(Line.Recorded event, long line) {
        Position at = new Position(0, line);
        if (done.getOrDefault(event.stream(), Cursor.NOTHING).covers(at)) {
            there++;
            return;
        }
        waiting.add(event);
        cursors.put(event.stream(), Cursor.at(at));
        bytes += EventRules.check(event.event());
        if (waiting.size() >= MOST_EVENTS || bytes >= MOST_BYTES) {
            flush();
        }
    }

    /** Records what has come since the last time, and waits for it: a later part must never go in without an earlier one. */
    public void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Append.Commit> commits = cursors.entrySet().stream()
                .map(cursor -> new Append.Commit(name, cursor.getKey(), cursor.getValue()))
                .toList();
        Append all = new Append(entries(), List.of(), commits, null);
        count(Objects.requireNonNull(hub).append(all).await());
        waiting.clear();
        cursors.clear();
        bytes = 0;
    }

    /** One for each row of events of one stream, as their order is that of the export. */
    private List<Append.Entry> entries() {
        List<Append.Entry> entries = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= waiting.size(); i++) {
            String stream = waiting.get(from).stream();
            if (i == waiting.size() || !waiting.get(i).stream().equals(stream)) {
                entries.add(new Append.Entry(
                        stream,
                        waiting.subList(from, i).stream()
                                .map(Line.Recorded::event)
                                .toList()));
                from = i;
            }
        }
        return entries;
    }

    private void count(Appended appended) {
        List<Position> positions = appended.positions();
        for (int i = 0; i < positions.size(); i++) {
            moved += positions.get(i).equals(waiting.get(i).position()) ? 0 : 1;
        }
        duplicates += appended.duplicates();
        imported += positions.size() - appended.duplicates();
    }
}
