package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.EventStream;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A key decides on the partition as in Kafka; without one, partitions take turns. */
public abstract class KeysContract extends EngineSuite {

    /** Keys and their MurmurHash2, from Kafka's own test of it. */
    private static final Map<String, Integer> KAFKA = Map.of(
            "21", -973932308,
            "foobar", -790332482,
            "a-little-bit-long-string", -985981536,
            "a-little-bit-longer-string", -1486304829,
            "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971,
            "abc", 479470107);

    private static int partition(int hash, int partitions) {
        return (hash & Integer.MAX_VALUE) % partitions;
    }

    @Test
    void aSubjectGoesToThePartitionThatKafkaWouldChoose() {
        for (int partitions : new int[] {1, 2, 7, rounds(1_000)}) {
            EventStream orders = stream("orders-" + partitions, partitions);
            KAFKA.forEach((key, hash) -> assertThat(orders.publish(event("e").subject(key))
                            .await(patience)
                            .partition())
                    .as("%s of %d", key, partitions)
                    .isEqualTo(partition(hash, partitions)));
        }
    }

    @Test
    void aKeyGoesBeforeTheSubject() {
        EventStream orders = stream("orders", 7);
        KAFKA.forEach((key, hash) -> assertThat(
                        orders.publish(event("e").subject("anything").key(key))
                                .await(patience)
                                .partition())
                .as(key)
                .isEqualTo(partition(hash, 7)));
    }

    @Test
    void eventsOfOneKeyKeepTheirOrder() {
        EventStream orders = stream("orders", 5);
        List<NewEvent> published = new ArrayList<>();
        IntStream.range(0, 300).forEach(i -> published.add(event("e-" + i).subject("s-" + i % 11)));
        publish(orders, published);
        for (int key = 0; key < 11; key++) {
            String subject = "s-" + key;
            assertThat(orders.read().list().stream()
                            .filter(event -> subject.equals(event.getSubject()))
                            .map(event -> event.getId()))
                    .isEqualTo(published.stream()
                            .filter(event -> subject.equals(event.getSubject()))
                            .map(NewEvent::getId)
                            .toList());
        }
    }

    @Test
    void eventsWithoutAKeyTakeThePartitionsInTurn() {
        List<Position> told = publish(stream("orders", 4), events("e", 0, 40));
        for (int partition = 0; partition < 4; partition++) {
            int wanted = partition;
            assertThat(told.stream().filter(position -> position.partition() == wanted))
                    .hasSize(10);
        }
    }
}
