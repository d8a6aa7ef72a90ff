package dev.leat.log.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BloomTest {

    @Test
    void hasWhatItIsOfAndLittleElse() {
        for (int size : new int[] {0, 1, 50, 100_000}) {
            int[] keys = new Random(size).ints(size).toArray();
            Bloom bloom = Bloom.read(Bloom.of(keys, size).toBytes());
            for (int key : keys) {
                assertThat(bloom.mayHave(key)).isTrue();
            }
            long inVain = new Random(-1).ints(10_000).filter(bloom::mayHave).count();
            assertThat(inVain).isLessThan(300);
        }
    }
}
