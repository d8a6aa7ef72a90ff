package dev.leat.kafka;

import dev.leat.tck.EngineFixture;
import dev.leat.tck.StorageContract;

/** The Kafka engine stores and gives back what the contract says, on a real broker. */
class KafkaStorageContractTest extends StorageContract {

    @Override
    protected EngineFixture fixture() {
        return new KafkaFixture();
    }
}
