package dev.leat.tck;

import org.junit.jupiter.api.Nested;

/** All suites: extend this, give a fixture, and the engine is held to the whole contract. */
public abstract class EngineContract {

    /** A fixture on fresh storage; called once for each test. */
    protected abstract EngineFixture fixture() throws Exception;

    @Nested
    class Storage extends StorageContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }

    @Nested
    class Delivery extends DeliveryContract {
        @Override
        protected EngineFixture fixture() throws Exception {
            return EngineContract.this.fixture();
        }
    }
}
