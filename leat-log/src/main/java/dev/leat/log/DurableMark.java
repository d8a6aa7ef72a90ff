package dev.leat.log;

import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.ByteReader;
import dev.leat.log.format.ByteWriter;
import dev.leat.log.format.Checksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that says how far the log has been synced, written after every sync and never synced itself: what it says was
 * true before it was written, so it may be old but not wrong. Processes that only read follow the writer by it.
 *
 * <pre>
 *  0 u64 durable up to here (see Lsn)
 *  8 u32 checksum of it, seeded with the log's id
 * </pre>
 */
final class DurableMark implements AutoCloseable {

    static final String NAME = "DURABLE";

    private static final Logger LOGGER = LoggerFactory.getLogger(DurableMark.class);

    private final UUID log;
    private final DiskFile file;

    DurableMark(UUID log, DiskFile file) {
        this.log = log;
        this.file = file;
    }

    /** Writes the mark. Where that fails, the old one stays, or none that is whole: both are true. */
    void write(long lsn) {
        ByteWriter out = new ByteWriter(12);
        out.u64(lsn);
        out.u32(new Checksum().at(log, 0, 0, out.array(), 0, 8));
        try {
            file.write(0, ByteBuffer.wrap(out.array(), 0, out.size()));
        } catch (IOException e) {
            LOGGER.debug("the durable mark was not written", e);
        }
    }

    /** The mark, or 0 where there is none that is whole. */
    static long read(UUID log, Disk disk) throws IOException {
        if (!disk.exists(NAME)) {
            return 0;
        }
        byte[] bytes = new byte[12];
        try (DiskFile file = disk.open(NAME, false)) {
            file.read(0, ByteBuffer.wrap(bytes));
        }
        ByteReader in = new ByteReader(bytes);
        long lsn = in.u64();
        return in.u32() == new Checksum().at(log, 0, 0, bytes, 0, 8) ? lsn : 0;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
