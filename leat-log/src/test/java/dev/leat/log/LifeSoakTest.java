package dev.leat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.Start;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import dev.leat.log.disk.FileDisk;
import dev.leat.tck.MovableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything at once in one hub: it is published to, cleaned, altered, backed up, subscribed to, read and followed by one that
 * only reads, and closed in the middle of that, again and again.
 *
 * <p>Many rounds: {@code mvn -pl leat-log -am test -Dtest=LifeSoakTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dleat.soak.rounds=100}
 */
class LifeSoakTest {

    private static final int ROUNDS = Integer.getInteger("leat.soak.rounds", 2);
    private static final long ROUND_NANOS = Duration.ofSeconds(3).toNanos();
    private static final int PUBLISHERS = 3;
    private static final int SUBJECTS = 20;

    @TempDir
    private Path directory;

    private final MovableClock clock = new MovableClock();

    /** What was acknowledged of the stream that is kept: its place, by id. */
    private final Map<String, Position> ledger = new ConcurrentHashMap<>();

    /** The last that was acknowledged of each key of the compacted stream. */
    private final Map<String, String> latest = new ConcurrentHashMap<>();

    private final AtomicLong published = new AtomicLong();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final CountDownLatch failed = new CountDownLatch(1);
    private volatile boolean ended;

    private interface Step {
        void run(Random random) throws Exception;
    }

    @Test
    @Timeout(36_000)
    void keepsWhatIsToBeKept() throws Exception {
        long seed = Long.getLong("leat.soak.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            live(random);
            assertThat(failures).as("seed %s, round %s", seed, round).isEmpty();
        }
    }

    private HubOptions options() {
        return HubOptions.defaults()
                .clock(clock)
                .closeWait(Duration.ofSeconds(10))
                .engine(LogSettings.SEGMENT_BYTES, "65536")
                .engine(LogSettings.CLEAN_RATE, "0");
    }

    private String hubDirectory() {
        return directory.resolve("hub").toString();
    }

    private void live(Random random) throws Exception {
        ended = false;
        List<Thread> threads = new ArrayList<>();
        try (Hub hub = Hub.open(hubDirectory(), options());
                Hub reader = Hub.open(hubDirectory(), options().readOnly(true))) {
            hub.create("ledger", StreamSettings.defaults().partitions(2).dedupe(Duration.ofDays(1)));
            if (published.get() == 0) {
                hub.create("firehose", StreamSettings.defaults().retain(Duration.ofSeconds(30)));
            }
            hub.create("latest", StreamSettings.defaults().partitions(3).compact(Duration.ofDays(1)));
            checkAll(hub);
            for (int i = 0; i < PUBLISHERS; i++) {
                int number = i;
                repeat("publisher", threads, random, step -> publish(hub, number, step));
            }
            repeat("cleaner", threads, random, step -> {
                clock.pass(Duration.ofSeconds(step.nextInt(20)));
                hub.compact();
            });
            repeat("backup", threads, random, step -> backUp(hub));
            repeat("reader", threads, random, step -> read(hub, step));
            repeat("other reader", threads, random, step -> read(reader, step));
            repeat("opener", threads, random, step -> {
                try (Hub opened = Hub.open(hubDirectory(), options().readOnly(true))) {
                    read(opened, step);
                }
            });
            repeat("streams", threads, random, step -> change(hub, step));
            repeat("follower", threads, random, step -> follow(reader));
            var unused = failed.await(ROUND_NANOS, TimeUnit.NANOSECONDS);
            ended = true;
        }
        for (Thread thread : threads) {
            thread.join(60_000);
            assertThat(thread.isAlive()).as("%s hangs", thread).isFalse();
        }
        assertThat(LogVerifier.verify(new FileDisk(directory.resolve("hub"))).problems())
                .isEmpty();
    }

    private void repeat(String name, List<Thread> threads, Random random, Step step) {
        Random own = new Random(random.nextLong());
        Thread thread = new Thread(
                () -> {
                    try {
                        while (!ended) {
                            step.run(own);
                        }
                    } catch (Throwable e) {
                        boolean closed = ended && e instanceof LeatException.Closed;
                        if (!closed) {
                            failures.add(new AssertionError(name + (ended ? ", while closing" : ""), e));
                            failed.countDown();
                        }
                    }
                },
                name);
        threads.add(thread);
        thread.start();
    }

    // ---- what is done

