package dev.leat.tck;

import dev.leat.core.Capability;
import dev.leat.core.Durability;
import dev.leat.core.HubOptions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** Memory: every hub has its own, and nothing is left of it. */
record MemoryFixture(String uri, Set<Capability> missing, MovableClock clock) implements EngineFixture {

    static final Set<Capability> MISSING =
            EnumSet.of(Capability.PERSISTENT, Capability.SUBJECT_INDEX, Capability.BACKUP, Capability.SHARED_GROUPS);

    MemoryFixture(String uri) {
        this(uri, MISSING);
    }

    MemoryFixture(String uri, Set<Capability> missing) {
        this(uri, missing, new MovableClock());
    }

    @Override
    public HubOptions options() {
        return HubOptions.defaults()
                .clock(clock)
                .durability(missing.contains(Capability.SAFE_APPENDS) ? Durability.FAST : Durability.SAFE);
    }

    @Override
    public void pass(Duration time) {
        clock.pass(time);
    }

    @Override
    public void crash() {
        // the next hub begins anew anyway
    }

    @Override
    public void close() {
        // nothing is left
    }
}
