package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.log.disk.DiskFile;
import dev.leat.log.disk.FileDisk;
import dev.leat.log.format.Dictionary;
import dev.leat.log.keys.KeyHash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Making a key file leaves it, or nothing. */
class KeyFileMakerTest {

    @Test
    void leavesNothingOfASegmentThatIsTakenAwayMeanwhile(@TempDir Path directory) throws IOException {
        FileDisk disk = new FileDisk(directory);
        DiskFile file = disk.open("0000000001.log", true);
        Segment segment =
                new Segment(SegmentName.first(1), file, 1, 0, Lazy.of(new Dictionary()), Lazy.of(new CommitIndex()));
        UUID log = new UUID(1, 2);
        KeyFileMaker maker = new KeyFileMaker(disk, log, new KeyHash(log, Long.SIZE));
        file.close();

        assertThatThrownBy(() -> maker.make(segment, Pace.none())).isInstanceOf(IOException.class);

        assertThat(disk.list()).containsExactly("0000000001.log");
    }
}
