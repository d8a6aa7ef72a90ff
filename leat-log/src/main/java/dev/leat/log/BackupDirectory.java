package dev.leat.log;

import dev.leat.core.LeatException;
import dev.leat.log.disk.Disk;
import dev.leat.log.disk.FileDisk;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Where a backup goes: a directory of its own, which is made if need be. */
final class BackupDirectory {

    private BackupDirectory() {}

    /** Backs a log up; returns the number of bytes copied. */
    static long backup(OpenLog log, Disk source, Path directory) {
        try {
            Path absolute = directory.toAbsolutePath().normalize();
            requireOutside(source.directory().toRealPath(), absolute);
            create(absolute);
            return new Backup(log, source, new FileDisk(directory)).run();
        } catch (AccessDeniedException e) {
            throw new LeatException.Denied(e.getFile() + " may not be read or written: check its permissions", e);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No space left")) {
                throw new LeatException.Overloaded(
                        "the disk of " + directory + " is full (" + e.getMessage()
                                + "); what was backed up before is as it was: make room and try again",
                        Duration.ofSeconds(1),
                        e);
            }
            throw new LeatException.Unavailable(
                    "backing up into " + directory + " failed (" + e.getMessage()
                            + "); what was backed up before is as it was: try again",
                    e);
        }
    }

    /** The files of a backup must not be taken for the hub's, nor be lost with them. */
    private static void requireOutside(Path hub, Path directory) throws IOException {
        if (real(directory).startsWith(hub)) {
            throw new LeatException.Invalid(
                    "directory",
                    directory
                            + " is the hub's own directory, or in it: back up into another one, best on another disk");
        }
    }

    /** Where it will be, which is not there yet. */
    private static Path real(Path path) throws IOException {
        Path parent = path.getParent();
        return parent == null || Files.exists(path)
                ? path.toRealPath()
                : real(parent).resolve(path.getFileName());
    }

    private static void create(Path directory) throws IOException {
        for (Path path = directory; path != null; path = path.getParent()) {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw new LeatException.Invalid("directory", path + " is a file, not a directory");
            }
        }
        if (!Files.exists(directory)) {
            Files.createDirectories(directory);
            Path parent = directory.getParent();
            if (parent != null) {
                new FileDisk(parent).syncDirectory();
            }
        }
    }
}
