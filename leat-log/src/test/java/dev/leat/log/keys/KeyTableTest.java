package dev.leat.log.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KeyTableTest {

    @Property(tries = 50)
    void hasThePlacesOfEachKeyInOrder(@ForAll long seed) {
        Random random = new Random(seed);
        int keys = 1 + random.nextInt(300);
        long spread = random.nextBoolean() ? 1 : 0x9E3779B97F4A7C15L;
        KeyTable table = new KeyTable();
        Map<Long, List<Place>> expected = new TreeMap<>();
        int events = random.nextInt(2_000);
        for (int i = 0; i < events; i++) {
            long key = random.nextInt(keys) * spread;
            Place place = new Place(i * 2L, i + 7L, i * 100, random.nextInt());
            table.add(key, place);
            expected.computeIfAbsent(key, k -> new ArrayList<>()).add(place);
        }
        assertThat(table.size()).isEqualTo(events);
        for (int i = 0; i < keys + 3; i++) {
            List<Place> places = expected.getOrDefault(i * spread, List.of());
            long last = places.isEmpty() ? -1 : places.get(places.size() - 1).offset();
            assertThat(table.lastOffset(i * spread)).isEqualTo(last);
            long from = random.nextInt(2 * events + 1);
            List<Place> later =
                    places.stream().filter(place -> place.offset() >= from).toList();
            assertThat(table.places(i * spread, from, later.size())).isEqualTo(later);
            if (!later.isEmpty()) {
                assertThat(table.places(i * spread, from, later.size() - 1)).isNull();
            }
        }
    }

    @Test
    void isReadWhileItGrows() throws InterruptedException {
        KeyTable table = new KeyTable();
        AtomicLong added = new AtomicLong(-1);
        Thread adding = new Thread(() -> {
            for (int i = 0; i < 300_000; i++) {
                table.add(i % 1_000, new Place(i, i, i, i));
                added.set(i);
            }
        });
        adding.start();
        List<String> wrong = new ArrayList<>();
        for (int key = 0; adding.isAlive(); key = (key + 1) % 1_000) {
            long upTo = added.get();
            long last = table.lastOffset(key);
            if (last < upTo - 1_000 || (last >= 0 && last % 1_000 != key)) {
                wrong.add(key + ": " + last + " after " + upTo);
            }
        }
        adding.join();
        assertThat(wrong).isEmpty();
    }
}
