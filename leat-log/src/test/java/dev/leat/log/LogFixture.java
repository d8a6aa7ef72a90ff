package dev.leat.log;

import dev.leat.core.Capability;
import dev.leat.core.HubOptions;
import dev.leat.tck.EngineFixture;
import dev.leat.tck.MovableClock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** A directory of the log engine. A crash goes on with a copy of it as it is on the disk while a hub still has it open. */
final class LogFixture implements EngineFixture {

    private final Path parent;
    private final HubOptions options;
    private final MovableClock clock = new MovableClock();
    private int crashes;

    LogFixture(HubOptions options) throws IOException {
        this.parent = Files.createTempDirectory("leat-log");
        this.options = options.clock(clock);
    }

    private Path directory() {
        return parent.resolve("data-" + crashes);
    }

    @Override
    public String uri() {
        return "file:" + directory();
    }

    @Override
    public Set<Capability> missing() {
        return Set.of(Capability.SHARED_GROUPS);
    }

    @Override
    public HubOptions options() {
        return options;
    }

    @Override
    public void pass(Duration time) {
        clock.pass(time);
    }

    @Override
    public void crash() throws IOException {
        Path killed = directory();
        crashes++;
        Path left = Files.createDirectories(directory());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(killed)) {
            for (Path file : files) {
                if (!file.toString().endsWith(".new")) { // of no meaning, and may just be getting its name
                    Files.copy(file, left.resolve(file.getFileName()));
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (; crashes >= 0; crashes--) {
            delete(directory());
        }
        Files.delete(parent);
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }
}
