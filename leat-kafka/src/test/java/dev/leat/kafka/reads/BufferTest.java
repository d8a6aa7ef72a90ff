package dev.leat.kafka.reads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class BufferTest {

    /** Each takes 100 bytes. */
    private static final int RECORD = 100;

    private final Buffer buffer = new Buffer();

    private void add(long... offsets) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (long offset : offsets) {
            records.add(new ConsumerRecord<>(
                    "orders",
                    0,
                    offset,
                    0,
                    TimestampType.LOG_APPEND_TIME,
                    -1,
                    RECORD - 64,
                    null,
                    new byte[RECORD - 64],
                    new RecordHeaders(),
                    Optional.empty()));
        }
        buffer.add(records, Buffer.sizes(records));
    }

    private List<Long> from(long offset, int maxBytes) {
        return buffer.from(offset, maxBytes).stream()
                .map(ConsumerRecord::offset)
                .toList();
    }

    @Test
    void recordsAreFoundByOffsetsThatMayHaveGaps() {
        assertThat(from(0, RECORD)).isEmpty();
        add(3, 5);
        add(9, 10);
        assertThat(from(0, 1_000)).containsExactly(3L, 5L, 9L, 10L);
        assertThat(from(4, 1_000)).containsExactly(5L, 9L, 10L);
        assertThat(from(10, 1_000)).containsExactly(10L);
        assertThat(from(11, 1_000)).isEmpty();
    }

    @Test
    void soManyBytesAreGivenAndOneRecordAtLeast() {
        add(0, 1, 2, 3);
        assertThat(from(0, 0)).containsExactly(0L);
        assertThat(from(1, RECORD)).containsExactly(1L);
        assertThat(from(1, 2 * RECORD)).containsExactly(1L, 2L);
        assertThat(from(1, 2 * RECORD + 99)).containsExactly(1L, 2L);
        assertThat(from(1, Integer.MAX_VALUE)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whatWasReadIsDroppedUpToWhatIsKept() {
        add(0, 1, 2, 3, 4, 5);
        assertThat(buffer.dropBefore(0, 0)).isZero();
        assertThat(buffer.dropBefore(4, 10 * RECORD)).isZero();
        assertThat(buffer.dropBefore(4, 2 * RECORD)).isEqualTo(2);
        assertThat(buffer.bytes()).isEqualTo(4 * RECORD);
        assertThat(buffer.bytesBefore(4)).isEqualTo(2 * RECORD);
        add(6);
        assertThat(from(0, 3 * RECORD)).containsExactly(2L, 3L, 4L);
        assertThat(buffer.dropBefore(100, 0)).isEqualTo(7);
        assertThat(buffer.bytes()).isZero();
        add(8, 9);
        assertThat(from(7, RECORD)).containsExactly(8L);
    }
}
