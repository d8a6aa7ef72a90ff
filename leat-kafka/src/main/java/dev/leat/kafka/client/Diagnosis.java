package dev.leat.kafka.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Looks why no broker answers: whether hosts have addresses, and ports take connections. */
final class Diagnosis {

    private static final int CONNECT_MILLIS = 1_000;
    private static final int MOST_HOSTS = 3;

    private Diagnosis() {}

    /** What is found at the first hosts of a location, in a second for each at most. */
    static String of(KafkaLocation location) {
        String protocol = location.properties().getOrDefault("security.protocol", "PLAINTEXT");
        return Arrays.stream(location.bootstrap().split(",", -1))
                .limit(MOST_HOSTS)
                .map(broker -> broker + " " + found(broker, protocol))
                .collect(Collectors.joining("; "));
    }

    private static String found(String broker, String protocol) {
        int colon = broker.lastIndexOf(':');
        String host = broker.substring(0, colon).replace("[", "").replace("]", "");
        InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(broker.substring(colon + 1)));
        if (address.isUnresolved()) {
            return "has no address: check the host's name";
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
        } catch (IOException e) {
            return "takes no connection (" + e.getMessage() + "): check host and port, and that a broker runs there";
        }
        return "takes connections, but does not answer as a broker with security.protocol=" + protocol + ": "
                + (protocol.endsWith("SSL")
                        ? "the port may speak plain text (PLAINTEXT or SASL_PLAINTEXT), or be another program's"
                        : "the port may want credentials (SASL_PLAINTEXT), speak TLS (SSL or SASL_SSL), or be another"
                                + " program's");
    }
}
