package dev.leat.log;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capabilities;
import dev.leat.core.Capability;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.LeatException;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Batch;
import dev.leat.engine.Engine;
import dev.leat.engine.Fetch;
import dev.leat.engine.StreamPattern;
import dev.leat.log.disk.Disk;
import dev.leat.log.format.Control;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The embedded log as an engine.
 *
 * <p>Thread-safe. Changes of streams are begun one at a time, under {@link #catalog}; appends and reads take no
 * lock here.
 */
final class LogEngine implements Engine {

    private final Disk disk;
    private final OpenLog log;
    private final LogReader reader;
    private final Object catalog = new Object();

    /** Streams whose creation is being written, by name. Guarded by {@link #catalog}. */
    private final Map<String, Creation> creating = new HashMap<>();

    /** The number that was given to a stream last. Guarded by {@link #catalog}. */
    private int lastNumber;

    private record Creation(StreamSettings settings, PendingAppend pending) {}

    LogEngine(Disk disk, OpenLog log) {
        this.disk = disk;
        this.log = log;
        this.reader = new LogReader(disk, log);
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Map.of(
                Capability.SHARED_GROUPS,
                "a directory belongs to one process, which others may only read; open a broker's URI instead"));
    }

    @Override
    public CompletableFuture<StreamInfo> create(String stream, StreamSettings settings, Durability durability) {
        return attempt(() -> {
            Creation creation = begin(stream, settings, durability);
            if (creation != null) {
                try {
                    join(creation.pending);
                } finally {
                    synchronized (catalog) {
                        creating.remove(stream, creation);
                    }
                }
            }
            return required(stream).info(log);
        });
    }

    /** Begins to create a stream; several that are created at once share a sync. Null if it is there. */
    private @Nullable Creation begin(String stream, StreamSettings settings, Durability durability) {
        synchronized (catalog) {
            Creation running = creating.get(stream);
            StreamState known = log.state().stream(stream);
            StreamSettings given = running != null ? running.settings : known != null ? known.settings : settings;
            if (!given.equals(settings)) {
                throw new LeatException.Invalid(
                        "settings", "stream '" + stream + "' exists with " + given + "; alter it instead");
            }
            if (running != null || known != null) {
                return running;
            }
            int number = Math.max(lastNumber + 1, log.state().nextStream);
            Control created = new Control.Created(number, stream, settings);
            Creation creation = new Creation(settings, submit(List.of(created), durability == Durability.SAFE));
            lastNumber = number;
            creating.put(stream, creation);
            return creation;
        }
    }

    @Override
    public CompletableFuture<StreamInfo> alter(String stream, StreamSettings settings) {
        return attempt(() -> {
            synchronized (catalog) {
                StreamState known = required(stream);
                if (known.settings.partitions() != settings.partitions()) {
                    throw new LeatException.Invalid(
                            "partitions",
                            "stream '" + stream + "' has " + known.settings.partitions() + ", not "
                                    + settings.partitions() + ": keys would move; create another stream and copy");
                }
                if (!known.settings.equals(settings)) {
                    change(altered(known, settings));
                }
                return known.info(log);
            }
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> delete(String stream) {
        return attempt(() -> {
            synchronized (catalog) {
                StreamState known = required(stream);
                change(new Control.Deleted(known.id));
                known.wake();
                return null;
            }
        });
    }

    @Override
    public CompletableFuture<List<StreamInfo>> describe(String pattern) {
        return attempt(() -> {
            log.requireOpen();
            log.refresh();
            if (!StreamPattern.isPattern(pattern)) {
                StreamState stream = log.state().stream(pattern);
                return stream == null ? List.of() : List.of(stream.info(log));
            }
            return log.state().streams().stream()
                    .filter(stream -> StreamPattern.matches(pattern, stream.name))
                    .sorted(Comparator.comparing(stream -> stream.name))
                    .map(stream -> stream.info(log))
                    .toList();
        });
    }

    @Override
    public CompletableFuture<Appended> append(Append append, Durability durability) {
        try {
            PendingAppend pending = log.encode(append, controls(append), durability == Durability.SAFE);
            log.submit(pending);
            return pending;
        } catch (LeatException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The cursors that are committed with the events; those of a stream that is gone are gone too. */
    private List<Control> controls(Append append) {
        if (append.commits().isEmpty()) {
            return List.of();
        }
        List<Control> controls = new ArrayList<>();
        for (Append.Commit commit : append.commits()) {
            StreamState stream = log.state().stream(commit.stream());
            if (stream != null) {
                controls.add(new Control.Committed(commit.subscription(), stream.id, commit.cursor()));
            }
        }
        return controls;
    }

    @Override
    public CompletableFuture<Map<String, Cursor>> committed(String subscription) {
        return attempt(() -> {
            log.requireOpen();
            log.refresh();
            Map<String, Cursor> cursors = new TreeMap<>();
            log.state().cursors.of(subscription).forEach((number, cursor) -> {
                StreamState stream = log.state().byId.get(number);
                if (stream != null) {
                    cursors.put(stream.name, cursor);
                }
            });
            return cursors;
        });
    }

    @Override
    public CompletableFuture<Batch> read(Fetch fetch) {
        try {
            return reader.read(fetch);
        } catch (LeatException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<Long> firstAtOrAfter(String stream, int partition, Instant recorded) {
        return attempt(() -> reader.firstAtOrAfter(stream, partition, recorded));
    }

    @Override
    public CompletableFuture<Long> compact() {
        return attempt(log::compact);
    }

    @Override
    public CompletableFuture<Long> backup(Path directory) {
        return attempt(() -> {
            log.requireOpen();
            return BackupDirectory.backup(log, disk, directory);
        });
    }

    @Override
    public void close() {
        log.close();
    }

    /** What has expired until now stays expired, also if the new settings keep events longer. */
    private List<Control> altered(StreamState stream, StreamSettings settings) {
        List<Control> controls = new ArrayList<>();
        for (Partition partition : stream.partitions) {
            long first = log.first(partition, log.micros());
            if (first > 0) {
                controls.add(new Control.Trimmed(stream.id, partition.number, first));
            }
        }
        controls.add(new Control.Altered(stream.id, settings));
        return controls;
    }

    private void change(Control control) {
        change(List.of(control));
    }

    private void change(List<Control> controls) {
        join(submit(controls, true));
    }

    private PendingAppend submit(List<Control> controls, boolean safe) {
        PendingAppend pending = log.encode(new Append(List.of(), null), controls, safe);
        log.submit(pending);
        return pending;
    }

    private static void join(PendingAppend pending) {
        try {
            pending.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof LeatException known ? known : e;
        }
    }

    private StreamState required(String stream) {
        return log.required(stream);
    }

    private interface Attempt<T> {
        @Nullable
        T run();
    }

    private static <T> CompletableFuture<T> attempt(Attempt<T> attempt) {
        try {
            return CompletableFuture.completedFuture(attempt.run());
        } catch (LeatException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
