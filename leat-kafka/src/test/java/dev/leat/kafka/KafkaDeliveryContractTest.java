package dev.leat.kafka;

import dev.leat.tck.DeliveryContract;
import dev.leat.tck.EngineFixture;

/** The Kafka engine delivers as the contract says, on a real broker. */
class KafkaDeliveryContractTest extends DeliveryContract {

    @Override
    protected EngineFixture fixture() {
        return new KafkaFixture();
    }
}
