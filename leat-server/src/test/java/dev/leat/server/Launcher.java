package dev.leat.server;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The command as users start it: a copy of the launcher beside what the build has put together, in a directory of its own. */
record Launcher(Path root, Path workingDirectory, List<String> prefix, Map<String, String> environment) {

    /** Copies launcher and jars. */
    static Launcher in(Path root, Path workingDirectory) throws IOException {
        Path dist = Path.of(System.getProperty("leat.dist"));
        Path script = Path.of(System.getProperty("leat.launcher"));
        Path lib = Files.createDirectories(root.resolve("leat-server/target/dist/lib"));
        try (Stream<Path> jars = Files.list(dist.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName().toString()));
            }
        }
        Files.copy(script, root.resolve("leat"));
        root.resolve("leat").toFile().setExecutable(true);
        return new Launcher(root, workingDirectory, List.of(root.resolve("leat").toString()), Map.of());
    }

    /** The same, started by another command line. */
    Launcher by(String... command) {
        return new Launcher(root, workingDirectory, List.of(command), environment);
    }

    /** Takes SIGINT even if what started this test ignores it, as shells do for what runs in the background. */
    Launcher interruptible() {
        return by("env", "--default-signal=INT", root.resolve("leat").toString());
    }

    static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    Launcher with(String variable, String value) {
        return new Launcher(root, workingDirectory, prefix, Map.of(variable, value));
    }

    Path installed() {
        return root.resolve("leat-server/target/leat");
    }

    Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(workingDirectory.toFile());
        builder.environment().remove("LEAT_HUB");
        builder.environment().putAll(environment);
        return builder.start();
    }

    Cli.Result run(String... args) throws IOException, InterruptedException {
        return withInput("", args);
    }

    Cli.Result withInput(String input, String... args) throws IOException, InterruptedException {
        Process process = start(args);
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // it has ended before it read all
        }
        String out = text(process.getInputStream());
        return new Cli.Result(process.waitFor(), out, err.join());
    }

    static String text(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Java that runs this test. */
    static String java() {
        return System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    }
}
