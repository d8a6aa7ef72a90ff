package dev.leat.bench;

import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.NewEvent;
import dev.leat.core.Pending;
import dev.leat.core.Reading;
import dev.leat.core.StreamSettings;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Reads one subject's 100 events among ten million of 100,000 subjects, each time another one: with everything warm, and cold,
 * which is with a hub just opened and nothing of its files in memory; beside it a scan by a filter that no index helps.
 *
 * <p>To make it cold, the kernel's caches are dropped ({@code /proc/sys/vm/drop_caches}), for which one must be root; else
 * those figures are left out.
 */
record EntityRead() implements Scenario {

    private static final int SUBJECTS = 100_000;
    private static final int EACH = 100;
    private static final int BATCH = 100;
    private static final int WARM_UP = 3_000;
    private static final int WARM = 2_000;
    private static final int COLD = 15;
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");
    private static final HubOptions OPTIONS =
            HubOptions.defaults().durability(Durability.FAST).publishWait(Duration.ofMinutes(1));

    @Override
    public String name() {
        return "entity";
    }

    @Override
    public List<Figure> run(Path directory) throws Exception {
        List<Figure> figures = new ArrayList<>();
        try (Hub hub = Hub.open(directory.toString(), OPTIONS)) {
            publish(hub.create("orders", StreamSettings.defaults()));
            long published = System.nanoTime();
            awaitKeyFiles(directory);
            figures.add(new Figure("entity.key-files.after", (System.nanoTime() - published) / 1e6, "ms"));
        }
        Random random = new Random(1);
        try (Hub hub = Hub.open(directory.toString(), OPTIONS)) {
            EventStream stream = hub.stream("orders");
            times(stream, random, WARM_UP);
            double[] micros = times(stream, random, WARM);
            figures.add(new Figure("entity.100-of-10M.warm", micros[WARM / 2], "us"));
            figures.add(new Figure("entity.100-of-10M.warm.p99", micros[WARM * 99 / 100], "us"));
            figures.add(new Figure("entity.100-of-10M.scan", scan(stream), "ms"));
        }
        cold(directory, random, figures);
        return figures;
    }

    /** Each round has every subject once, in an order of its own. */
    private static void publish(EventStream stream) {
        byte[] data = ("{\"total\":99.5,\"note\":\"" + "x".repeat(77) + "\"}").getBytes(StandardCharsets.US_ASCII);
        Random random = new Random(7);
        Pending<?> last = null;
        List<CloudEvent> batch = new ArrayList<>(BATCH);
        for (int round = 0; round < EACH; round++) {
            int step = 2 * random.nextInt(SUBJECTS / 2) + 1;
            step = step % 5 == 0 ? step + 2 : step; // shares no factor with the number of subjects
            int at = random.nextInt(SUBJECTS);
            for (int i = 0; i < SUBJECTS; i++, at = (at + step) % SUBJECTS) {
                batch.add(event(at, data));
                if (batch.size() == BATCH) {
                    last = stream.publish(batch);
                    batch = new ArrayList<>(BATCH);
                }
            }
        }
        if (last != null) {
            last.await();
        }
    }

    private static NewEvent event(int subject, byte[] data) {
        return Event.of("order.placed", "/shop").subject("customer-" + subject).data("application/json", data);
    }

    private static void awaitKeyFiles(Path directory) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (count(directory, ".key") < count(directory, ".log") - 1) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the key files are not made");
            }
            Thread.sleep(10);
        }
    }

    private static long count(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending)).count();
        }
    }

    private static double[] times(EventStream stream, Random random, int reads) {
        double[] micros = new double[reads];
        for (int i = 0; i < reads; i++) {
            String subject = "customer-" + random.nextInt(SUBJECTS);
            long start = System.nanoTime();
            int found = read(stream.read().subject(subject));
            micros[i] = (System.nanoTime() - start) / 1e3;
            if (found != EACH) {
                throw new IllegalStateException(found + " events of " + subject);
            }
        }
        Arrays.sort(micros);
        return micros;
    }

    private static int read(Reading reading) {
        int found = 0;
        for (Event event : reading) {
            var data = event.getData();
            found += data == null ? 0 : 1;
        }
        return found;
    }

    private static double scan(EventStream stream) {
        long start = System.nanoTime();
        int found = read(stream.read().where("subject LIKE 'customer-777'"));
        if (found != EACH) {
            throw new IllegalStateException(found + " events");
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static void cold(Path directory, Random random, List<Figure> figures) throws Exception {
        if (!Files.isWritable(DROP_CACHES)) {
            return;
        }
        new ProcessBuilder("sync").start().waitFor(); // what is not on the disk yet cannot be dropped
        double[] millis = new double[COLD];
        for (int i = 0; i < COLD; i++) {
            try (Hub hub = Hub.open(directory.toString(), OPTIONS)) {
                Files.writeString(DROP_CACHES, "3");
                millis[i] = times(hub.stream("orders"), random, 1)[0] / 1e3;
            }
        }
        Arrays.sort(millis);
        figures.add(new Figure("entity.100-of-10M.cold", millis[COLD / 2], "ms"));
    }
}
