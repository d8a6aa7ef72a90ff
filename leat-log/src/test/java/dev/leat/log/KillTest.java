package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that publishes is killed, as {@code kill -9} does, and what it had been told to be stored is looked for.
 *
 * <p>Many rounds: {@code mvn -pl leat-log -am test -Dtest=KillTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dleat.soak.rounds=50}
 */
class KillTest {

    private static final int ROUNDS = Integer.getInteger("leat.soak.rounds", 3);

    @TempDir
    private Path directory;

    @Test
    @Timeout(3600)
    void keepsWhatItAcknowledgedBeforeItWasKilled() throws Exception {
        long seed = Long.getLong("leat.soak.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<String, String> acknowledged = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged.putAll(publishAndKill(round, random));
            check(acknowledged, "seed " + seed + ", round " + round);
        }
    }

    /** Runs a child up to a random number of acknowledgements; returns id and position of each. */
    private Map<String, String> publishAndKill(int round, Random random) throws IOException, InterruptedException {
        Process child = start(directory, String.valueOf(round));
        Map<String, String> acknowledged = new HashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            int enough = 1 + random.nextInt(3_000);
            String line;
            while ((line = lines.readLine()) != null) {
                String[] words = line.split(" ", -1);
                if (words.length == 3) { // the last line may be cut off
                    acknowledged.put(words[0], words[1]);
                }
                if (acknowledged.size() == enough) {
                    child.toHandle().destroyForcibly(); // leaves the pipe open, for what it had said
                }
            }
        }
        assertThat(child.waitFor()).isNotZero();
        return acknowledged;
    }

    /** A process that publishes until it is killed. */
    static Process start(Path directory, String round) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Publisher.class.getName(),
                        directory.toString(),
                        round)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void check(Map<String, String> acknowledged, String where) {
        Map<String, Event> found = new HashMap<>();
        try (Hub hub = Hub.open(directory.toString(), Publisher.options())) {
            for (String stream : Publisher.STREAMS) {
                Map<String, Integer> last = new HashMap<>();
                for (Event event : hub.stream(stream).read()) {
                    String id = event.getId();
                    assertThat(found.put(id, event))
                            .as("%s: %s once more", where, id)
                            .isNull();
                    assertThat(RandomEvents.text(event)).isEqualTo(RandomEvents.text(Publisher.event(id)));
                    String publisher = id.substring(0, id.lastIndexOf('-'));
                    int number = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
                    assertThat(number).as("%s: order of %s", where, id).isGreaterThan(last.getOrDefault(publisher, -1));
                    last.put(publisher, number);
                }
            }
        } catch (LeatException.NotFound e) {
            assertThat(acknowledged).isEmpty();
        }
        acknowledged.forEach((id, place) -> {
            Event event = found.get(id);
            assertThat(event).as("%s: %s", where, id).isNotNull();
            assertThat(event.stream() + "/" + event.position()).isEqualTo(place);
        });
        allOrNothing(found, where);
    }

    /** Each third append of a publisher goes to both streams: its even event and the odd one behind. */
    private static void allOrNothing(Map<String, Event> found, String where) {
        for (String id : found.keySet()) {
            assertThat(found).as("%s: partner of %s", where, id).containsKey(Publisher.partner(id));
        }
    }

    /** The child: appends pairs of events, safe and fast, from three threads, and prints what was acknowledged. */
    static final class Publisher {

        static final List<String> STREAMS = List.of("a", "b");

        private Publisher() {}

        static HubOptions options() {
            return HubOptions.defaults().engine(LogSettings.SEGMENT_BYTES, "65536");
        }

        static NewEvent event(String id) {
            return new RandomEvents(new Random(id.hashCode())).numbered(id);
        }

        /** The event of the same append. */
        static String partner(String id) {
            int number = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
            return id.substring(0, id.lastIndexOf('-') + 1) + (number ^ 1);
        }

        public static void main(String[] args) throws InterruptedException {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
            Hub hub = Hub.open(args[0], options());
            List<Thread> threads = new ArrayList<>();
            for (int publisher = 0; publisher < 3; publisher++) {
                String prefix = "r" + args[1] + "p" + publisher + "-";
                Thread thread = new Thread(() -> publish(hub, prefix, out));
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }

        private static void publish(Hub hub, String prefix, PrintStream out) {
            for (int i = 0; ; i += 2) {
                String first = prefix + i;
                String second = prefix + (i + 1);
                Durability level = i % 4 == 0 ? Durability.SAFE : Durability.FAST;
                Append append = Append.to("a", event(first)).and(i % 6 == 0 ? "b" : "a", event(second));
                List<Position> at = hub.append(append.durability(level)).await().positions();
                String rest = (i % 6 == 0 ? "b/" : "a/") + at.get(1);
                out.print(first + " a/" + at.get(0) + " .\n" + second + " " + rest + " .\n");
            }
        }
    }
}
