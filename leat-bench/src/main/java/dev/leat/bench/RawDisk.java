package dev.leat.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What the disk can do at best: the cost of one synced write, overwriting and growing, and the rate of large ones. */
record RawDisk() implements Scenario {

    static final String OVERWRITE = "raw.overwrite-and-sync.p50";
    static final String SEQUENTIAL = "raw.sequential-write";

    /** What the log writes for one event of 100 bytes: header, tables and record. */
    private static final int SMALL_WRITE = 224;

    private static final int SMALL_WRITES = 2_000;
    private static final int MIB = 1024 * 1024;
    private static final int LARGE_WRITES = 512;
    private static final int SYNC_EVERY = 8;

    @Override
    public String name() {
        return "raw";
    }

    @Override
    public List<Figure> run(Path directory) throws IOException {
        return List.of(
                new Figure(OVERWRITE, syncedWrites(directory.resolve("overwritten"), true), "us"),
                new Figure("raw.grow-and-sync.p50", syncedWrites(directory.resolve("grown"), false), "us"),
                new Figure(SEQUENTIAL, sequential(directory.resolve("sequential")), "MB/s"));
    }

    private static double syncedWrites(Path path, boolean zeroed) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            if (zeroed) {
                file.write(ByteBuffer.allocateDirect(MIB));
                file.force(true);
            }
            Histogram nanos = new Histogram(3);
            ByteBuffer bytes = ByteBuffer.allocateDirect(SMALL_WRITE);
            for (int i = 0; i < SMALL_WRITES; i++) {
                long start = System.nanoTime();
                file.write(bytes.clear(), (long) i * SMALL_WRITE);
                file.force(false);
                nanos.recordValue(System.nanoTime() - start);
            }
            return nanos.getValueAtPercentile(50) / 1e3;
        }
    }

    private static double sequential(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(MIB);
            long start = System.nanoTime();
            for (int i = 1; i <= LARGE_WRITES; i++) {
                file.write(bytes.clear());
                if (i % SYNC_EVERY == 0) {
                    file.force(false);
                }
            }
            return (double) LARGE_WRITES * MIB * 1e3 / (System.nanoTime() - start);
        }
    }
}
