package dev.leat.kafka.guards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Append;
import dev.leat.core.Condition;
import dev.leat.core.Cursor;
import dev.leat.core.Event;
import dev.leat.core.LeatException;
import dev.leat.core.NewEvent;
import dev.leat.core.Position;
import dev.leat.core.StreamSettings;
import dev.leat.core.filter.Filter;
import dev.leat.kafka.client.KafkaFailures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Conditions and duplicates of what is older than the events that a guard keeps in memory, or is gone. */
@Timeout(120)
class OldEventsTest {

    private static final int MANY = 12_000;

    private final GuardsHub hub = GuardsHub.onSharedBroker(GuardsHub.newPrefix());

    @AfterEach
    void close() {
        hub.close();
    }

    private static NewEvent event(int id) {
        return Event.of("happened", "/test")
                .id("e-" + id)
                .subject("s-" + id % 6_000)
                .with("number", id);
    }

    private List<Position> fill() {
        List<Position> told = new ArrayList<>();
        for (int i = 0; i < MANY; i += 1_000) {
            List<NewEvent> events = new ArrayList<>();
            for (int j = i; j < i + 1_000; j++) {
                events.add(event(j));
            }
            told.addAll(hub.append(Append.to("orders", events)).positions());
        }
        return told;
    }

    private void holds(Condition condition) {
        hub.append(Append.to("orders", Event.of("happened", "/test").subject("new"))
                .when(condition));
    }

    private Position breaks(Condition condition) {
        try {
            holds(condition);
        } catch (LeatException.Conflict e) {
            return e.at();
        }
        throw new AssertionError("holds: " + condition);
    }

    @Test
    void conditionsAreAboutAllThatIsKept() {
        hub.create("orders", StreamSettings.defaults());
        List<Position> told = fill();
        assertThat(breaks(Condition.none("orders", Filter.subject("s-7")))).isEqualTo(told.get(6_007));
        assertThat(breaks(Condition.none("orders", Filter.parse("number = 7")))).isEqualTo(told.get(7));
        Filter both = Filter.parse("subject = 's-7' AND number = 7");
        assertThat(breaks(Condition.none("orders", both))).isEqualTo(told.get(7));
        holds(Condition.noneSince("orders", both, Cursor.at(told.get(7))));
        holds(Condition.noneSince("orders", Filter.subject("s-7"), Cursor.at(told.get(6_007))));
        assertThat(breaks(Condition.noneSince("orders", Filter.subject("s-7"), Cursor.at(told.get(7)))))
                .isEqualTo(told.get(6_007));
        holds(Condition.exists("orders", both));
        holds(Condition.exists("orders", Filter.parse("number = 3")));
        breaks(Condition.exists("orders", Filter.parse("subject = 's-7' AND number = 8")));
        breaks(Condition.exists("orders", Filter.subject("s-6000")));
        holds(Condition.none("orders", Filter.parse("number = 12000")));
    }

    @Test
    void whatIsNoLongerKeptBreaksNothingAndIsNoOriginal() {
        hub.create(
                "orders", StreamSettings.defaults().retain(Duration.ofDays(1)).dedupe(StreamSettings.FOREVER));
        Position first = hub.append(Append.to("orders", event(0))).positions().get(0);
        Position second = hub.append(Append.to("orders", event(1))).positions().get(0);
        breaks(Condition.none("orders", Filter.subject("s-0")));
        assertThat(hub.append(Append.to("orders", event(0))).positions()).containsExactly(first);
        KafkaFailures.future(
                        hub.clients
                                .admin()
                                .deleteRecords(Map.of(
                                        hub.partition("orders", 0), RecordsToDelete.beforeOffset(second.offset())))
                                .all(),
                        "deleting")
                .join();
        holds(Condition.none("orders", Filter.subject("s-0")));
        Append missing = Append.to("orders", Event.of("happened", "/test").subject("x"))
                .when(Condition.exists("orders", Filter.subject("s-0")));
        assertThatThrownBy(() -> hub.append(missing)).isInstanceOf(LeatException.Conflict.class);
        assertThat(hub.append(Append.to("orders", event(1))).positions()).containsExactly(second);
        assertThat(hub.append(Append.to("orders", event(0))).positions().get(0)).isGreaterThan(second);
    }
}
