package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that cannot be opened say why. */
class DirectoryTest {

    @TempDir
    private Path directory;

    @Test
    void isCreatedWithThoseAbove() {
        String deep = directory.resolve("x/y/z").toString();
        try (Hub hub = Hub.open(deep)) {
            hub.stream("a").publish(Event.of("type", "/s")).await();
        }
        try (Hub hub = Hub.open("file:" + deep, HubOptions.defaults().readOnly(true))) {
            assertThat(hub.stream("a").read().count()).isEqualTo(1);
        }
    }

    @Test
    void isNoFile() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");
        for (Path path : new Path[] {file, file.resolve("below")}) {
            assertThatThrownBy(() -> Hub.open(path.toString()))
                    .isInstanceOf(LeatException.Invalid.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("file");
        }
    }

    @Test
    void mustBeThereToBeRead() {
        assertThatThrownBy(() -> Hub.open(
                        directory.resolve("none").toString(),
                        HubOptions.defaults().readOnly(true)))
                .isInstanceOf(LeatException.NotFound.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() ->
                        Hub.open(directory.toString(), HubOptions.defaults().readOnly(true)))
                .isInstanceOf(LeatException.NotFound.class)
                .hasMessageContaining("holds no hub");
    }

    @Test
    void isDeniedWhereItMayNotBeWritten() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            for (Path path : new Path[] {directory, directory.resolve("below")}) {
                assertThat(Opener.open(path)).startsWith("Denied").contains("permissions");
            }
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** Opens a directory in a process that may do no more than the files' permissions say, and tells what it met. */
    static final class Opener {

        private Opener() {}

        static String open(Path path) throws IOException {
            List<String> command = new ArrayList<>();
            if (System.getProperty("user.name").equals("root")) {
                command.addAll(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
            }
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Opener.class.getName(),
                    path.toString()));
            Process child = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        public static void main(String[] args) {
            try (Hub hub = Hub.open(args[0])) {
                System.out.println("opened, with " + hub.streams());
            } catch (LeatException e) {
                System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
            }
        }
    }

    @Test
    void isFencedWhileThisProcessWritesToIt() {
        try (Hub hub = Hub.open(directory.toString())) {
            assertThat(hub.streams()).isEmpty();
            assertThatThrownBy(() -> Hub.open(directory.resolve(".").toString()))
                    .isInstanceOf(LeatException.Fenced.class)
                    .hasMessageContaining("read-only");
        }
        Hub.open(directory.toString()).close();
    }

    @Test
    void isFencedWhileAnotherProcessWritesToIt() throws Exception {
        Process child = KillTest.start(directory, "0");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            assertThat(lines.readLine()).isNotNull();
            assertThatThrownBy(() -> Hub.open(directory.toString())).isInstanceOf(LeatException.Fenced.class);
        } finally {
            child.destroyForcibly().waitFor();
        }
        Hub.open(directory.toString()).close();
    }
}
