package dev.leat.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Append;
import dev.leat.core.Event;
import dev.leat.core.Hub;
import dev.leat.core.NewEvent;
import dev.leat.core.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an engine has recorded without saying so. */
class LostAnswersTest {

    private static final int EVENTS = 300;

    private static List<String> ids(Hub hub, String stream) {
        return hub.stream(stream).read().list().stream().map(Event::getId).toList();
    }

    private static NewEvent event(String id) {
        return Event.of("placed", "/test").id(id).subject("k");
    }

    @Test
    void outputsOfUnknownOutcomeAreAppendedOnce() {
        try (Hub hub = Hub.open("wrapped:losing-answers")) {
            hub.stream("orders")
                    .publish(IntStream.range(0, EVENTS)
                            .mapToObj(i -> event("e-" + i))
                            .toList())
                    .await();
            Subscription copying = hub.stream("orders")
                    .subscribe()
                    .durable("copying")
                    .append(order -> Append.to("copies", event(order.getId())));
            copying.caughtUp().await(Duration.ofMinutes(1));
            assertThat(ids(hub, "copies")).hasSize(EVENTS).isEqualTo(ids(hub, "orders"));
        }
    }
}
