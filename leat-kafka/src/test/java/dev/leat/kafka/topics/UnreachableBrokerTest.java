package dev.leat.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.leat.core.LeatException;
import dev.leat.core.StreamSettings;
import dev.leat.kafka.TestBroker;
import dev.leat.kafka.broker.Brokers;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaLocation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A hub whose broker is killed, and comes back. */
class UnreachableBrokerTest {

    @Test
    void whatWasKnownStaysTrueWhileTheBrokerIsAway() throws Exception {
        assertThat(TestBroker.bootstrap())
                .as("skips where there are no brokers")
                .isNotEmpty();
        try (Brokers brokers = Brokers.start(1)) {
            Clients clients = new Clients(new KafkaLocation(
                    brokers.bootstrap(), "", Map.of("default.api.timeout.ms", "4000", "request.timeout.ms", "2000")));
            Catalog catalog = new Catalog(clients);
            Topics topics = new Topics(clients, catalog);
            StreamSettings guarded = StreamSettings.defaults().guarded(true);
            StreamTopic orders = topics.create("orders", guarded).get(30, TimeUnit.SECONDS);
            brokers.broker(0).kill();
            await().atMost(Duration.ofSeconds(10)).until(() -> catalog.known("orders") == null);
            assertThat(catalog.required("orders")).isEqualTo(orders);
            assertThat(catalog.known("orders")).isEqualTo(orders);
            assertThat(catalog.list("*"))
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(LeatException.Unavailable.class);
            brokers.broker(0).start();
            assertThat(topics.alter("orders", guarded.retainBytes(5)).get(60, TimeUnit.SECONDS))
                    .isEqualTo(catalog.known("orders"));
            catalog.close();
            clients.close();
        }
    }
}
