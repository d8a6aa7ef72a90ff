package dev.leat.log.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One directory of files. Thread-safe. */
public interface Disk {

    /** Where it is, for messages. */
    Path directory();

    /** The names of all files. */
    List<String> list() throws IOException;

    /** Whether there is a file of this name. */
    boolean exists(String name);

    /** Opens a file, which is created if it may be written and is not there. */
    DiskFile open(String name, boolean writable) throws IOException;

    /** Gives a file a new name, replacing what has it; durable after {@link #syncDirectory()}. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file if it is there. */
    void delete(String name) throws IOException;

    /** Makes created, renamed and deleted names survive power loss. */
    void syncDirectory() throws IOException;

    /** Bytes that can still be written, or {@link Long#MAX_VALUE} if that is not known. */
    long usableSpace();

    /**
     * Takes the directory for writing.
     *
     * @return what gives it back, or null if another process or hub has it
     */
    @Nullable
    AutoCloseable lock(String name) throws IOException;
}
