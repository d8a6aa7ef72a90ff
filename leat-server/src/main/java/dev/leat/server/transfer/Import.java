package dev.leat.server.transfer;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capability;
import dev.leat.core.Cursor;
import dev.leat.core.EventRules;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
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

    private static final String SETTINGS = "-settings";
    private static final int MOST_EVENTS = 500;
    private static final int MOST_BYTES = 1024 * 1024;

    private final Supplier<Hub> opening;
    private final boolean append;
    private final List<Line.Recorded> waiting = new ArrayList<>();
    private final Map<String, Cursor> cursors = new TreeMap<>();
    private final Map<String, StreamSettings> unsettled = new TreeMap<>();
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
        requireCapabilities(opened, streams);
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
        create(opened, streams, known);
    }

    private static void requireCapabilities(Hub hub, List<Line.Stream> streams) {
        for (Line.Stream stream : streams) {
            if (stream.settings().compact() != null) {
                hub.capabilities().require(Capability.COMPACTION);
            }
            if (stream.settings().dedupe() != null) {
                hub.capabilities().require(Capability.DEDUPE);
            }
        }
    }

    /**
     * What a stream was asked to leave out, it has left out; asked again while all of it comes at once, it would leave out
     * more. So it is asked when all is in, which a cursor remembers.
     */
    private void create(Hub hub, List<Line.Stream> streams, Map<String, StreamInfo> known) {
        Map<String, Cursor> remembered = hub.committed(name + SETTINGS);
        Append remember = new Append(List.of(), null);
        for (Line.Stream stream : streams) {
            StreamSettings plain = plain(stream);
            StreamInfo info = known.get(stream.name());
            if (info == null) {
                hub.create(stream.name(), plain);
            }
            boolean ours = info == null || (!append && info.settings().equals(plain));
            if (!plain.equals(stream.settings()) && (ours || remembered.containsKey(stream.name()))) {
                unsettled.put(stream.name(), stream.settings());
                remember = remember.commit(name + SETTINGS, stream.name(), Cursor.NOTHING);
            }
        }
        hub.append(remember).await();
    }

    private static StreamSettings plain(Line.Stream stream) {
        return stream.settings().compact(null).dedupe(null);
    }

    private static void requireEmpty(Line.Stream stream, StreamInfo info) {
        String way = ": delete it, import into another hub, or give --append to take it as it is";
        if (!info.settings().equals(stream.settings()) && !info.settings().equals(plain(stream))) {
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

    /** Appends what is left, and has the streams do from now on what their settings say. */
    public void finish() {
        flush();
        Hub opened = Objects.requireNonNull(hub);
        unsettled.forEach((stream, settings) -> {
            opened.stream(stream).alter(settings);
            opened.append(new Append(List.of(), null).commit(name + SETTINGS, stream, null))
                    .await();
        });
    }

    /** Records what has come since the last time, and waits for it: a later part must never go in without an earlier one. */
    private void flush() {
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
