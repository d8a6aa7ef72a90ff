package dev.leat.server.cli;

import dev.leat.core.LeatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that are given to be read. */
final class Input {

    private Input() {}

    /**
     * Opens a file.
     *
     * @param what it should be, for the error
     * @throws LeatException.Invalid if it is no file
     * @throws LeatException.NotFound if there is none
     * @throws LeatException.Denied if it may not be read
     */
    static InputStream open(String file, String what) throws IOException {
        try {
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw new LeatException.Invalid("FILE", "'" + file + "' is a directory; give " + what);
            }
            return Files.newInputStream(path);
        } catch (InvalidPathException e) {
            throw new LeatException.Invalid("FILE", "'" + file + "' is not a path: " + e.getReason());
        } catch (NoSuchFileException e) {
            throw new LeatException.NotFound("there is no file " + file);
        } catch (AccessDeniedException e) {
            throw new LeatException.Denied("the file " + file + " may not be read: check its permissions", e);
        }
    }
}
