package dev.leat.log;

import dev.leat.core.HubOptions;
import dev.leat.tck.EngineContract;
import dev.leat.tck.EngineFixture;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

/** The log engine keeps the contract, in one segment and in many. */
class LogEngineContractTest {

    @Nested
    class WithDefaults extends EngineContract {

        @Override
        protected EngineFixture fixture() throws IOException {
            return new LogFixture(HubOptions.defaults());
        }
    }

    @Nested
    class WithTheSmallestSegments extends EngineContract {

        @Override
        protected EngineFixture fixture() throws IOException {
            return new LogFixture(HubOptions.defaults().engine(LogSettings.SEGMENT_BYTES, "65536"));
        }
    }
}
