package dev.leat.log.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IdTableTest {

    @Property(tries = 50)
    void hasAllPlacesOfEachHash(@ForAll long seed, @ForAll @IntRange(max = 64) int bits) {
        Random random = new Random(seed);
        long mask = bits == 0 ? 0 : -1L << (Long.SIZE - bits);
        IdTable table = random.nextBoolean() ? new IdTable() : IdTable.large();
        Map<Long, List<Long>> added = new HashMap<>();
        for (int i = random.nextInt(2_000); i > 0; i--) {
            long hash = random.nextLong() & mask;
            added.computeIfAbsent(hash, key -> new ArrayList<>()).add((long) i);
            table.add(hash, i);
        }
        added.forEach((hash, places) -> {
            assertThat(table.mayHave(hash)).isTrue();
            assertThat(places(table, hash)).containsAll(places);
        });
        for (int i = 0; i < 100; i++) {
            long other = random.nextLong() | 1;
            if (!added.containsKey(other)) {
                assertThat(places(table, other)).isEmpty();
            }
        }
    }

    @Test
    void rarelySuspectsWhatItDoesNotHave() {
        Random random = new Random(1);
        IdTable table = IdTable.large();
        while (!table.isFull()) {
            table.add(random.nextLong(), 1);
        }
        int suspected = 0;
        for (int i = 0; i < 100_000; i++) {
            suspected += table.mayHave(random.nextLong()) ? 1 : 0;
        }
        assertThat(suspected).isLessThan(3_000);
    }

    private static List<Long> places(IdTable table, long hash) {
        List<Long> places = new ArrayList<>();
        table.places(hash, places::add);
        return places;
    }
}
