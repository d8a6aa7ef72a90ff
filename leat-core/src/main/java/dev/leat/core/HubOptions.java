package dev.leat.core;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a hub is opened. Immutable.
 *
 * @param durability of appends that name none; default {@link Durability#SAFE}
 * @param autoCreate whether the first publish to a stream creates it with default settings ({@code
 *     streams.auto-create}); default true
 * @param readOnly whether the hub is only read, which a second process may do while the first one writes; default false
 * @param publishWait how long an append waits for room before it fails with {@link LeatException.Overloaded}; zero:
 *     fails at once; default 5 s
 * @param closeWait how long closing waits for the handlers of subscriptions; what they are at is redelivered; default 30 s
 * @param executor runs the handlers of subscriptions, a task for each event that is being handled, and must not refuse any;
 *     null, the default: threads of the hub's own, virtual ones from Java 24 on
 * @param clock tells the hub's time, by which events are recorded and expire; the system's by default. For tests
 * @param engine settings of the engine by name, as documented by it
 */
public record HubOptions(
        Durability durability,
        boolean autoCreate,
        boolean readOnly,
        Duration publishWait,
        Duration closeWait,
        @Nullable Executor executor,
        Clock clock,
        Map<String, String> engine) {

    private static final HubOptions DEFAULTS = new HubOptions(
            Durability.SAFE,
            true,
            false,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            null,
            Clock.systemUTC(),
            Map.of());

    public HubOptions {
        engine = Map.copyOf(engine);
        if (publishWait.isNegative()) {
            throw new LeatException.Invalid("publishWait", publishWait + " is negative");
        }
        if (closeWait.isNegative()) {
            throw new LeatException.Invalid("closeWait", closeWait + " is negative");
        }
    }

    public static HubOptions defaults() {
        return DEFAULTS;
    }

    public HubOptions durability(Durability level) {
        return new HubOptions(level, autoCreate, readOnly, publishWait, closeWait, executor, clock, engine);
    }

    public HubOptions autoCreate(boolean create) {
        return new HubOptions(durability, create, readOnly, publishWait, closeWait, executor, clock, engine);
    }

    public HubOptions readOnly(boolean only) {
        return new HubOptions(durability, autoCreate, only, publishWait, closeWait, executor, clock, engine);
    }

    public HubOptions publishWait(Duration wait) {
        return new HubOptions(durability, autoCreate, readOnly, wait, closeWait, executor, clock, engine);
    }

    public HubOptions closeWait(Duration wait) {
        return new HubOptions(durability, autoCreate, readOnly, publishWait, wait, executor, clock, engine);
    }

    public HubOptions executor(@Nullable Executor handlers) {
        return new HubOptions(durability, autoCreate, readOnly, publishWait, closeWait, handlers, clock, engine);
    }

    public HubOptions clock(Clock time) {
        return new HubOptions(durability, autoCreate, readOnly, publishWait, closeWait, executor, time, engine);
    }

    public HubOptions engine(String name, String value) {
        Map<String, String> more = new HashMap<>(engine);
        more.put(name, value);
        return new HubOptions(durability, autoCreate, readOnly, publishWait, closeWait, executor, clock, more);
    }
}
