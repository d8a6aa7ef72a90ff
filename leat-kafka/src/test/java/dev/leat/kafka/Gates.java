package dev.leat.kafka;

import dev.leat.kafka.broker.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Ways to one broker: a listener of the broker for each, which tells its clients to come by the way's gate. Thread-safe.
 */
final class Gates {

    /** More than one test can use up, which kills two or three processes. */
    private static final int COUNT = 12;

    private final Map<String, String> listeners = new HashMap<>();
    private final Deque<Gate> free = new ArrayDeque<>();

    Gates() {
        StringBuilder listen = new StringBuilder();
        StringBuilder advertise = new StringBuilder();
        StringBuilder protocols = new StringBuilder();
        try {
            for (int i = 0; i < COUNT; i++) {
                int behind = FreePorts.pick();
                Gate gate = new Gate(behind);
                free.add(gate);
                String name = (i == 0 ? "" : ",") + "GATE" + i;
                listen.append(name).append("://127.0.0.1:").append(behind);
                advertise.append(name).append("://127.0.0.1:").append(gate.port());
                protocols.append(name).append(":PLAINTEXT");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listeners.put("listeners", listen.toString());
        listeners.put("advertised.listeners", advertise.toString());
        listeners.put("listener.security.protocol.map", protocols.toString());
        listeners.put("num.network.threads", "1"); // for each listener
    }

    /** What the broker is to be started with. */
    Map<String, String> listeners() {
        return Map.copyOf(listeners);
    }

    /** An open gate, to be {@linkplain #give given back}. */
    synchronized Gate take() {
        return free.remove();
    }

    synchronized void give(Gate gate) {
        gate.shut();
        gate.open();
        free.add(gate);
    }
}
