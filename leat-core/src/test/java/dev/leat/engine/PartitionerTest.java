package dev.leat.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Event;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PartitionerTest {

    /** The cases of Kafka's own test of its MurmurHash2 (UtilsTest). */
    @Test
    void theHashIsKafkas() {
        assertThat(hash("21")).isEqualTo(-973932308);
        assertThat(hash("foobar")).isEqualTo(-790332482);
        assertThat(hash("a-little-bit-long-string")).isEqualTo(-985981536);
        assertThat(hash("a-little-bit-longer-string")).isEqualTo(-1486304829);
        assertThat(hash("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8")).isEqualTo(-58897971);
        assertThat(hash("abc")).isEqualTo(479470107);
    }

    private static int hash(String text) {
        return Partitioner.murmur2(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 200)
    void everyKeyHasOnePartition(@ForAll String key, @ForAll @IntRange(min = 1, max = 1_000) int partitions) {
        AtomicInteger turn = new AtomicInteger();
        int partition = Partitioner.partition(Event.of("t", "/s").key(key), partitions, turn);
        assertThat(partition).isBetween(0, partitions - 1);
        assertThat(Partitioner.partition(Event.of("u", "/v").subject("x").key(key), partitions, turn))
                .isEqualTo(partition);
        assertThat(Partitioner.partition(key, partitions)).isEqualTo(partition);
        assertThat(turn).hasValue(0);
    }

    @Test
    void turnsAreTakenEvenWhenTheirNumberRunsOver() {
        AtomicInteger turn = new AtomicInteger(Integer.MAX_VALUE - 5);
        for (int i = 0; i < 20; i++) {
            assertThat(Partitioner.partition(Event.of("t", "/s"), 3, turn)).isBetween(0, 2);
        }
    }

    @Test
    void aBinaryKeyIsItsBytes() {
        byte[] one = {1, 2, 3, 4, 5};
        int partition =
                Partitioner.partition(Event.of("t", "/s").with("partitionkey", one), 1_000, new AtomicInteger());
        assertThat(partition).isEqualTo((Partitioner.murmur2(one) & Integer.MAX_VALUE) % 1_000);
    }
}
