package dev.leat.log.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class HashesTest {

    @Property(tries = 50)
    void hasWhatWasAddedSinceItWasEmptied(@ForAll long seed, @ForAll @IntRange(min = 8, max = 64) int bits) {
        Random random = new Random(seed);
        long mask = -1L << (Long.SIZE - bits);
        Hashes hashes = new Hashes();
        Set<Long> added = new HashSet<>();
        for (int step = 0; step < 2_000; step++) {
            long hash = random.nextLong() & mask;
            assertThat(hashes.contains(hash)).isEqualTo(added.contains(hash));
            if (random.nextInt(500) == 0) {
                hashes.clear();
                added.clear();
            } else {
                hashes.add(hash);
                added.add(hash);
            }
        }
    }
}
