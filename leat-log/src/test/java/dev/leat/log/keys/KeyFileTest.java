package dev.leat.log.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.log.disk.Disk;
import dev.leat.log.disk.DiskFile;
import dev.leat.log.disk.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

    private static final UUID LOG = new UUID(1, 2);
    private static final int SEGMENT = 7;
    private static final long BASE = (1L << 32) - 100;

    /** The keys of a made-up segment, in order of position. */
    private final List<Long> keys = new ArrayList<>();

    private final List<Place> places = new ArrayList<>();
    private final Map<Integer, List<Place>> byKey = new TreeMap<>();

    private void fill(int events, int distinct, Random random) {
        keys.clear();
        places.clear();
        byKey.clear();
        long[] choice = random.longs(distinct).toArray();
        for (int i = 0; i < events; i++) {
            long key = choice[random.nextInt(1 + random.nextInt(distinct))];
            Place place = new Place(BASE + i, random.nextLong(), 64 + i * 100, random.nextInt());
            keys.add(key);
            places.add(place);
            byKey.computeIfAbsent((int) (key >>> 32), half -> new ArrayList<>()).add(place);
        }
    }

    private void write(Disk disk, String name, int most) throws IOException {
        try (DiskFile file = disk.open(name, true)) {
            KeyFileWriter writer = new KeyFileWriter(file, LOG, SEGMENT, 4_711, keys.size(), most);
            for (int range = 0; range < writer.ranges(); range++) {
                for (int i = 0; i < keys.size(); i++) {
                    writer.add(keys.get(i), places.get(i));
                }
                writer.endRange();
            }
            writer.finish();
        }
    }

    @Property(tries = 40)
    void hasThePlacesOfEachKeyInOrder(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        int events = random.nextInt(random.nextBoolean() ? 10 : 5_000);
        fill(events, 1 + random.nextInt(1 + random.nextInt(2_000)), random);
        Path directory = Files.createTempDirectory("keys");
        Disk disk = new FileDisk(directory);
        write(disk, "a", 1 + random.nextInt(6_000));
        try (KeyFile file = new KeyFile(disk.open("a", false), LOG, SEGMENT)) {
            assertThat(file.end()).isEqualTo(4_711);
            for (int half : byKey.keySet()) {
                List<Place> expected = byKey.get(half);
                long from = BASE + random.nextInt(events);
                List<Place> later = expected.stream()
                        .filter(place -> place.offset() >= from)
                        .toList();
                long hash = (long) half << 32 | random.nextInt(1_000);
                assertThat(file.places(hash, BASE, 0, expected.size())).isEqualTo(expected);
                assertThat(file.places(hash, BASE, 0, expected.size() - 1)).isNull();
                assertThat(file.places(hash, BASE, from, events)).isEqualTo(later);
                assertThat(file.lastOffset(hash, BASE))
                        .isEqualTo(expected.get(expected.size() - 1).offset());
            }
            for (long hash : random.longs(100).toArray()) {
                if (!byKey.containsKey((int) (hash >>> 32))) {
                    assertThat(file.places(hash, BASE, 0, 10)).isEmpty();
                    assertThat(file.lastOffset(hash, BASE)).isEqualTo(-1);
                }
            }
        }
        Files.delete(directory.resolve("a"));
        Files.delete(directory);
    }

    @Test
    void isTheSameInHoweverManyRangesItIsMade(@TempDir Path directory) throws IOException {
        fill(5_000, 700, new Random(3));
        Disk disk = new FileDisk(directory);
        write(disk, "a", 10_000);
        write(disk, "b", 300);
        assertThat(directory.resolve("b")).hasSameBinaryContentAs(directory.resolve("a"));
    }

    @Test
    void keepsTheKeysAtTheEndsOfTheirRange(@TempDir Path directory) throws IOException {
        for (long key : new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, -1, 0}) {
            keys.add(key);
            places.add(new Place(BASE + keys.size(), 1, keys.size(), 1));
        }
        Disk disk = new FileDisk(directory);
        write(disk, "a", 2);
        try (KeyFile file = new KeyFile(disk.open("a", false), LOG, SEGMENT)) {
            assertThat(file.lastOffset(-1, BASE)).isEqualTo(BASE + 5);
            assertThat(file.lastOffset(0, BASE)).isEqualTo(BASE + 6);
            assertThat(file.lastOffset(Long.MAX_VALUE, BASE)).isEqualTo(BASE + 3);
            assertThat(file.places(Long.MIN_VALUE, BASE, 0, 1)).containsExactly(places.get(3));
            assertThat(file.lastOffset(1L << 40, BASE)).isEqualTo(-1);
        }
    }

    @Test
    void noticesEveryDamagedByte(@TempDir Path directory) throws IOException {
        fill(180, 30, new Random(5));
        Disk disk = new FileDisk(directory);
        write(disk, "a", 1_000);
        byte[] content = Files.readAllBytes(directory.resolve("a"));
        try (FileChannel file = FileChannel.open(directory.resolve("a"), StandardOpenOption.WRITE)) {
            for (int at = 0; at < content.length; at++) {
                file.write(ByteBuffer.wrap(new byte[] {(byte) (content[at] ^ 1 << at % 8)}), at);
                assertThatThrownBy(() -> askForAll(disk)).as("byte %s", at).isInstanceOf(KeyFile.Damage.class);
                file.write(ByteBuffer.wrap(content, at, 1), at);
            }
        }
        askForAll(disk);
    }

    @Test
    void noticesWhereItIsCutOff(@TempDir Path directory) throws IOException {
        fill(400, 60, new Random(5));
        Disk disk = new FileDisk(directory);
        write(disk, "a", 1_000);
        byte[] content = Files.readAllBytes(directory.resolve("a"));
        for (int length = 0; length < content.length; length += 101) {
            Files.write(directory.resolve("a"), Arrays.copyOf(content, length));
            assertThatThrownBy(() -> askForAll(disk)).as("%s bytes", length).isInstanceOf(KeyFile.Damage.class);
        }
    }

    @Test
    void refusesTheFileOfAnotherSegmentOrLog(@TempDir Path directory) throws IOException {
        fill(400, 60, new Random(5));
        Disk disk = new FileDisk(directory);
        write(disk, "a", 1_000);
        try (DiskFile file = disk.open("a", false)) {
            assertThatThrownBy(() -> new KeyFile(file, LOG, SEGMENT + 1)).isInstanceOf(KeyFile.Damage.class);
            assertThatThrownBy(() -> new KeyFile(file, new UUID(1, 3), SEGMENT)).isInstanceOf(KeyFile.Damage.class);
        }
    }

    /** Looks at every page, then often enough for the Bloom filter. */
    private void askForAll(Disk disk) throws IOException {
        try (DiskFile opened = disk.open("a", false)) {
            KeyFile file = new KeyFile(opened, LOG, SEGMENT);
            for (int half : byKey.keySet()) {
                assertThat(file.places((long) half << 32, BASE, 0, 1_000)).isEqualTo(byKey.get(half));
            }
        }
    }
}
