package dev.leat.core.internal;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Capabilities;
import dev.leat.core.Capability;
import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventRules;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.Pending;
import dev.leat.core.Reading;
import dev.leat.core.Start;
import dev.leat.core.StreamInfo;
import dev.leat.core.StreamSettings;
import dev.leat.core.Subscribing;
import dev.leat.core.Subscription;
import dev.leat.core.SubscriptionInfo;
import dev.leat.core.delivery.Deliveries;
import dev.leat.core.filter.Filter;
import dev.leat.core.pending.Failures;
import dev.leat.core.pending.Promise;
import dev.leat.core.pending.UnawaitedFailures;
import dev.leat.engine.Engine;
import io.cloudevents.CloudEvent;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A hub on any engine. Checks what is asked, so that engines need not. */
final class EngineHub implements Hub, Deliveries.Streams {

    private static final Logger LOGGER = LoggerFactory.getLogger(Hub.class);

    final Engine engine;
    private final HubOptions options;
    private final UnawaitedFailures failures = new UnawaitedFailures(LOGGER);
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private final Deliveries deliveries;
    private boolean closed;

    EngineHub(Engine engine, HubOptions options) {
        this.engine = engine;
        this.options = options;
        this.deliveries = new Deliveries(this, options.executor(), options.closeWait());
    }

    @Override
    public EventStream stream(String name) {
        return new EngineStream(this, StreamNames.check(name));
    }

    @Override
    public EventStream create(String name, StreamSettings settings) {
        StreamNames.check(name);
        require(settings);
        deliveries.created(Failures.join(engine.create(name, settings, options.durability())));
        return new EngineStream(this, name);
    }

    /** Refuses settings that the engine cannot keep. */
    void require(StreamSettings settings) {
        if (settings.compact() != null) {
            engine.capabilities().require(Capability.COMPACTION);
        }
        if (settings.dedupe() != null) {
            engine.capabilities().require(Capability.DEDUPE);
        }
    }

    @Override
    public List<StreamInfo> streams() {
        return Failures.join(engine.describe("*")).stream()
                .filter(info -> !info.name().startsWith(StreamNames.RESERVED))
                .toList();
    }

    StreamInfo info(String name) {
        List<StreamInfo> found = Failures.join(engine.describe(name));
        if (found.isEmpty()) {
            throw notFound(name, "");
        }
        return found.get(0);
    }

    LeatException notFound(String name, String wayOut) {
        List<String> known = streams().stream().map(StreamInfo::name).toList();
        return StreamNames.notFound(name, known, wayOut);
    }

    @Override
    public Pending<Appended> append(Append append) {
        return append(append, Function.identity());
    }

    <T> Pending<T> append(Append append, Function<Appended, T> result) {
        return Promise.of(checked(append), result, failures);
    }

