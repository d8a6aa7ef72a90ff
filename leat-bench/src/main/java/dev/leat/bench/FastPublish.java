package dev.leat.bench;

import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.Pending;
import dev.leat.core.StreamSettings;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One thread publishes 100-byte events {@code fast} as quickly as it can; then they are read, and their bytes counted. */
record FastPublish(String name, int streams, int batch, int events) implements Scenario {

    @Override
    public List<Figure> run(Path directory) throws IOException {
        List<CloudEvent> orders = Samples.orders(100);
        HubOptions options = HubOptions.defaults().durability(Durability.FAST).publishWait(Duration.ofMinutes(1));
        List<Figure> figures = new ArrayList<>();
        try (Hub hub = Hub.open(directory.toString(), options)) {
            List<EventStream> targets = new ArrayList<>();
            for (int i = 0; i < streams; i++) {
                targets.add(hub.create("orders-" + i, StreamSettings.defaults()));
            }
            figures.add(new Figure(name, publish(targets, orders), "M events/s"));
            if (streams == 1 && batch > 1) {
                figures.add(new Figure("read.type-and-data", read(targets.get(0)), "M events/s"));
            }
        }
        double stored = (double) bytesOf(directory) / events - (double) Samples.dataBytes(orders) / orders.size();
        figures.add(new Figure(name + ".stored-beyond-data", stored, "bytes/event"));
        return figures;
    }

    private double publish(List<EventStream> targets, List<CloudEvent> orders) {
        Pending<?> last = null;
        int from = 0;
        long start = System.nanoTime();
        for (int published = 0; published < events; published += batch) {
            EventStream target = targets.get(published / batch % streams);
            from = from + batch > orders.size() ? 0 : from;
            last = batch == 1 ? target.publish(orders.get(from)) : target.publish(orders.subList(from, from + batch));
            from += batch;
        }
        if (last != null) {
            last.await();
        }
        return events * 1e3 / (System.nanoTime() - start);
    }

    private double read(EventStream stream) {
        long touched = 0;
        long start = System.nanoTime();
        for (Event event : stream.read()) {
            var data = event.getData();
            touched += event.getType().length() + (data == null ? 0 : data.toBytes().length);
        }
        double rate = events * 1e3 / (System.nanoTime() - start);
        if (touched < events) {
            throw new IllegalStateException("read less than was published");
        }
        return rate;
    }

    private static long bytesOf(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            long bytes = 0;
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }
}
