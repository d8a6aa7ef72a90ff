package dev.leat.kafka.broker;

import dev.leat.core.LeatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * A cluster of Kafka's brokers in child processes, on the loopback interface: for development and tests. Maven fetches the
 * brokers once ({@code ~/.m2}). They end with this process, in whatever way it ends. Thread-safe.
 */
public final class Brokers implements AutoCloseable {

    private static final int ATTEMPTS = 3;

    private final ClusterFolder folder;
    private final List<Broker> brokers;
    private final Thread hook = new Thread(this::end, "leat-kafka-brokers");

    private Brokers(ClusterFolder folder, List<Node> nodes, Map<String, String> properties) throws IOException {
        this.folder = folder;
        String cluster = folder.clusterId();
        for (Node node : nodes) {
            node.configure(nodes, properties);
        }
        this.brokers = nodes.stream().map(node -> new Broker(node, cluster)).toList();
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** As {@link #start(int, Map)}, with no settings. */
    public static Brokers start(int count) {
        return start(count, Map.of());
    }

    /**
     * Starts brokers in a new temporary folder and on free ports, and waits until all answer. {@link #close} kills them and
     * deletes the folder.
     *
     * @param count 1, or 3 for topics that are replicated
     * @param properties settings of Kafka's brokers
     * @throws LeatException.Unavailable if the jars cannot be fetched, or the brokers do not start
     */
    public static Brokers start(int count, Map<String, String> properties) {
        for (int attempt = 1; ; attempt++) {
            try {
                ClusterFolder folder = ClusterFolder.temporary();
                return new Brokers(folder, folder.nodes(count, 0), properties).launch();
            } catch (LeatException.Unavailable e) {
                if (attempt == ATTEMPTS || !clash(e)) {
                    throw e;
                }
            } catch (IOException e) {
                throw new LeatException.Unavailable("cannot start brokers: " + e.getMessage(), e);
            }
        }
    }

    /** Somebody else took a port after it was picked. */
    private static boolean clash(LeatException.Unavailable e) {
        return String.valueOf(e.getMessage()).contains("Address already in use");
    }

    /**
     * Starts brokers on a folder that is kept, with what they stored there before. {@link #close} stops them in good order.
     *
     * @param path created if it does not exist
     * @param count 1 or 3; must not change once the folder is in use
     * @param port of the first broker, for clients; the others follow it
     * @param properties settings of Kafka's brokers
     * @throws LeatException.Fenced if the folder is in use
     * @throws LeatException.Invalid if a port is in use, or the folder has another number of brokers
     * @throws LeatException.Unavailable if the jars cannot be fetched, or the brokers do not start
     */
    public static Brokers open(Path path, int count, int port, Map<String, String> properties) {
        try {
            ClusterFolder folder = ClusterFolder.kept(path, count);
            try {
                for (int each = port; each < port + count; each++) {
                    if (!Ports.isFree(each)) {
                        throw new LeatException.Invalid("port", each + " is in use: take another one");
                    }
                }
                return new Brokers(folder, folder.nodes(count, port), properties).launch();
            } catch (RuntimeException | IOException e) {
                folder.close();
                throw e;
            }
        } catch (IOException e) {
            throw new LeatException.Unavailable("cannot start brokers in " + path + ": " + e, e);
        }
    }

    /** All at once: a controller waits for the others. */
    private Brokers launch() {
        try {
            brokers.forEach(Broker::launch);
            brokers.forEach(broker -> broker.await(brokers.size()));
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Hosts and ports of all brokers, for clients. */
    public String bootstrap() {
        return brokers.stream().map(Broker::bootstrap).collect(Collectors.joining(","));
    }

    /**
     * One of the brokers.
     *
     * @param index from 0
     */
    public Broker broker(int index) {
        return brokers.get(index);
    }

    public int size() {
        return brokers.size();
    }

    /** Completes with the first broker that ends, of those that run now. */
    public CompletableFuture<Broker> ended() {
        CompletableFuture<Broker> first = new CompletableFuture<>();
        for (Broker broker : brokers) {
            var unused = broker.ended().thenAccept(first::complete);
        }
        return first;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the hook is what runs: this process ends
        }
        end();
    }

    private void end() {
        if (folder.isTemporary()) {
            brokers.forEach(Broker::kill);
        } else {
            brokers.forEach(Broker::terminate);
            brokers.forEach(Broker::stop);
        }
        folder.close();
    }
}
