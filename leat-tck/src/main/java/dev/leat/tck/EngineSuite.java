package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Capability;
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
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What all suites share: each test has a storage of its own, and closes what it opened. */
@Timeout(60)
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
        return closing(Hub.open(fixture.uri(), change.apply(fixture.options())));
    }

    /** The engine without a hub around it. */
    final Engine engine() {
        String uri = fixture.uri();
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
