package dev.leat.kafka.broker;

import dev.leat.core.LeatException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The jars of Kafka's broker, which Leat does not carry: Maven fetches them into its own repository once, and a file in
 * {@code ~/.cache/leat} remembers where they are. Thread-safe; several processes wait for the first.
 */
final class BrokerJars {

    private static final Duration DOWNLOAD = Duration.ofMinutes(10);
    private static final String LIST = "class-path";

    private BrokerJars() {}

    /**
     * The class path of a broker.
     *
     * @throws LeatException.Unavailable if the jars are not there and cannot be fetched
     */
    static synchronized String classPath() {
        Properties build = build();
        Path folder = cache("kafka-" + build.getProperty("kafka"));
        try (FileChannel file =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.lock(); // until it is closed
            String known = known(folder.resolve(LIST));
            return known != null ? known : fetch(folder, build);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is remembered; null if it is nothing, or if Maven's repository has been emptied since. */
    private static @Nullable String known(Path list) throws IOException {
        if (!Files.exists(list)) {
            return null;
        }
        String classPath = Files.readString(list).strip();
        return whole(classPath) ? classPath : null;
    }

    /** Maven takes a jar whose own list of dependencies cannot be had for one that has none. */
    private static boolean whole(String classPath) {
        return classPath.contains("kafka-server")
                && Stream.of(classPath.split(File.pathSeparator, -1))
                        .map(Path::of)
                        .allMatch(Files::exists);
    }

    private static String fetch(Path folder, Properties build) throws IOException {
        Path pom = folder.resolve("pom.xml");
        Path list = folder.resolve(LIST);
        Files.write(pom, resource("broker-pom.xml"));
        Files.deleteIfExists(list);
        Path output = folder.resolve("maven.log");
        Command.run(
                folder,
                output,
                DOWNLOAD,
                List.of(
                        Maven.command(),
                        "-B",
                        "-ntp",
                        "-f",
                        pom.toString(),
                        "-Dmdep.outputFile=" + list,
                        "org.apache.maven.plugins:maven-dependency-plugin:" + build.getProperty("dependency-plugin")
                                + ":build-classpath"));
        String classPath = known(list);
        if (classPath == null) {
            throw new LeatException.Unavailable(
                    "Maven found no dependencies of org.apache.kafka:kafka_2.13; is its repository reachable?\n"
                            + Command.end(output),
                    null);
        }
        return classPath;
    }

    /** A folder of this user's; a new one each time where there is no home that can be written. */
    private static Path cache(String name) {
        try {
            return Files.createDirectories(Path.of(System.getProperty("user.home"), ".cache", "leat", name));
        } catch (IOException e) {
            try {
                return Files.createTempDirectory("leat-" + name);
            } catch (IOException e2) {
                throw new UncheckedIOException(e2);
            }
        }
    }

    /** What the build has filled in: versions. */
    private static Properties build() {
        Properties build = new Properties();
        try (InputStream in = BrokerJars.class.getResourceAsStream("broker.properties")) {
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build;
    }

    static byte[] resource(String name) {
        try (InputStream in = BrokerJars.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
