package dev.leat.kafka.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface that brokers keep when they start again. */
final class Ports {

    /**
     * Below the range from which systems take the ports of outgoing connections (32768 on Linux, 49152 elsewhere): while a broker
     * is down, a client that tries to reach it again and again must not be given the broker's own port.
     */
    private static final int FIRST = 20_000;

    private static final int END = 32_000;

    private Ports() {}

    /** A port that nobody had a moment ago. */
    static int pick() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (isFree(port)) {
                return port;
            }
        }
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
