package dev.leat.log.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Thread-safe; an interrupt of the calling thread neither harms it nor ends a call early. */
public interface DiskFile extends Closeable {

    /**
     * Reads from a position until the buffer is full or the file ends.
     *
     * @return the number of bytes read
     */
    int read(long position, ByteBuffer into) throws IOException;

    /** Writes the whole buffer at a position; what was written of it when this fails is not known. */
    void write(long position, ByteBuffer from) throws IOException;

    /** Makes written bytes survive power loss (fdatasync). After a failure nothing unsynced may be trusted again. */
    void sync() throws IOException;

    long size() throws IOException;

    void truncate(long size) throws IOException;
}
