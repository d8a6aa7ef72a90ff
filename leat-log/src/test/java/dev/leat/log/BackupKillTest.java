package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backups are taken from a process that only reads, while the one that publishes is at work and is killed. */
class BackupKillTest {

    private static final int ROUNDS = Integer.getInteger("leat.soak.rounds", 3);

    @TempDir
    private Path parent;

    /** What the child was told to be stored: id to stream and position. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    @Test
    @Timeout(3600)
    void haveWhatWasAcknowledgedBeforeTheyBegan() throws Exception {
        long seed = Long.getLong("leat.soak.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Process child = KillTest.start(parent.resolve("data"), "b" + round);
            AtomicInteger seen = new AtomicInteger();
            Thread listener = new Thread(() -> listen(child, seen));
            listener.start();
            int wanted = 1;
            for (int backups = 1 + random.nextInt(4); backups > 0; backups--) {
                while (seen.get() < wanted && child.isAlive()) {
                    Thread.onSpinWait();
                }
                backUp("seed " + seed + ", round " + round);
                wanted = seen.get() + random.nextInt(500);
            }
            child.toHandle().destroyForcibly(); // leaves the pipe open, for what it had said
            if (random.nextBoolean()) {
                backUp("seed " + seed + ", killed in round " + round);
            }
            assertThat(child.waitFor()).isNotZero();
            listener.join();
            backUp("seed " + seed + ", after round " + round);
        }
    }

    private void listen(Process child, AtomicInteger seen) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            String line;
            while ((line = lines.readLine()) != null) {
                String[] words = line.split(" ", -1);
                if (words.length == 3) { // the last line may be cut off
                    acknowledged.put(words[0], words[1]);
                    seen.incrementAndGet();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void backUp(String where) {
        Map<String, String> before = new HashMap<>(acknowledged);
        Path backup = parent.resolve("backup");
        HubOptions options = KillTest.Publisher.options().readOnly(true);
        try (Hub hub = Hub.open(parent.resolve("data").toString(), options)) {
            hub.backup(backup);
        }
        assertThat(LogVerifier.verify(backup).problems()).as(where).isEmpty();
        Map<String, String> found = new HashMap<>();
        try (Hub hub = Hub.open(backup.toString(), options)) {
            for (Event event : hub.readAll()) {
                String place = event.stream() + "/" + event.position();
                assertThat(found.put(event.getId(), place))
                        .as("%s: %s", where, event)
                        .isNull();
            }
        }
        assertThat(found).as(where).containsAllEntriesOf(before);
        found.keySet().forEach(id -> assertThat(found).as(where).containsKey(KillTest.Publisher.partner(id)));
    }
}
