package dev.leat.kafka.broker;

import dev.leat.core.LeatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/** Where the brokers of one cluster keep what they have: locked while it is in use. */
final class ClusterFolder implements AutoCloseable {

    private static final int MOST = 3;

    private final Path folder;
    private final boolean temporary;
    private final FileChannel lock;

    private ClusterFolder(Path folder, boolean temporary) throws IOException {
        this.folder = folder;
        this.temporary = temporary;
        this.lock = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** A new one, which is deleted when it is closed. */
    static ClusterFolder temporary() throws IOException {
        return new ClusterFolder(Files.createTempDirectory("leat-kafka"), true);
    }

    /**
     * One that stays.
     *
     * @param path created if it does not exist
     * @param count how many brokers it is for
     * @throws LeatException.Fenced if it is in use
     * @throws LeatException.Invalid if it holds a cluster of another number of brokers
     */
    static ClusterFolder kept(Path path, int count) throws IOException {
        ClusterFolder kept =
                new ClusterFolder(Files.createDirectories(path).toAbsolutePath().normalize(), false);
        try {
            kept.lock();
            kept.check(count);
            return kept;
        } catch (RuntimeException | IOException e) {
            kept.lock.close();
            throw e;
        }
    }

    private void lock() throws IOException {
        try {
            if (lock.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // this very process has it
        }
        throw new LeatException.Fenced(
                folder + " is in use by other brokers: stop them, or take another folder and other ports");
    }

    private void check(int count) {
        long had = IntStream.rangeClosed(1, MOST)
                .filter(id -> Files.exists(of(id)))
                .count();
        if (had != 0 && had != count) {
            throw new LeatException.Invalid(
                    "brokers",
                    count + ", but " + folder + " holds a cluster of " + had + ": take " + had + ", or another folder");
        }
    }

    /**
     * The brokers, with ports of their own.
     *
     * @param port for clients, of the first; the others have the next ones. 0: free ones
     */
    List<Node> nodes(int count, int port) {
        List<Node> nodes = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            nodes.add(new Node(id, of(id), port == 0 ? Ports.pick() : port + id - 1, Ports.pick()));
        }
        return nodes;
    }

    private Path of(int id) {
        return folder.resolve("broker-" + id);
    }

    /** The id of the cluster, which all its brokers know and which stays. */
    String clusterId() throws IOException {
        Path file = folder.resolve("cluster-id");
        if (!Files.exists(file)) {
            Files.writeString(file, Uuid.randomUuid().toString());
        }
        return Files.readString(file).strip();
    }

    boolean isTemporary() {
        return temporary;
    }

    @Override
    public void close() {
        try {
            lock.close();
            if (temporary) {
                delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
