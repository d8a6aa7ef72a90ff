package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.StreamSettings;
import dev.leat.log.format.Commit;
import dev.leat.log.format.Commit.Run;
import dev.leat.log.format.Control;
import dev.leat.log.format.Dictionary;
import dev.leat.log.format.SegmentFormat;
import java.io.IOException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What others may see of a commit while it is taken into account. */
class LogStateTest {

    private static final int LENGTH = 64;

    private final LogState state = new LogState();

    /** Runs, of which each is asked for in the middle of a replay. Then somebody else looks how far the log goes. */
    private final class WatchedRuns extends AbstractList<Run> {
        private final List<Run> runs = List.of(run(0, 3), run(1, 2));

        @Override
        public Run get(int index) {
            assertThat(written()).isGreaterThanOrEqualTo(state.nextSequence);
            return runs.get(index);
        }

        @Override
        public int size() {
            return runs.size();
        }
    }

    private static Run run(int partition, int count) {
        int position = SegmentFormat.HEADER_BYTES + 8 * partition;
        return new Run(1, partition, 0, count, 7, count, false, position, 8, 0);
    }

    /** How many events there are: offsets and sequence numbers both begin at 0. */
    private long written() {
        return Arrays.stream(Objects.requireNonNull(state.stream("a")).written())
                .sum();
    }

    @Test
    void theLogEndsBehindACommitOnlyOnceItsPartitionsDo() throws IOException {
        state.control(new Control.Created(1, "a", StreamSettings.defaults().partitions(2)));
        Segment segment = new Segment(
                SegmentName.first(1),
                new SimDisk().open("0000000001.log", true),
                1,
                0,
                Lazy.of(new Dictionary()),
                Lazy.of(new CommitIndex()));
        state.add(segment);

        state.replay(
                segment,
                new Commit(
                        SegmentFormat.HEADER_BYTES,
                        LENGTH,
                        0,
                        7,
                        5,
                        false,
                        false,
                        0,
                        0,
                        List.of(),
                        List.of(),
                        new WatchedRuns()),
                false);

        assertThat(state.nextSequence).isEqualTo(5);
        assertThat(written()).isEqualTo(5);
    }
}
