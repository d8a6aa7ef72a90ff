package dev.leat.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every {@code console} block is typed at a shell, line by line, and shows what the shell shows. All blocks of a document
 * share a directory, in which {@code ./leat} is the command that the build has put together.
 */
class ShellBlocksTest {

    @TempDir
    static Path directory;

    @BeforeAll
    static void install() throws IOException {
        Path launcher = Documents.ROOT.resolve("leat");
        Path built = Documents.ROOT.resolve("leat-server/target/dist/lib");
        if (!Files.exists(launcher) || !Files.isDirectory(built)) {
            String missing = "the command is not built: run 'mvn -pl leat-server -am package' first";
            if ("true".equals(System.getenv("CI"))) {
                fail(missing);
            }
            abort(missing);
        }
        Path lib = Files.createDirectories(directory.resolve("install/leat-server/target/dist/lib"));
        try (Stream<Path> jars = Files.list(built)) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName().toString()));
            }
        }
        Files.copy(launcher, directory.resolve("install/leat"));
        assertThat(directory.resolve("install/leat").toFile().setExecutable(true))
                .isTrue();
        assertThat(shell(directory, "install/leat --version")).contains("leat ");
    }

    /** Ends what a document has left running, because a line of it failed: it has written the process's number to a file. */
    @AfterAll
    static void endProcesses() throws IOException {
        try (Stream<Path> files =
                Files.find(directory, 2, (file, attributes) -> file.toString().endsWith(".pid"))) {
            for (Path file : files.toList()) {
                ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(directory.toString()))
                        .ifPresent(ProcessHandle::destroy);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> consoleBlocksShowWhatTheShellShows() {
        return Documents.blocks("console").stream()
                .map(block -> DynamicTest.dynamicTest(block.place(), () -> check(block)));
    }

    private static void check(Documents.Block block) throws IOException {
        assumeTools(block);
        Path place = directory.resolve(block.document().getFileName().toString());
        if (!Files.exists(place)) {
            Files.createDirectories(place);
            Files.createSymbolicLink(place.resolve("leat"), directory.resolve("install/leat"));
        }
        for (int i = 0; i < block.lines().size(); ) {
            String command = block.lines().get(i++);
            assertThat(command).as(block.place()).startsWith("$ ");
            List<String> shown = new ArrayList<>();
            while (i < block.lines().size() && !block.lines().get(i).startsWith("$ ")) {
                shown.add(block.lines().get(i++));
            }
            Expected.check(block, shown, shell(place, command.substring(2)));
        }
    }

    /** Tools of others are there where everything has to be tested. */
    private static void assumeTools(Documents.Block block) throws IOException {
        boolean kcat = block.lines().stream().anyMatch(line -> line.contains("kcat "));
        if (kcat
                && !"true".equals(System.getenv("CI"))
                && shell(directory, "command -v kcat || true").isEmpty()) {
            abort("there is no kcat: install it");
        }
    }

    /** What a command writes to stdout and stderr; it must succeed, unless a line of its own says otherwise. */
    private static String shell(Path place, String command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("timeout", "120", "bash", "-o", "pipefail", "-c", command)
                .directory(place.toFile())
                .redirectErrorStream(true);
        builder.environment().remove("LEAT_HUB");
        Process process = builder.start();
        process.getOutputStream().close();
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue())
                .as(command + "\n" + shown)
                .isZero();
        return shown;
    }
}
