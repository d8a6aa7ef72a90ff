package dev.leat.kafka.soak;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.LeatException;
import dev.leat.core.Position;
import dev.leat.core.Subscribing;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What judges the histories of killed processes finds what is wrong with them. */
class CheckersTest {

    private static final String WHERE = "planted";

    private final Hub hub = Hub.inMemory();
    private final Published published = new Published();
    private final Handled handled = new Handled("work");
    private final Guarded guarded = new Guarded();

    @AfterEach
    void close() {
        hub.close();
    }

    private Position record(String id, String subject) {
        return hub.stream("orders")
                .publish(Event.of("placed", "/soak").id(id).subject(subject))
                .await();
    }

    private List<Event> read() {
        return hub.stream("orders").read().list();
    }

    private void refusesPublished(String because) {
        assertThatThrownBy(() -> published.check(read(), WHERE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(because);
    }

    private void refusesHandled(String because) {
        assertThatThrownBy(() -> handled.check(read(), WHERE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(because);
    }

    private void refusesGuarded(String because) {
        assertThatThrownBy(() -> guarded.check(read(), WHERE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(because);
    }

    @Test
    void whatWasAcknowledgedAndIsLostIsFound() {
        Position at = record("p-0", "k");
        published.acknowledged(List.of("p-0"), List.of(at));
        published.check(read(), WHERE);
        published.acknowledged(List.of("p-1"), List.of(new Position(0, 1)));
        refusesPublished("p-1");
    }

    @Test
    void whatIsRecordedTwiceIsFound() {
        published.acknowledged(List.of("p-0"), List.of(record("p-0", "k")));
        record("p-0", "k");
        refusesPublished("p-0 once more");
    }

    @Test
    void whatIsOutOfOrderIsFound() {
        published.acknowledged(List.of("p-1"), List.of(record("p-1", "k")));
        published.acknowledged(List.of("p-0"), List.of(record("p-0", "k")));
        refusesPublished("stands behind number 1");
    }

    @Test
    void halfOfAnAtomIsFound() {
        record("p-0", "k");
        published.failed(List.of("p-0", "p-1"), new LeatException.InDoubt("in doubt", null));
        refusesPublished("p-1");
    }

    @Test
    void whatWasRefusedAndIsThereIsFound() {
        record("p-0", "k");
        published.failed(List.of("p-0"), new LeatException.Unavailable("not stored", null));
        refusesPublished("p-0");
    }

    @Test
    void anEventThatIsPassedOverOrNeverHandledIsFound() {
        record("p-0", "k");
        Position second = record("p-1", "k");
        refusesHandled("all of k");
        handled.add(second);
        refusesHandled("passes over 0:0");
    }

    @Test
    void tooManyThatComeAgainAreFound() {
        Position at = record("p-0", "k");
        for (int i = 0; i <= Subscribing.MOST_IN_PROGRESS; i++) {
            handled.add(at);
        }
        handled.check(read(), WHERE);
        handled.add(at);
        refusesHandled("again");
    }

    @Test
    void aBrokenConditionIsFound() {
        Position first = record("a-0", "s");
        guarded.add(List.of(Appender.TRIES, "a-0", "s", "-1"));
        guarded.add(List.of(Appender.RECORDED, "a-0", first.toString()));
        guarded.check(read(), WHERE);
        record("a-1", "s");
        guarded.add(List.of(Appender.TRIES, "a-1", "s", "-1"));
        refusesGuarded("is behind 0");
    }

    @Test
    void aConflictWithNothingIsFound() {
        record("a-0", "s");
        guarded.add(List.of(Appender.TRIES, "a-1", "s", "0"));
        guarded.add(List.of(Appender.CONFLICT, "a-1", "0:0"));
        refusesGuarded("conflicts with what it has seen");
    }

    @Test
    void aDuplicateThatIsStoredIsFound() {
        guarded.add(List.of(Appender.RECORDED, "same-1", record("same-1", "s").toString()));
        guarded.check(read(), WHERE);
        record("same-1", "s");
        refusesGuarded("same-1 once more");
    }
}