    @Override
    public CompletableFuture<Appended> checked(Append append) {
        try {
            check(append);
            return recordChecked(append);
        } catch (LeatException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Appended> recordChecked(Append append) {
        try {
            requireCapabilities(append);
            if (append.size() == 0
                    && append.conditions().isEmpty()
                    && append.commits().isEmpty()) {
                return CompletableFuture.completedFuture(nothing(append));
            }
            Durability level = append.durability();
            Durability wanted = level == null ? options.durability() : level;
            CompletableFuture<Appended> recorded = engine.append(append, wanted);
            if (!recorded.isCompletedExceptionally() || !isNotFound(recorded)) {
                return recorded;
            }
            append.conditions().forEach(this::requireStream);
            createMissing(append);
            return engine.append(append, wanted);
        } catch (LeatException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** In plain loops: all appends come through here. */
    private void requireCapabilities(Append append) {
        for (Append.Entry entry : append.entries()) {
            if (!entry.stream().equals(append.entries().get(0).stream())) {
                engine.capabilities().require(Capability.ATOMIC_ACROSS_STREAMS);
            }
        }
        for (Condition condition : append.conditions()) {
            engine.capabilities().require(Capability.CONDITIONS_IN_PARTITION);
            if (!isAppendedTo(condition.stream(), append)) {
                engine.capabilities().require(Capability.CONDITIONS_ANYWHERE);
            }
        }
    }

    private static boolean isAppendedTo(String stream, Append append) {
        for (Append.Entry entry : append.entries()) {
            if (entry.stream().equals(stream)) {
                return true;
            }
        }
        return false;
    }

    /** A condition creates no stream: the one that it needs has to be there. */
    private void requireStream(Condition condition) {
        boolean needed = !(condition instanceof Condition.NoneSince none)
                || !none.cursor().equals(Cursor.NOTHING);
        if (needed && Failures.join(engine.describe(condition.stream())).isEmpty()) {
            throw notFound(condition.stream(), "; it was to hold that " + condition);
        }
    }

    private static void check(Append append) {
        long bytes = 0;
        for (Append.Entry entry : append.entries()) {
            StreamNames.check(entry.stream());
            for (CloudEvent event : entry.events()) {
                bytes += EventRules.check(event);
            }
        }
        append.conditions().forEach(condition -> StreamNames.check(condition.stream()));
        if (bytes > EventRules.MOST_APPEND_BYTES) {
            throw new LeatException.Invalid(
                    "append",
                    "its " + append.size() + " events have " + bytes + " bytes; the most is "
                            + EventRules.MOST_APPEND_BYTES + ": append them in parts");
        }
    }

    private static Appended nothing(Append append) {
        return new Appended(append.entries().stream()
                .map(entry -> new Appended.Placed(entry.stream(), List.of()))
                .toList());
    }

    private static boolean isNotFound(CompletableFuture<Appended> recorded) {
        try {
            recorded.join();
            return false;
        } catch (RuntimeException e) {
            return Failures.of(e) instanceof LeatException.NotFound;
        }
    }

    private void createMissing(Append append) {
        for (Append.Entry entry : append.entries()) {
            if (Failures.join(engine.describe(entry.stream())).isEmpty()) {
                create(entry.stream());
            }
        }
    }

    private static boolean isLeatsOwn(String stream) {
        return stream.startsWith(StreamNames.RESERVED) || stream.endsWith(StreamNames.DEAD);
    }

    private void createDefault(String name) {
        try {
            // the append that follows has the level that was asked for, and lasts no longer than its stream
            deliveries.created(Failures.join(engine.create(name, StreamSettings.defaults(), Durability.FAST)));
        } catch (LeatException.Invalid e) {
            if (Failures.join(engine.describe(name)).isEmpty()) {
                throw e;
            }
            // somebody was faster and chose other settings: they hold
        }
    }

    // ---- subscriptions

    Deliveries deliveries() {
        return deliveries;
    }

    @Override
    public Subscribing subscribe(String streams) {
        StreamNames.check(streams.replace("*", "x"));
        return deliveries.subscribing(streams);
    }

    @Override
    public Subscription subscription(String name) {
        return deliveries.subscription(name);
    }

    @Override
    public List<SubscriptionInfo> subscriptions() {
        return deliveries.infos();
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public CompletableFuture<Appended> record(Append append) {
        return recordChecked(append);
    }

    @Override
    public boolean isReadOnly() {
        return options.readOnly();
    }

    @Override
    public boolean areShared() {
        return engine.capabilities().has(Capability.SHARED_GROUPS);
    }

    @Override
    public void create(String name) {
        if (!options.autoCreate() && !isLeatsOwn(name)) {
            throw notFound(name, "; create it first: streams.auto-create is false");
        }
        createDefault(name);
    }

    @Override
    public long[] places(StreamInfo info, Start start) {
        return Starts.places(engine, info, start);
    }

    @Override
    public Iterable<Event> all(String stream, Filter filter) {
        return Failures.join(engine.describe(stream)).isEmpty()
                ? List.of()
                : EngineReading.of(this, stream).where(filter);
    }

    @Override
    public Iterable<Event> since(String stream, Cursor seen) {
        return Failures.join(engine.describe(stream)).isEmpty()
                ? List.of()
                : EngineReading.of(this, stream).from(Start.after(seen));
    }

    @Override
    public Reading readAll() {
        engine.capabilities().require(Capability.GLOBAL_ORDER);
        return EngineReading.of(this, Engine.ALL_STREAMS);
    }

    @Override
    public Map<String, Cursor> committed(String name) {
        return Failures.join(engine.committed(name));
    }

    @Override
    public long compact() {
        engine.capabilities().require(Capability.PROMPT_RETENTION);
        return Failures.join(engine.compact());
    }

    @Override
    public long backup(Path directory) {
        engine.capabilities().require(Capability.BACKUP);
        return Failures.join(engine.backup(directory));
    }

    @Override
    public Capabilities capabilities() {
        return engine.capabilities();
    }

    @Override
    public void onClose(AutoCloseable resource) {
        synchronized (resources) {
            if (!closed) {
                resources.push(resource);
                return;
            }
        }
        throw new LeatException.Closed("the hub is closed");
    }

    boolean isClosed() {
        synchronized (resources) {
            return closed;
        }
    }

    @Override
    public void close() {
        List<AutoCloseable> last;
        synchronized (resources) {
            closed = true;
            last = List.copyOf(resources);
            resources.clear();
        }
        for (AutoCloseable resource : last) {
            try {
                resource.close();
            } catch (Exception e) {
                LOGGER.warn("{} was not closed cleanly", resource, e);
            }
        }
        deliveries.close();
        engine.close();
    }
}
