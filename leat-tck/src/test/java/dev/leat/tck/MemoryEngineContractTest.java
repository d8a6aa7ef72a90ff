package dev.leat.tck;

/** The memory engine keeps the contract. */
class MemoryEngineContractTest extends EngineContract {

    @Override
    protected EngineFixture fixture() {
        return new MemoryFixture("memory:");
    }
}
