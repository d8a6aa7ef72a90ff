package dev.leat.kafka.broker;

/** Free ports for tests, of the same kind as brokers have. */
public final class FreePorts {

    private FreePorts() {}

    public static int pick() {
        return Ports.pick();
    }
}
