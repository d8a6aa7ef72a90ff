package dev.leat.bench;

import dev.leat.core.Durability;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.HubOptions;
import dev.leat.core.Pending;
import dev.leat.core.StreamSettings;
import io.cloudevents.CloudEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;

/**
 * One thread publishes 100-byte events to Kafka, by Leat and by the plain producer in turns, to one partition; the time of
 * each turn ends when the broker has all of it. The plain producer sends event by event: its batches are no atoms.
 */
record KafkaPublish(String name, int batch, int events) implements Scenario {

    static final String SINGLE = "kafka.publish.single";
    static final String BATCHES = "kafka.publish.batches-of-100";
    static final String PLAIN = ".plain-producer";

    private static final int TURNS = 8;

    @Override
    public List<Figure> run(Path directory) {
        List<CloudEvent> orders = Samples.orders(100);
        String prefix = BenchBroker.prefix();
        String topic = prefix + "orders";
        HubOptions options = HubOptions.defaults().durability(Durability.FAST).publishWait(Duration.ofMinutes(1));
        Cost byLeat = new Cost();
        Cost byPlain = new Cost();
        int turnEvents = events / TURNS;
        try (Hub hub = Hub.open(BenchBroker.uri(prefix), options);
                Producer<byte[], byte[]> producer = PlainKafka.producer()) {
            EventStream stream = hub.create("orders", StreamSettings.defaults());
            stream.publish(orders.get(0)).await();
            plain(producer, topic, orders, 1);
            for (int turn = 0; turn < TURNS; turn++) {
                byLeat.of(() -> publish(stream, orders, turnEvents));
                byPlain.of(() -> plain(producer, topic, orders, turnEvents));
            }
            stream.delete();
        }
        List<Figure> figures = new ArrayList<>(byLeat.figures(name, events));
        figures.addAll(byPlain.figures(name + PLAIN, events));
        return figures;
    }

    private void publish(EventStream stream, List<CloudEvent> orders, int wanted) {
        Pending<?> last = null;
        int from = 0;
        for (int published = 0; published < wanted; published += batch) {
            from = from + batch > orders.size() ? 0 : from;
            last = batch == 1 ? stream.publish(orders.get(from)) : stream.publish(orders.subList(from, from + batch));
            from += batch;
        }
        if (last != null) {
            last.await();
        }
    }

    private static void plain(Producer<byte[], byte[]> producer, String topic, List<CloudEvent> orders, int wanted) {
        for (int published = 0; published < wanted; published++) {
            var unused = producer.send(PlainKafka.record(topic, orders.get(published % orders.size())));
        }
        producer.flush();
    }
}
