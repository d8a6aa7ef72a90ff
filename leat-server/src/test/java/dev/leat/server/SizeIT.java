package dev.leat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SizeIT {

    private static final long MEGABYTE = 1_000_000;

    @TempDir
    Path directory;

    @Test
    void anEmbedderCarriesLessThanThreeMegabytesInAll() throws IOException, InterruptedException {
        List<Path> jars;
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("leat.dist"), "lib"))) {
            jars = all.filter(jar -> jar.getFileName()
                            .toString()
                            .matches("(leat-core|leat-log|cloudevents-api|slf4j-api|jackson-core)-.*"))
                    .toList();
        }

        assertThat(size(jars)).isBetween(MEGABYTE / 10, 3 * MEGABYTE);
        assertThat(embedded(jars)).contains("\"type\":\"order.placed\"");
    }

    /** Shows that these jars are all that is needed. */
    private String embedded(List<Path> jars) throws IOException, InterruptedException {
        String classPath = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))
                + File.pathSeparator
                + Path.of("target/test-classes").toAbsolutePath();
        Process program = new ProcessBuilder(
                        Launcher.java(), "-cp", classPath, EmbeddedProgram.class.getName(), directory.toString())
                .redirectErrorStream(true)
                .start();
        String out = Launcher.text(program.getInputStream());
        assertThat(program.waitFor()).as(out).isZero();
        return out;
    }

    @Test
    void theBaseIsInstalledInLessThanFortyMegabytes() throws IOException, InterruptedException {
        Launcher leat = Launcher.in(directory.resolve("leat"), directory);
        assertThat(leat.run("--version").code()).isZero();

        try (Stream<Path> installed = Files.walk(leat.installed())) {
            List<Path> files = installed.filter(Files::isRegularFile).toList();
            assertThat(files).anyMatch(file -> file.endsWith("leat.jsa"));
            assertThat(size(files)).isBetween(MEGABYTE, 40 * MEGABYTE);
        }
    }

    private static long size(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }
}
