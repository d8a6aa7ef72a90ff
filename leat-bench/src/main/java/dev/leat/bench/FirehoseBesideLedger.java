package dev.leat.bench;

import dev.leat.core.Append;
import dev.leat.core.Durability;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.StreamSettings;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * A stream kept for seven days beside one that is kept for ever, in segments that they share: four weeks go by while a
 * publisher waits for each of its events. Compared with the same without retention, where nothing is cleaned. How often what
 * is kept was written again is told by the generations of the segments.
 */
record FirehoseBesideLedger() implements Scenario {

    static final String CLEANED = "firehose.cleaned.publish.p99";
    static final String LEFT = "firehose.left.publish.p99";

    private static final Duration WEEK = Duration.ofDays(7);
    private static final int WEEKS = 4;
    private static final int APPENDS_A_WEEK = 800;
    private static final int FIREHOSE_EVENTS = 900;
    private static final int LEDGER_EVENTS = 100;
    private static final long APPEND_NANOS = 5_000_000;
    private static final Pattern SEGMENT = Pattern.compile("[0-9]{10}(-([0-9]+))?\\.log");

    @Override
    public String name() {
        return "firehose";
    }

    @Override
    public List<Figure> run(Path directory) throws Exception {
        Path left = Files.createDirectories(directory.resolve("left"));
        double without = publish(left, StreamSettings.defaults());
        Path cleaned = Files.createDirectories(directory.resolve("cleaned"));
        double with = publish(cleaned, StreamSettings.defaults().retain(WEEK));
        return List.of(
                new Figure(LEFT, without, "us"),
                new Figure(CLEANED, with, "us"),
                new Figure("firehose.left.disk", bytes(left) / 1e6, "MB"),
                new Figure("firehose.cleaned.disk", bytes(cleaned) / 1e6, "MB"),
                new Figure("firehose.rewrites.mean", rewrites(cleaned, false), "times"),
                new Figure("firehose.rewrites.most", rewrites(cleaned, true), "times"));
    }

    private static double publish(Path directory, StreamSettings firehose) throws Exception {
        MovedClock clock = new MovedClock();
        HubOptions options = HubOptions.defaults()
                .durability(Durability.FAST)
                .clock(clock.withZone(ZoneOffset.UTC))
                .engine("log.segment-bytes", String.valueOf(8 * 1024 * 1024));
        try (Hub hub = Hub.open(directory.toString(), options)) {
            hub.create("firehose", firehose);
            Histogram nanos = new Histogram(3);
            AtomicBoolean done = new AtomicBoolean();
            Thread waiter = new Thread(() -> publishOneByOne(hub, done, nanos));
            waiter.start();
            List<CloudEvent> events = Samples.orders(150);
            long next = System.nanoTime();
            for (int i = 0; i < WEEKS * APPENDS_A_WEEK; i++) {
                hub.append(Append.to("firehose", events.subList(0, FIREHOSE_EVENTS))
                                .and("ledger", events.subList(0, LEDGER_EVENTS)))
                        .await();
                clock.pass(WEEK.dividedBy(APPENDS_A_WEEK));
                next += APPEND_NANOS;
                while (System.nanoTime() < next) {
                    Thread.sleep(0, 100_000);
                }
            }
            done.set(true);
            waiter.join();
            return nanos.getValueAtPercentile(99) / 1e3;
        }
    }

    /** Each awaited as safe. */
    private static void publishOneByOne(Hub hub, AtomicBoolean done, Histogram nanos) {
        List<CloudEvent> events = Samples.orders(150);
        for (int i = 0; !done.get(); i++) {
            long start = System.nanoTime();
            hub.append(Append.to("ledger", events.get(i % events.size())).durability(Durability.SAFE))
                    .await();
            nanos.recordValue(System.nanoTime() - start);
        }
    }

    /** How often the bytes that are left were written again, on average or at most. */
    private static double rewrites(Path directory, boolean most) throws IOException {
        double sum = 0;
        double bytes = 0;
        double highest = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Matcher segment = SEGMENT.matcher(file.getFileName().toString());
                if (segment.matches() && segment.group(2) != null && Files.size(file) > 64 * 1024) {
                    int generation = Integer.parseInt(segment.group(2));
                    sum += (double) generation * Files.size(file);
                    bytes += Files.size(file);
                    highest = Math.max(highest, generation);
                }
            }
        }
        return most ? highest : bytes == 0 ? 0 : sum / bytes;
    }

    static long bytes(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
