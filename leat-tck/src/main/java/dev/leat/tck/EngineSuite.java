package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Capability;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Pending;
import dev.leat.core.Position;
import dev.leat.core.Reading;
import dev.leat.core.StreamSettings;
import dev.leat.engine.Engine;
import dev.leat.engine.EngineProvider;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What all suites share: each test has a storage of its own, and closes what it opened. */
@Timeout(180)
public abstract class EngineSuite {

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private EngineFixture fixture;

    /** How long this test waits for what must happen. */
    Duration patience = Duration.ZERO;

    private @Nullable Hub hub;

    /** A fixture on fresh storage. */
    protected abstract EngineFixture fixture() throws Exception;

    @BeforeEach
    final void begin() throws Exception {
        fixture = fixture();
        patience = fixture.patience();
    }

    @AfterEach
    final void end() throws Exception {
        try {
            while (!opened.isEmpty()) {
                opened.pop().close();
            }
        } finally {
            fixture.close();
        }
    }

    /** The hub of this test, opened when first asked for. */
    final Hub hub() {
        Hub known = hub;
        if (known == null) {
            known = open(options -> options);
            hub = known;
        }
        return known;
    }

    final Hub open(UnaryOperator<HubOptions> change) {
        return open(fixture.uri(), change);
    }

    private Hub open(String uri, UnaryOperator<HubOptions> change) {
        return closing(Hub.open(uri, change.apply(fixture.options())));
    }

    /** Another hub on the same storage, as another process has it. */
    final Peer peer() {
        String uri = another();
        return new Peer(uri, open(uri, options -> options));
    }

    /** One process of several, with its hub. */
    record Peer(String uri, Hub hub) {}

    /** The engine without a hub around it. */
    final Engine engine() {
        return engine(fixture.uri());
    }

    final Engine anotherEngine() {
        return engine(another());
    }

    final String another() {
        return fixture.another();
    }

    final void kill(String process) throws Exception {
        fixture.kill(process);
    }

    /** The engine of one process of several, without a hub around it. */
    final Engine engine(String uri) {
        String scheme = uri.substring(0, uri.indexOf(':'));
        for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
            if (provider.schemes().contains(scheme)) {
                return closing(provider.open(uri.substring(scheme.length() + 1), fixture.options()));
            }
        }
        throw new AssertionError("no provider in META-INF/services opens " + uri);
    }

    /** Kills what holds the storage and opens it again. */
    final Hub crashAndReopen() throws Exception {
        crash();
        return hub();
    }

    final void crash() throws Exception {
        fixture.crash();
        hub = null;
    }

    final Hub closeAndReopen() {
        hub().close();
        hub = null;
        return hub();
    }

    /** Lets time pass for the hubs of this test. */
    final void pass(Duration time) {
        fixture.pass(time);
    }

    final boolean movesTime() {
        return fixture.movesTime();
    }

    final int rounds(int most) {
        return fixture.rounds(most);
    }

    final Duration closing() {
        return fixture.closing();
    }

    /** The level at which this engine is tested, where levels do not matter. */
    final Durability level() {
        return fixture.options().durability();
    }

    /** The levels that this engine has: those that it lacks are refused by name, as DurabilityContract asserts. */
    final List<Durability> levels() {
        return lacks(Capability.SAFE_APPENDS) ? List.of(Durability.FAST) : List.of(Durability.SAFE, Durability.FAST);
    }

    final Durability level(int number) {
        return levels().get(number % levels().size());
    }

    final boolean lacks(Capability capability) {
        return fixture.missing().contains(capability);
    }

    final <T extends AutoCloseable> T closing(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Reads on a thread of its own from now on. */
    final Follower follow(Reading reading) {
        return closing(new Follower(reading.follow(), patience));
    }

    /** Asserts that the engine refuses what it declares to lack. */
    static void assertUnsupported(Capability capability, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LeatException.Unsupported.class,
                        refused -> assertThat(refused.capability()).isEqualTo(capability))
                .hasMessageContaining(capability.name());
    }

    final EventStream stream(String name, int partitions) {
        return hub().create(name, StreamSettings.defaults().partitions(partitions));
    }

    /** A stream of which conditions may be asked on every engine that knows any. */
    final EventStream guarded(String name, int partitions) {
        return hub().create(
                        name, StreamSettings.defaults().partitions(partitions).guarded(true));
    }

    /** Creates a stream at the level at which this engine is tested. */
    final void create(Engine engine, String name, StreamSettings settings) throws Exception {
        assertThat(soon(engine.create(name, settings, level())).name()).isEqualTo(name);
    }

    /**
     * Appends to a guarded stream as soon as this process may: where such streams have an owner, that is another process until
     * its end is noticed.
     */
    final <T> T owning(Supplier<T> append) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return append.get();
            } catch (LeatException.Fenced e) {
                if (!lacks(Capability.CONDITIONS_UNGUARDED) || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    /** How many offsets there are from this event on, with it. */
    static long from(EventStream stream, Position event) {
        return stream.info().partitions().get(event.partition()).next() - event.offset();
    }

    /** Behind all that there is of the first partition. */
    static Position next(EventStream stream) {
        return new Position(0, stream.info().partitions().get(0).next());
    }

    static NewEvent event(String id) {
        return Event.of("tck.happened", "/tck").id(id);
    }

    /** Events with the ids {@code prefix-from} to {@code prefix-(to - 1)}. */
    static List<NewEvent> events(String prefix, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> event(prefix + "-" + i)).toList();
    }

    static List<String> ids(Iterable<? extends CloudEvent> events) {
        List<String> ids = new ArrayList<>();
        events.forEach(event -> ids.add(event.getId()));
        return ids;
    }

    static List<Position> positions(Iterable<Event> events) {
        List<Position> positions = new ArrayList<>();
        events.forEach(event -> positions.add(event.position()));
        return positions;
    }

    /** Publishes events one by one and gives their positions. */
    final List<Position> publish(EventStream stream, List<? extends CloudEvent> events) {
        List<Pending<Position>> pending = new ArrayList<>();
        events.forEach(event -> pending.add(stream.publish(event)));
        return pending.stream().map(each -> each.await(patience)).toList();
    }

    final Received received() {
        return new Received(patience);
    }

    /** Waits until something holds that nobody tells of. */
    final void eventually(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    final <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
