package dev.leat.bench;

import dev.leat.core.Durability;
import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.StreamSettings;
import io.cloudevents.CloudEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;

/** Reads all events of one partition from Kafka, type and data touched, by Leat and by one plain consumer in turns. */
record KafkaRead(int events) implements Scenario {

    static final String LEAT = "kafka.read";
    static final String PLAIN = "kafka.read.plain-consumer";

    private static final int BATCH = 1_000;
    private static final int TURNS = 4;

    @Override
    public String name() {
        return LEAT;
    }

    @Override
    public List<Figure> run(Path directory) {
        List<CloudEvent> orders = Samples.orders(100);
        String prefix = BenchBroker.prefix();
        String topic = prefix + "orders";
        HubOptions options = HubOptions.defaults().durability(Durability.FAST).publishWait(Duration.ofMinutes(1));
        Cost byLeat = new Cost();
        Cost byPlain = new Cost();
        try (Hub hub = Hub.open(BenchBroker.uri(prefix), options);
                Consumer<byte[], byte[]> consumer = PlainKafka.consumer()) {
            EventStream stream = hub.create("orders", StreamSettings.defaults());
            for (int published = 0; published < events; published += BATCH) {
                stream.publish(orders.subList(0, BATCH)).await();
            }
            long end = stream.info().partitions().get(0).next();
            read(stream);
            PlainKafka.read(consumer, topic, end);
            for (int turn = 0; turn < TURNS; turn++) {
                byLeat.of(() -> read(stream));
                byPlain.of(() -> PlainKafka.read(consumer, topic, end));
            }
            stream.delete();
        }
        List<Figure> figures = new ArrayList<>(byLeat.figures(LEAT, (long) TURNS * events));
        figures.addAll(byPlain.figures(PLAIN, (long) TURNS * events));
        return figures;
    }

    private void read(EventStream stream) {
        long touched = 0;
        for (Event event : stream.read()) {
            var data = event.getData();
            touched += event.getType().length() + (data == null ? 0 : data.toBytes().length);
        }
        if (touched < events) {
            throw new IllegalStateException("read less than was published");
        }
    }
}
