package dev.leat.kafka.guards;

import dev.leat.core.Append;
import dev.leat.core.Appended;
import dev.leat.core.Durability;
import dev.leat.core.HubOptions;
import dev.leat.core.StreamSettings;
import dev.leat.kafka.TestBroker;
import dev.leat.kafka.client.Clients;
import dev.leat.kafka.client.KafkaLocation;
import dev.leat.kafka.groups.Cursors;
import dev.leat.kafka.groups.Memberships;
import dev.leat.kafka.topics.Catalog;
import dev.leat.kafka.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;

/** What {@link Guards} needs of a hub. Several of one prefix are as several processes. */
final class GuardsHub implements AutoCloseable {

    final Clients clients;
    final Catalog catalog;
    final Topics topics;
    final Memberships memberships;
    final Cursors cursors;
    final Guards guards;

    GuardsHub(String bootstrap, String prefix) {
        clients = new Clients(new KafkaLocation(bootstrap, prefix, Map.of()));
        catalog = new Catalog(clients);
        topics = new Topics(clients, catalog);
        memberships = new Memberships(clients, catalog);
        cursors = new Cursors(clients, catalog, memberships);
        guards = new Guards(clients, catalog, memberships, cursors, HubOptions.defaults());
    }

    static GuardsHub onSharedBroker(String prefix) {
        return new GuardsHub(TestBroker.bootstrap(), prefix);
    }

    static String newPrefix() {
        return UUID.randomUUID().toString().substring(0, 8) + "-";
    }

    void create(String stream, StreamSettings settings) {
        topics.create(stream, settings.guarded(true)).join();
    }

    /** What the append became, or throws what it failed with. */
    Appended append(Append append) {
        return get(guards.append(append, Durability.FAST));
    }

    static Appended get(CompletableFuture<Appended> done) {
        try {
            return done.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    TopicPartition partition(String stream, int partition) {
        return new TopicPartition(clients.names().topic(stream), partition);
    }

    /** What is recorded in a partition. */
    List<GuardedEvent> recorded(String stream, int partition) {
        List<GuardedEvent> events = new ArrayList<>();
        TopicPartition stored = partition(stream, partition);
        try (History history = new History(
                () -> clients.consumer("test", Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest")))) {
            history.first(stored, 0, new Ends(clients.admin()).visible(stored), event -> {
                events.add(event);
                return false;
            });
        }
        return events;
    }

    List<Object> ids(String stream, int partition) {
        List<Object> ids = new ArrayList<>();
        recorded(stream, partition).forEach(event -> ids.add(event.attribute("id")));
        return ids;
    }

    @Override
    public void close() {
        guards.close();
        memberships.close();
        catalog.close();
        clients.close();
    }
}
