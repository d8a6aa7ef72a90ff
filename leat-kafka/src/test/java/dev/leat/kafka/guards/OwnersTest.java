package dev.leat.kafka.guards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Condition;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import dev.leat.kafka.appends.ProducerSettings;
import dev.leat.kafka.records.EventRecords;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each guarded partition has one owner at a time, and others are told who it is. */
@Timeout(120)
class OwnersTest {

    private final GuardsHub first = GuardsHub.onSharedBroker(GuardsHub.newPrefix());
    private final GuardsHub second =
            GuardsHub.onSharedBroker(first.clients.names().prefix());

    @AfterEach
    void close() {
        second.close();
        first.close();
    }

    private static Append append(String id, String subject) {
        return Append.to("orders", Event.of("happened", "/test").id(id).subject(subject));
    }

    @Test
    void whoIsNotTheOwnerIsToldWhoIsUntilThatOneLeaves() {
        first.create("orders", StreamSettings.defaults());
        first.append(append("a", "s"));
        assertThatThrownBy(() -> second.append(append("b", "s")))
                .isInstanceOf(LeatException.Fenced.class)
                .hasMessageContainingAll("partition 0 of stream 'orders' belongs to " + first.clients.id(), " at ");
        first.append(append("c", "s"));
        first.close();
        second.append(append("d", "s"));
        Append again = append("e", "s").when(Condition.none("orders", Filter.subject("s")));
        assertThatThrownBy(() -> second.append(again)).isInstanceOf(LeatException.Conflict.class);
        assertThat(second.ids("orders", 0)).containsExactly("a", "c", "d");
    }

    @Test
    void severalHubsSharePartitions() {
        first.create("orders", StreamSettings.defaults().partitions(2));
        first.append(append("a", "s"));
        List<Position> told = new ArrayList<>();
        int refused = 0;
        for (int i = 0; told.size() < 10 || refused < 10; i++) {
            try {
                told.addAll(second.append(append("e-" + i, "s-" + i)).positions());
            } catch (LeatException.Fenced e) {
                refused++;
            }
        }
        assertThat(told.stream().map(Position::partition).distinct()).hasSize(1);
        int partition = told.get(0).partition();
        List<GuardedEvent> recorded = second.recorded("orders", partition);
        assertThat(recorded.stream().map(GuardedEvent::position).toList()).containsAll(told);
        Append both = Append.to(
                "orders",
                List.of(
                        Event.of("happened", "/test").id("both-1"),
                        Event.of("happened", "/test").id("both-2")));
        assertThatThrownBy(() -> second.append(both))
                .isInstanceOf(LeatException.Fenced.class)
                .hasMessageContaining(first.clients.id());
    }

    @Test
    void anOwnerWhoseProducerIsFencedOwnsAgainIfTheGroupSaysSo() {
        first.create("orders", StreamSettings.defaults());
        Position a = first.append(append("a", "s")).positions().get(0);
        try (Producer<byte[], byte[]> intruder = new ProducerSettings(second.clients)
                .transactional("intruder", first.clients.names().guard("orders", 0))) {
            intruder.initTransactions();
            Appended b = first.append(append("b", "s"));
            assertThat(b.positions().get(0)).isGreaterThan(a);
        }
        assertThat(first.ids("orders", 0)).containsExactly("a", "b");
    }

    @Test
    void whatAFormerOwnerHasBegunIsEndedByTheNextOne() {
        first.create("orders", StreamSettings.defaults());
        try (Producer<byte[], byte[]> former = new ProducerSettings(second.clients)
                .transactional("former", first.clients.names().guard("orders", 0))) {
            former.initTransactions();
            former.beginTransaction();
            var unused = former.send(EventRecords.record(
                    first.clients.names().topic("orders"),
                    0,
                    Event.of("happened", "/test").id("begun").subject("s")));
            former.flush();
            first.append(append("a", "s").when(Condition.none("orders", Filter.subject("s"))));
            assertThatThrownBy(former::commitTransaction).isInstanceOf(KafkaException.class);
        }
        assertThat(first.ids("orders", 0)).containsExactly("a");
    }
}
