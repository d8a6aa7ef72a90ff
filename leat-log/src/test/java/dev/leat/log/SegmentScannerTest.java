package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.leat.log.disk.DiskFile;
import dev.leat.log.format.SegmentFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SegmentScannerTest {

    /** As the writer does, when it ends a segment, with the zeros that it had written ahead. */
    @Test
    void endsWhereTheFileWasCutOffMeanwhile() throws IOException {
        try (DiskFile file = new SimDisk().open("a", true)) {
            file.write(0, ByteBuffer.allocate(600_000));
            SegmentScanner scanner = new SegmentScanner(new UUID(1, 2), 1, file);
            file.truncate(SegmentFormat.HEADER_BYTES);
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
                assertThat(scanner.footer()).isNull();
                assertThat(scanner.next(SegmentFormat.HEADER_BYTES, 0, false)).isNull();
                assertThat(scanner.scan(SegmentFormat.HEADER_BYTES, 0, commit -> true)
                                .ending())
                        .isEqualTo(SegmentScanner.Ending.NOTHING);
            });
        }
    }
}
