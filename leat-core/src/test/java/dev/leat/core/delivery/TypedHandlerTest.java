package dev.leat.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.Event;
import dev.leat.core.EventStream;
import dev.leat.core.Hub;
import dev.leat.core.Subscription;
import dev.leat.core.filter.Filter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypedHandlerTest {

    record Order(String item, int amount) {}

    @Test
    void dataThatDoesNotReadAsTheTypeIsSetAsideAtOnce() {
        try (Hub hub = Hub.open("memory:")) {
            EventStream orders = hub.stream("orders");
            List<Order> read = Collections.synchronizedList(new ArrayList<>());
            Subscription subscription =
                    orders.subscribe().durable("typed").handle(Order.class, (order, event) -> read.add(order));
            orders.publish(Event.of("t", "/s").id("good").json("{\"item\":\"tea\",\"amount\":2}"))
                    .await();
            orders.publish(Event.of("t", "/s").id("bad").json("{\"item\":")).await();
            orders.publish(Event.of("t", "/s").id("wrong").json("{\"amount\":\"many\"}"))
                    .await();
            orders.publish(Event.of("t", "/s").id("none")).await();
            orders.publish(Event.of("t", "/s").id("better").json("{\"item\":\"cake\",\"amount\":1}"))
                    .await();
            subscription.caughtUp().await();
            assertThat(read).containsExactly(new Order("tea", 2), new Order("cake", 1));
            assertThat(subscription.dead().list(Filter.all()))
                    .extracting(Event::getId)
                    .containsExactly("bad", "wrong", "none");
            assertThat(subscription.dead().list(Filter.all()))
                    .allMatch(event -> Integer.valueOf(1).equals(event.getExtension("deadattempts")));
        }
    }
}
