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
import dev.leat.engine.StreamPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriptions of one hub. Thread-safe: what defines subscriptions is guarded by the monitor, and which streams they read
 * by {@link #reading}; they are taken in this order, and before any group's lock.
 */
public final class Deliveries implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger("dev.leat.core.Subscription");

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** What subscriptions need of their hub. */
    public interface Streams {

        Engine engine();

        /** Records, in streams of Leat's own too, which are created. */
        CompletableFuture<Appended> record(Append append);

        /** Records what users give, which is checked. */
        CompletableFuture<Appended> checked(Append append);

        /** Whether others write, and what was read of them grows old. */
        boolean isReadOnly();

        /** Whether other processes have subscriptions of the same storage, and share them. */
        boolean areShared();

        /** Creates a stream with default settings, where that is allowed. */
        void create(String name);

        /** Per partition, the first offset to be read. */
        long[] places(StreamInfo info, Start start);

        /** All events of a stream that match; none if it is not there. */
        Iterable<Event> all(String stream, Filter filter);

        /** What a cursor has not seen of a stream; nothing if it is not there. */
        Iterable<Event> since(String stream, Cursor seen);
    }

    /** Held while groups take in streams or give them up, so that none is missed that comes meanwhile. */
    private final Object reading = new Object();

    private final Streams streams;
    private final Duration closeWait;
    private final Workers workers;
    private final SettingAside settingAside;
    private final CursorCommits commits;
    private final Map<String, Group> groups = new ConcurrentHashMap<>();
    private final Map<String, Tail> tails = new ConcurrentHashMap<>();
    private final AtomicInteger ephemeral = new AtomicInteger();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Changes changes = new Changes(this);
    private final Register register;
    private final Defining defining;

    /** @param closeWait how long closing waits for handlers */
    public Deliveries(Streams streams, @Nullable Executor executor, Duration closeWait) {
        this.streams = streams;
        this.closeWait = closeWait;
        this.workers = new Workers(executor);
        this.settingAside = new SettingAside(streams::record);
        this.commits = new CursorCommits(groups.values(), streams::record, workers);
        this.register = new Register(this);
        this.defining = new Defining(this, register);
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
        return register.now().all().stream().map(changes::info).toList();
    }

    /** A stream has been created: those whose pattern it matches take it from its first event. */
    public void created(StreamInfo info) {
        synchronized (reading) {
            for (Group group : groups.values()) {
                boolean isReplays = info.name().equals(Definitions.replays(group.name));
                boolean isWanted =
                        isReplays || (group.pattern && group.definition().takes(info.name()));
                if (isWanted && !group.streams().contains(info.name())) {
                    add(group, info, behind(info, null));
                }
            }
        }
    }

    /** A stream may have been created by another process. */
    void found(String stream) {
        Failures.join(streams.engine().describe(stream)).forEach(this::created);
    }

    /** Deletes a stream: who subscribed to it alone is stopped. */
    public void delete(String stream) {
        List<Group> stopped = new ArrayList<>();
        synchronized (reading) {
            for (Group group : groups.values()) {
                boolean own = remove(group, stream) && !group.pattern && !stream.startsWith(Definitions.RESERVED);
                stopped.addAll(own ? List.of(group) : List.of());
            }
            tails.keySet().removeIf(key -> key.startsWith(stream + "/"));
            Failures.join(streams.engine().delete(stream));
        }
        stopped.forEach(group -> group.stop(new LeatException.NotFound("stream '" + stream + "' was deleted")));
    }

    /** Has a group read a stream from these places on, or as others leave the partitions to it. */
    private void add(Group group, StreamInfo info, long[] places) {
        if (group.sharing == null) {
            group.add(info.name(), lanes(group, info, places));
        } else {
            group.add(info.name(), List.of());
            group.sharing.streamsChanged();
        }
    }

    private static boolean remove(Group group, String stream) {
        boolean removed = group.remove(stream);
        if (removed && group.sharing != null) {
            group.sharing.streamsChanged();
        }
        return removed;
    }

    /** Looks for streams that another process has created, as long as there is a pattern that may take them. */
    private void look() {
        if (groups.values().stream().noneMatch(group -> group.pattern)) {
            looking.set(false);
            return;
        }
        try {
            Failures.join(streams.engine().describe("*")).forEach(this::created);
        } catch (LeatException e) {
            LOGGER.warn("looking for new streams failed, trying again: {}", e.getMessage());
        }
        workers.later(LOOK_EVERY, this::look);
    }

    @Override
    public void close() {
        long deadline = System.nanoTime() + closeWait.toNanos();
        List<Member> members = groups.values().stream()
                .flatMap(group -> group.members().stream())
                .toList();
        members.forEach(member -> member.group.retire(member));
        members.forEach(member -> member.close(deadline));
        // side by side where threads can be had, as an engine out of reach lets each wait for its last commit
        List<Group> resting = List.copyOf(groups.values());
        resting.forEach(group -> {
            boolean unused = workers.start(group.ending::rest);
        });
        resting.forEach(group -> group.ending.rest());
        workers.close();
    }

    // ---- subscribing

    Subscription subscribe(Description wanted, Handling handling) {
        Group before = wanted.name() == null ? null : groups.get(wanted.name());
        if (before != null) {
            before.ending.awaitRest(closeWait.toNanos());
        }
        return begin(wanted, handling);
    }

    private synchronized Subscription begin(Description wanted, Handling handling) {
        String name = wanted.name();
        while (true) {
            Group group = name == null ? ephemeral(wanted) : durable(name, wanted);
            Member member = new Member(changes, group, handling, wanted.concurrency(), wanted.retry(), wanted.onDead());
            if (group.join(member)) {
                if (group.pattern && othersWrite() && looking.compareAndSet(false, true)) {
                    workers.later(LOOK_EVERY, this::look);
                }
                if (group.sharing != null) {
                    group.sharing.join();
                    register.follow();
                }
                return member;
            }
        }
    }

    private boolean othersWrite() {
        return streams.isReadOnly() || streams.areShared();
    }

    private Group ephemeral(Description wanted) {
        Definition definition =
                Definition.of("ephemeral-" + ephemeral.incrementAndGet(), wanted.streams(), wanted.filter());
        Start start = wanted.start() == null ? Start.latest() : wanted.start();
        Group group = new Group(this, definition, false, false);
        synchronized (reading) {
            for (StreamInfo info : infos(definition)) {
                group.add(info.name(), lanes(group, info, streams.places(info, start)));
            }
            groups.put(group.name, group);
        }
        return group;
    }

    private Group durable(String name, Description wanted) {
        Group open = open(name);
        Definition definition = defining.define(name, wanted, open != null);
        if (open != null) {
            return open;
        }
        Group group = new Group(this, definition, true, streams.areShared());
        synchronized (reading) {
            List<StreamInfo> infos = new ArrayList<>(infos(definition));
            infos.addAll(Failures.join(streams.engine().describe(Definitions.replays(name))));
            Map<String, Cursor> cursors = committed(name);
            for (StreamInfo info : infos) {
                add(group, info, behind(info, cursors.get(info.name())));
            }
            groups.put(name, group);
        }
        return group;
    }

    /** The group at work under a name; one that has ended makes its last commit, also if its last handler still runs. */
    @Nullable
    Group open(String name) {
        Group group = groups.get(name);
        if (group == null || !group.isEnding()) {
            return group;
        }
        group.ending.rest();
        return null;
    }

    private List<Lane> lanes(Group group, StreamInfo info, long[] places) {
        List<Lane> lanes = new ArrayList<>();
        for (int partition = 0; partition < places.length; partition++) {
            lanes.add(lane(group, new StreamPartition(info.name(), partition), places[partition]));
        }
        return lanes;
    }

    Lane lane(Group group, StreamPartition where, long next) {
        Filters filters = group.definition().filters(where.stream(), where.partition());
        return Lane.of(streams.engine(), tail(where.stream(), where.partition()), filters, next, group);
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

    /** Per partition, the first offset that a cursor has not seen, kept or not; null: one that has seen nothing. */
    static long[] behind(StreamInfo info, @Nullable Cursor cursor) {
        long[] places = new long[info.partitions().size()];
        for (int partition = 0; partition < places.length && cursor != null; partition++) {
            places[partition] = cursor.next(partition);
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

    /** The group at work under a name, which may be about to end. */
    @Nullable
    Group group(String name) {
        return groups.get(name);
    }

    /** Whether a durable subscription is open here. */
    boolean hasDurable() {
        return groups.values().stream().anyMatch(group -> group.durable && !group.isEnding());
    }

    Duration closeWait() {
        return closeWait;
    }

    /** A group has made its last commit. */
    void rested(Group group) {
        groups.remove(group.name, group);
    }

    /** A group is gone at once, with its cursors. */
    void forget(Group group) {
        group.cursors.close();
        group.stop(null);
        group.ending.rest();
    }

    Map<String, Cursor> committed(String name) {
        return Failures.join(streams.engine().committed(name));
    }

    synchronized Definition required(String name) {
        Definitions now = register.now();
        Definition known = now.get(name);
        if (known == null) {
            throw now.notFound(name);
        }
        return known;
    }

    /** Where those stand that a subscription set aside and that have been dealt with, as {@code stream 0:41}. */
    synchronized Set<String> dealtWith(String name) {
        return register.now().dealtWith(name);
    }

    /** Changes a filter while no stream joins or leaves the group. */
    void whileReading(Runnable change) {
        synchronized (reading) {
            change.run();
        }
    }

    /** Records a change of definitions, with cursors, and takes it into account. */
    synchronized void record(Append append) {
        Failures.join(streams.record(append));
        register.recorded(append);
    }

    /** Takes into account what others have changed. */
    synchronized void refresh() {
        var unused = register.now();
    }
}
