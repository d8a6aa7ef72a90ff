package dev.leat.log;

import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.engine.Engine;
import dev.leat.engine.EngineProvider;
import dev.leat.log.disk.Disk;
import dev.leat.log.disk.FileDisk;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;

/** Opens directories with the embedded log. */
public final class LogEngineProvider implements EngineProvider {

    @Override
    public Set<String> schemes() {
        return Set.of("file");
    }

    @Override
    public Engine open(String location, HubOptions options) {
        LogSettings settings = LogSettings.of(options);
        try {
            Path directory = Path.of(location);
            if (options.readOnly() && !Files.isDirectory(directory)) {
                throw new LeatException.NotFound(
                        "there is no directory " + directory.toAbsolutePath() + " to read a hub from");
            }
            if (!options.readOnly()) {
                Files.createDirectories(directory);
            }
            return open(new FileDisk(directory), settings, options.readOnly(), options.clock());
        } catch (InvalidPathException e) {
            throw new LeatException.Invalid("uri", "'" + location + "' is not a path: " + e.getReason());
        } catch (FileAlreadyExistsException e) {
            throw new LeatException.Invalid("uri", "'" + location + "' is a file, not a directory");
        } catch (FileSystemException e) {
            throw failure(location, options, e);
        } catch (IOException e) {
            throw new LeatException.Unavailable("opening " + location + " failed: " + e.getMessage(), e);
        }
    }

    private static LeatException failure(String location, HubOptions options, FileSystemException e) {
        if (e instanceof AccessDeniedException || String.valueOf(e.getReason()).contains("Read-only")) {
            return new LeatException.Denied(
                    e.getFile() + " may not be " + (options.readOnly() ? "read" : "written")
                            + ": check its permissions",
                    e);
        }
        if (String.valueOf(e.getReason()).contains("Not a directory")) {
            return new LeatException.Invalid("uri", "'" + location + "' leads through a file: " + e.getFile());
        }
        return new LeatException.Unavailable("opening " + location + " failed: " + e.getMessage(), e);
    }

    /** Opens a log on any disk. */
    static Engine open(Disk disk, LogSettings settings, boolean readOnly, Clock clock) throws IOException {
        return new LogEngine(
                disk, readOnly ? ReadOnlyLog.open(disk, settings) : WritableLog.open(disk, settings, clock));
    }
}
