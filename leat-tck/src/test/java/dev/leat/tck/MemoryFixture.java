package dev.leat.tck;

import dev.leat.core.Capability;
import java.util.Set;

/** Memory: every hub has its own, and nothing is left of it. */
record MemoryFixture(String uri, Set<Capability> missing) implements EngineFixture {

    MemoryFixture(String uri) {
        this(uri, Set.of(Capability.PERSISTENT));
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
