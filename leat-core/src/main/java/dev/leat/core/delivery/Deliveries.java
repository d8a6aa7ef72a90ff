package dev.leat.core.delivery;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.Start;
import dev.leat.core.StreamInfo;
import dev.leat.core.Subscribing;
import dev.leat.core.Subscription;
import dev.leat.core.SubscriptionInfo;
import dev.leat.core.filter.Filter;
import dev.leat.core.pending.Failures;
import dev.leat.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriptions of one hub. Thread-safe: what defines subscriptions is guarded by the monitor, which is taken before
 * any group's lock.
 */
public final class Deliveries implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.leat.core.Subscription");

    /** What subscriptions need of their hub. */
    public interface Streams {

        Engine engine();

        /** Records, in streams of Leat's own too, which are created. */
        CompletableFuture<Appended> record(Append append);

        /** Creates a stream with default settings, where that is allowed. */
        void create(String name);

        /** Per partition, the first offset to be read. */
        long[] places(StreamInfo info, Start start);

        /** All events of a stream that match; none if it is not there. */
        Iterable<Event> all(String stream, Filter filter);
    }

    private final Streams streams;
    private final Workers workers;
    private final SettingAside settingAside;
    private final CursorCommits commits;
    private final Map<String, Group> groups = new ConcurrentHashMap<>();
    private final Map<String, Definition> ephemerals = new ConcurrentHashMap<>();
    private final Map<String, Tail> tails = new ConcurrentHashMap<>();
    private final AtomicInteger ephemeral = new AtomicInteger();
    private final Changes changes = new Changes(this);
    private @Nullable Definitions definitions;

    public Deliveries(Streams streams, @Nullable Executor executor) {
        this.streams = streams;
        this.workers = new Workers(executor);
        this.settingAside = new SettingAside(streams::record);
        this.commits = new CursorCommits(groups.values(), streams::record, workers);
    }

    /** Begins to describe a subscription of a stream, or of all whose names match a pattern with {@code *}. */
    public Subscribing subscribing(String nameOrPattern) {
        return Description.of(this, nameOrPattern);
    }

    /** The durable subscription of this name, open or not. */
    public synchronized Subscription subscription(String name) {
        required(name);
        return new Named(changes, name);
    }

    /** All durable subscriptions. */
    public synchronized List<SubscriptionInfo> infos() {
        return definitions().all().stream().map(changes::info).toList();
    }

    /** A stream has been created: those whose pattern it matches take it from its first event. */
    public void created(StreamInfo info) {
        for (Group group : groups.values()) {
            boolean mayTake = group.pattern || info.name().equals(Definitions.replays(group.name));
            Definition definition = mayTake ? definition(group) : null;
            if (definition != null
                    && (definition.takes(info.name()) || info.name().equals(Definitions.replays(group.name)))) {
                group.add(info.name(), lanes(group, definition, info, behind(info, null)));
            }
        }
    }

    @Override
    public void close() {
        groups.values().forEach(Group::closeMembers);
        workers.close();
    }

    // ---- subscribing

    synchronized Subscription subscribe(Description wanted, Handling handling) {
        String name = wanted.name();
        Group group = name == null ? ephemeral(wanted) : durable(name, wanted);
        Member member = new Member(changes, group, handling, wanted.concurrency(), wanted.retry(), wanted.onDead());
        group.join(member);
        return member;
    }

    private Group ephemeral(Description wanted) {
        Definition definition =
                Definition.of("ephemeral-" + ephemeral.incrementAndGet(), wanted.streams(), wanted.filter());
        Start start = wanted.start();
        Group group = new Group(this, definition.name(), false, definition.isPattern(), false);
        for (StreamInfo info : infos(definition)) {
            long[] places = streams.places(info, start == null ? Start.latest() : start);
            group.add(info.name(), lanes(group, definition, info, places));
        }
        ephemerals.put(group.name, definition);
        groups.put(group.name, group);
        return group;
    }

    private Group durable(String name, Description wanted) {
        Definition known = definitions().get(name);
        Group open = open(name);
        if (known == null) {
            define(name, wanted);
        } else {
            requireSame(known, wanted, open != null);
        }
        if (open != null) {
            return open;
        }
        Definition definition = required(name);
        Group group = new Group(this, name, true, definition.isPattern(), definition.paused());
        Map<String, Cursor> cursors = committed(name);
        for (StreamInfo info : infos(definition)) {
            group.add(info.name(), lanes(group, definition, info, behind(info, cursors.get(info.name()))));
        }
        for (StreamInfo info : Failures.join(streams.engine().describe(Definitions.replays(name)))) {
            group.add(info.name(), lanes(group, definition, info, behind(info, cursors.get(info.name()))));
        }
        groups.put(name, group);
        return group;
    }

    /** The group at work under a name; one that has ended, and whose last handler still runs, is let go. */
    private @Nullable Group open(String name) {
        Group group = groups.get(name);
        if (group == null || !group.isEnding()) {
            return group;
        }
        if (group.rest()) {
            rested(group);
        }
        return null;
    }

    private void define(String name, Description wanted) {
        Definition definition = Definition.of(name, wanted.streams(), wanted.filter());
        Start start = wanted.start();
        Append append = Append.to(Definitions.STREAM, Definitions.defined(definition));
        for (StreamInfo info : infos(definition)) {
            long[] places = streams.places(info, start == null ? Start.earliest() : start);
            append = append.commit(name, info.name(), Lanes.before(places));
        }
        record(append);
    }

    private void requireSame(Definition known, Description wanted, boolean open) {
        if (!known.streams().equals(wanted.streams())) {
            throw new LeatException.Invalid(
                    "durable",
                    "'" + known.name() + "' is a subscription of '" + known.streams() + "', not of '" + wanted.streams()
                            + "': delete it, or choose another name");
        }
        if (known.filter().equals(wanted.filter())) {
            return;
        }
        if (open) {
            throw new LeatException.Invalid(
                    "where",
                    "'" + known.name() + "' is open with the filter " + known.filter() + ", not " + wanted.filter()
                            + ": change it with filter(), or choose another name");
        }
        // nobody has it open: a program that was started again with another filter
        LOGGER.info("subscription '{}' takes {} from now on", known.name(), wanted.filter());
        record(Append.to(
                Definitions.STREAM, Definitions.filtered(known.name(), wanted.filter(), committed(known.name()))));
    }

    private List<Lane> lanes(Group group, Definition definition, StreamInfo info, long[] places) {
        List<Lane> lanes = new ArrayList<>();
        for (int partition = 0; partition < places.length; partition++) {
            Filters filters = definition.filters(info.name(), partition);
            lanes.add(Lane.of(streams.engine(), tail(info.name(), partition), filters, places[partition], group));
        }
        return lanes;
    }

    private Tail tail(String stream, int partition) {
        return tails.computeIfAbsent(
                stream + "/" + partition,
                key -> new Tail(streams.engine(), workers, commits::moved, stream, partition));
    }

    /** The streams of a subscription; one that is named is created if need be. */
    List<StreamInfo> infos(Definition definition) {
        List<StreamInfo> infos = Failures.join(streams.engine().describe(definition.streams()));
        if (infos.isEmpty() && !definition.isPattern()) {
            streams.create(definition.streams());
            infos = Failures.join(streams.engine().describe(definition.streams()));
        }
        return infos.stream().filter(info -> definition.takes(info.name())).toList();
    }

    /** Per partition, the first offset behind a cursor, null: that has seen nothing. */
    static long[] behind(StreamInfo info, @Nullable Cursor cursor) {
        long[] places = new long[info.partitions().size()];
        for (int partition = 0; partition < places.length; partition++) {
            long next = cursor == null ? 0 : cursor.next(partition);
            places[partition] = Math.max(next, info.partitions().get(partition).first());
        }
        return places;
    }

    // ---- what the parts need of each other

    Streams streams() {
        return streams;
    }

    Workers workers() {
        return workers;
    }

    SettingAside settingAside() {
        return settingAside;
    }

    CursorCommits commits() {
        return commits;
    }

    @Nullable
    Group group(String name) {
        return groups.get(name);
    }

    /** A group has handled its last event. */
    void rested(Group group) {
        commits.last(group);
        groups.remove(group.name, group);
        ephemerals.remove(group.name);
    }

    /** A group is gone at once, with its cursors. */
    void forget(Group group) {
        boolean unused = group.rest();
        groups.remove(group.name, group);
        group.stop(null);
    }

    Map<String, Cursor> committed(String name) {
        return Failures.join(streams.engine().committed(name));
    }

    private synchronized Definitions definitions() {
        Definitions known = definitions;
        if (known == null) {
            known = new Definitions(streams.all(Definitions.STREAM, Filter.all()));
            definitions = known;
        }
        return known;
    }

    synchronized Definition required(String name) {
        Definition known = definitions().get(name);
        if (known == null) {
            throw definitions().notFound(name);
        }
        return known;
    }

    synchronized Definition definition(Group group) {
        Definition known = group.durable ? definitions().get(group.name) : ephemerals.get(group.name);
        if (known == null) {
            throw new LeatException.Closed("the subscription '" + group.name + "' is closed");
        }
        return known;
    }

    synchronized boolean isDealtWith(String name, Event letter) {
        return definitions().isDealtWith(name, letter);
    }

    /** Changes the filter of a subscription that is not durable. */
    void redefine(Definition definition) {
        ephemerals.put(definition.name(), definition);
    }

    /** Records a change of definitions, with cursors, and takes it into account. */
    synchronized void record(Append append) {
        Failures.join(streams.record(append));
        for (Append.Entry entry : append.entries()) {
            if (!entry.stream().equals(Definitions.STREAM)) {
                continue;
            }
            entry.events().forEach(event -> definitions().replay(event));
        }
    }
}
