package dev.leat.tck;

import dev.leat.core.Capability;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** Engines that are unlike the memory engine, and keep the contract. */
class HonestEnginesContractTest {

    @Nested
    class AnsweringLaterEngine extends EngineContract {

        @Override
        protected EngineFixture fixture() {
            return new MemoryFixture("wrapped:answering-later");
        }
    }

    @Nested
    class Cluster extends EngineContract {

        @Override
        protected EngineFixture fixture() {
            return new ClusterFixture();
        }
    }

    @Nested
    class ModestEngine extends EngineContract {

        @Override
        protected EngineFixture fixture() {
            return new MemoryFixture("wrapped:modest", Set.of(Capability.values()));
        }
    }
}
