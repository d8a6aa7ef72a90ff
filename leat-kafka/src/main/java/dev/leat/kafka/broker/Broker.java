package dev.leat.kafka.broker;

import dev.leat.core.LeatException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * One broker in a child process, on a folder and a port that stay the same when it is stopped or killed and started again.
 * Thread-safe: one lock guards its process.
 */
public final class Broker {

    private static final Duration FORMAT = Duration.ofMinutes(1);
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 50;

    private final Node node;
    private final String cluster;
    private final Path log;
    private @Nullable Process process;
    private @Nullable Watchdog watchdog;

    /** @param cluster the id of its cluster */
    Broker(Node node, String cluster) {
        this.node = node;
        this.cluster = cluster;
        this.log = node.folder().resolve("broker.log");
    }

    /** Its host and port, for clients. */
    public String bootstrap() {
        return node.bootstrap();
    }

    /** Its number in the cluster, as Kafka's tools tell it; from 1. */
    public int id() {
        return node.id();
    }

    /** What it logs. */
    public Path log() {
        return log;
    }

    /** The number of its process; of its last one if it is down. */
    public synchronized long pid() {
        return process == null ? -1 : process.pid();
    }

    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /**
     * Starts it and waits until it answers; does nothing if it runs.
     *
     * @throws LeatException.Unavailable if it does not start, with the end of its log
     */
    public void start() {
        launch();
        await(1);
    }

    /** Completes when the process that runs now has ended, whatever ended it; at once if none runs. */
    CompletableFuture<Broker> ended() {
        Process current = current();
        return current == null
                ? CompletableFuture.completedFuture(this)
                : current.onExit().thenApply(ended -> this);
    }

    /** Starts it and does not wait. */
    synchronized void launch() {
        if (isRunning()) {
            return;
        }
        String classPath = BrokerJars.classPath();
        try {
            if (!Files.exists(node.data().resolve("meta.properties"))) {
                format(classPath);
            }
            Path settings = node.folder().resolve("log4j2.properties");
            Files.write(settings, BrokerJars.resource("broker-log4j2.properties"));
            process = new ProcessBuilder(
                            Command.java(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-Dlog4j2.configurationFile=" + settings,
                            "-cp",
                            classPath,
                            "kafka.Kafka",
                            Node.SETTINGS)
                    .directory(node.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(node.folder().resolve("out.log").toFile())
                    .start();
            watchdog = new Watchdog(process);
        } catch (IOException e) {
            throw new LeatException.Unavailable("cannot start a broker in " + node.folder() + ": " + e.getMessage(), e);
        }
    }

    private void format(String classPath) {
        Command.run(
                node.folder(),
                node.folder().resolve("format.log"),
                FORMAT,
                List.of(
                        Command.java(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        cluster,
                        "-c",
                        Node.SETTINGS));
    }

    /** Waits until it answers and knows so many brokers that run. */
    void await(int brokers) {
        long deadline = System.nanoTime() + START.toNanos();
        while (!(listens() && knows(brokers))) {
            if (System.nanoTime() > deadline) {
                throw new LeatException.Unavailable(
                        "broker " + id() + " does not answer after " + START.toSeconds() + " s:\n" + Command.end(log),
                        null);
            }
            pause();
        }
    }

    private void pause() {
        Process current = current();
        try {
            if (current == null || current.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new LeatException.Unavailable(
                        "broker " + id() + " has ended while it was to start:\n" + Command.end(log), null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LeatException.Unavailable("interrupted while broker " + id() + " was starting", e);
        }
    }

    private synchronized @Nullable Process current() {
        return process;
    }

    /** Asked first, because Kafka's client logs warnings where nobody listens. */
    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean knows(int brokers) {
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers", bootstrap(), "request.timeout.ms", "2000", "default.api.timeout.ms", "2000"))) {
            var nodes = admin.describeCluster().nodes().get();
            return nodes.size() >= brokers && nodes.stream().anyMatch(n -> n.id() == id());
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends it as a power cut would, by {@code kill -9}, and waits until it is gone. */
    public synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd(process);
        }
    }

    /** Lets it end in good order, handing over what it leads; kills it if that takes longer than 20 s. */
    public synchronized void stop() {
        if (process != null) {
            terminate();
            awaitEnd(process);
        }
    }

    /** Asks it to end, and does not wait. */
    synchronized void terminate() {
        if (process != null) {
            process.destroy();
        }
    }

    private void awaitEnd(Process ending) {
        boolean interrupted = false;
        try {
            if (!ending.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                ending.destroyForcibly();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            ending.destroyForcibly();
        }
        ending.onExit().join();
        if (watchdog != null) {
            watchdog.close();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
