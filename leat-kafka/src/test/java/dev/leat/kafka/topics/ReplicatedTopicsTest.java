package dev.leat.kafka.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.leat.core.StreamSettings;
import dev.leat.kafka.TestBroker;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaLocation;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Streams as topics of three brokers, which learn of changes one after the other. */
class ReplicatedTopicsTest {

    @Test
    void eachStreamHasThreeReplicasAndIsThereWhenItIsCreatedAndGoneWhenItIsDeleted() throws Exception {
        String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
        Clients clients = new Clients(new KafkaLocation(TestBroker.three().bootstrap(), prefix, Map.of()));
        Catalog catalog = new Catalog(clients);
        Topics topics = new Topics(clients, catalog);
        StreamSettings settings = StreamSettings.defaults().partitions(3);
        for (int round = 0; round < 10; round++) {
            StreamTopic created = done(topics.create("orders", settings));
            assertThat(created.replication()).isEqualTo(3);
            assertThat(created.minInsync()).isEqualTo(2);
            for (int again = 0; again < 5; again++) {
                assertThat(done(catalog.list("*"))).containsExactly(created);
                assertThat(done(catalog.list("orders"))).containsExactly(created);
            }
            done(topics.delete("orders"));
            for (int again = 0; again < 5; again++) {
                assertThat(done(catalog.list("*"))).isEmpty();
                assertThat(done(catalog.list("orders"))).isEmpty();
            }
        }
        catalog.close();
        clients.close();
    }

    private static <T> T done(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }
}
