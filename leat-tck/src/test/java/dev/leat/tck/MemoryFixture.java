package dev.leat.tck;

import dev.leat.core.Capability;
import java.util.Set;

/** Memory: every hub has its own, and nothing is left of it. */
record MemoryFixture(String uri) implements EngineFixture {

    @Override
    public Set<Capability> missing() {
        return Set.of(Capability.PERSISTENT);
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