    private void publish(Hub hub, int publisher, Random random) {
        long count = published.incrementAndGet();
        String subject = "k" + publisher + "-" + random.nextInt(SUBJECTS);
        String id = publisher + "-" + count;
        NewEvent event = Event.of("t" + random.nextInt(5), "/" + publisher)
                .id(id)
                .subject(subject)
                .data("x/y", new byte[random.nextInt(200) == 0 ? 100_000 : random.nextInt(1_000)]);
        Append append = Append.to("firehose", event, event.id(id + "b"));
        if (random.nextInt(3) == 0) {
            append = append.and("ledger", event);
        }
        if (random.nextInt(2) == 0) {
            append = append.and(
                    "latest",
                    random.nextInt(10) == 0 ? Event.of("gone", "/").id(id).subject(subject) : event);
        }
        if (random.nextInt(5) == 0) {
            append = append.when(Condition.noneSince("ledger", Filter.exact(Map.of("id", id)), Cursor.NOTHING));
        }
        // what is fast is seen by others only once what is safe before it has been synced
        boolean safe = append.entries().size() > 1 || random.nextInt(4) == 0;
        Append given = append.durability(safe ? Durability.SAFE : Durability.FAST);
        Appended appended = hub.append(given).await();
        for (Appended.Placed placed : appended.entries()) {
            assertThat(placed.duplicates()).isEmpty();
            if (placed.stream().equals("ledger")) {
                ledger.put(id, placed.positions().get(0));
            } else if (placed.stream().equals("latest")) {
                latest.put(subject, id);
            }
        }
        if (random.nextInt(4) == 0 && ledger.containsKey(id)) {
            Appended again = hub.append(Append.to("ledger", event)).await();
            assertThat(again.entries().get(0).duplicates()).containsExactly(0);
            assertThat(again.positions()).containsExactly(ledger.get(id));
        }
    }

    private void backUp(Hub hub) throws IOException {
        Map<String, Position> before = new HashMap<>(ledger);
        Path backup = directory.resolve("backup");
        hub.backup(backup);
        assertThat(LogVerifier.verify(new FileDisk(backup)).problems()).isEmpty();
        try (Hub copy = Hub.open(backup.toString(), options().readOnly(true))) {
            Map<String, Position> found = new HashMap<>();
            copy.stream("ledger").read().forEach(event -> found.put(event.getId(), event.position()));
            assertThat(found).containsAllEntriesOf(before);
        }
    }

    private void change(Hub hub, Random random) {
        String name = "s" + random.nextInt(3);
        switch (random.nextInt(4)) {
            case 0 -> {
                if (hub.streams().stream().anyMatch(info -> info.name().equals(name))) {
                    hub.stream(name).delete();
                }
            }
            case 1 ->
                hub.stream("firehose")
                        .alter(hub.stream("firehose")
                                .info()
                                .settings()
                                .retain(Duration.ofSeconds(10 + random.nextInt(60))));
            default ->
                hub.append(Append.to(name, Event.of("t", "/").subject("x"))).await();
        }
    }

    // ---- what is looked at

    private void read(Hub hub, Random random) {
        Map<String, Position> before = random.nextBoolean() ? new HashMap<>(ledger) : Map.of();
        switch (random.nextInt(5)) {
            case 0 -> checkLedger(hub, before, null);
            case 1 -> {
                String subject = "k" + random.nextInt(PUBLISHERS) + "-" + random.nextInt(SUBJECTS);
                checkLedger(hub, Map.of(), subject);
            }
            case 2 -> {
                Map<Integer, Long> last = new HashMap<>();
                hub.stream("latest").read().forEach(event -> requireBehind(event, last));
            }
            case 3 -> {
                Map<Integer, Long> last = new HashMap<>();
                try {
                    hub.stream("firehose").read().forEach(event -> requireBehind(event, last));
                } catch (LeatException.Expired e) {
                    // overtaken
                }
            }
            default -> {
                Map<String, Map<Integer, Long>> last = new HashMap<>();
                hub.readAll()
                        .forEach(event ->
                                requireBehind(event, last.computeIfAbsent(event.stream(), any -> new HashMap<>())));
            }
        }
    }

    private static void requireBehind(Event event, Map<Integer, Long> last) {
        Position at = event.position();
        assertThat(at.offset()).as("%s", event).isGreaterThan(last.getOrDefault(at.partition(), -1L));
        last.put(at.partition(), at.offset());
    }

    private void follow(Hub hub) {
        Map<Integer, Long> last = new HashMap<>();
        for (Event event : hub.stream("ledger").read().from(Start.earliest()).follow()) {
            Position at = event.position();
            assertThat(at.offset()).as("%s", event).isEqualTo(last.getOrDefault(at.partition(), -1L) + 1);
            last.put(at.partition(), at.offset());
            if (ended) {
                return;
            }
        }
    }

    private static void checkLedger(Hub hub, Map<String, Position> before, String subject) {
        Map<Integer, Long> last = new HashMap<>();
        Map<String, Position> found = new HashMap<>();
        var reading = hub.stream("ledger").read();
        for (Event event : subject == null ? reading : reading.subject(subject)) {
            requireBehind(event, last);
            assertThat(subject == null || subject.equals(event.getSubject())).isTrue();
            assertThat(found.put(event.getId(), event.position())).isNull();
        }
        assertThat(found).containsAllEntriesOf(before);
    }

    private void checkAll(Hub hub) {
        checkLedger(hub, ledger, null);
        Map<String, Integer> bySubject = new HashMap<>();
        Map<String, Integer> counted = new HashMap<>();
        hub.stream("ledger").read().forEach(event -> counted.merge(event.getSubject(), 1, Integer::sum));
        counted.keySet()
                .forEach(subject -> bySubject.put(subject, (int)
                        hub.stream("ledger").read().subject(subject).count()));
        assertThat(bySubject).isEqualTo(counted);
        Map<String, String> last = new HashMap<>();
        hub.stream("latest").read().forEach(event -> last.put(event.getSubject(), event.getId()));
        assertThat(last).isEqualTo(latest);
    }
}
